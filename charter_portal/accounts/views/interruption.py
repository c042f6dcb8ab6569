"""When a sign-in ended or a page stood open for long: nothing that somebody wrote is lost.

The words that were sent come back on a page of their own. From there they are sent again, after
signing in where that is needed. Files and passwords are never kept.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadRequest

from charter_portal.accounts.forms import EmptyForm, SignInForm
from charter_portal.accounts.services.throttles import TooManyTries
from charter_portal.core.formats import plural
from charter_portal.core.security import SAFE_METHODS, local_path

NEVER_KEPT = {"csrf_token", "kept", "next", "current", "password"}
SIGNED_OUT = "You were signed out. Your words are still here: press the save button to send them."


def init_interruption(app: Flask) -> None:
    """Give the application its answers to a page that stood open for long and to hasty tries."""
    app.register_error_handler(CSRFError, answer_stale_page)
    app.register_error_handler(TooManyTries, answer_hasty_tries)


def ask_to_sign_in() -> Any:
    """Nobody is signed in: lead to the sign-in page and back, with whatever was written."""
    if request.method in SAFE_METHODS:
        return redirect(url_for("accounts.sign_in", next=_here()))
    if _wants_json():
        return jsonify(message=SIGNED_OUT), 401
    if not _came_from_here():
        return redirect(url_for("accounts.sign_in"))
    if not _written():
        return redirect(url_for("accounts.sign_in", next=_page_before()))
    form = SignInForm(formdata=None, next=_here(), kept=json.dumps(_written()))
    answer = make_response(
        render_template(
            "accounts/public/interrupted.html", form=form, words=_to_show(_written()), files=_files()
        )
    )
    return _private(answer), 401


def answer_stale_page(problem: CSRFError) -> Any:
    """A form came with a token too old. From this site it is offered again; a stranger's is refused."""
    if not _came_from_here():
        return current_app.handle_user_exception(BadRequest())
    if _wants_json():
        return jsonify(message=SIGNED_OUT), 401
    if _holds_a_password() or not _written():
        form = EmptyForm(formdata=None)
        page = render_template("accounts/public/start_again.html", form=form, path=_page_before())
        return _private(make_response(page, 400))
    if current_user.is_authenticated or _is_public():
        return send_again(json.dumps(_written()), _here(), files=_files(), status=400)
    return ask_to_sign_in()


def answer_hasty_tries(problem: TooManyTries) -> Any:
    """Say calmly how long to wait, in words and in a header."""
    seconds = max(1, int(problem.wait.total_seconds()))
    words = f"in {plural(-(-seconds // 60), 'minute')}"
    page = render_template("errors/429.html", reference=None, message=None, wait_words=words)
    return page, 429, {"Retry-After": str(seconds)}


def send_again(kept: str, path: str, *, files: tuple[str, ...] = (), status: int = 200) -> Response:
    """A page that holds what was written, with a fresh token and one button that sends it."""
    fields = _read(kept)
    form = EmptyForm(formdata=None)
    page = render_template(
        "accounts/public/send_again.html",
        form=form,
        path=path,
        fields=fields,
        words=_to_show(fields),
        files=files,
    )
    return _private(make_response(page, status))


def _written() -> list[tuple[str, str]]:
    fields = request.form.items(multi=True)
    return [(name, value) for name, value in fields if name not in NEVER_KEPT]


def _read(kept: str) -> list[tuple[str, str]]:
    """The fields in a hidden field of ours; nothing when somebody changed it."""
    try:
        fields = json.loads(kept)
        return [(str(name), str(value)) for name, value in fields if name not in NEVER_KEPT]
    except (ValueError, TypeError):
        return []


def _to_show(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a person wrote, without the numbers and marks that pages add."""
    return [(_label(name), value) for name, value in fields if " " in value.strip() or "\n" in value.strip()]


def _label(name: str) -> str:
    return name.rpartition("-")[2].replace("_", " ").capitalize()


def _files() -> tuple[str, ...]:
    return tuple(file.filename for file in request.files.values() if file.filename)


def _holds_a_password() -> bool:
    return not request.form.keys().isdisjoint({"password", "current"})


def _is_public() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return view is not None and getattr(view, "permissions", None) == ()


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _came_from_here() -> bool:
    """True only when the browser says so itself: silence is not enough to repeat somebody's words to them."""
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(said).netloc == request.host


def _here() -> str:
    path = request.full_path if request.query_string else request.path
    return local_path(path) or url_for("home.dashboard")


def _page_before() -> str:
    """The page of ours with the button that was pressed: unlike the button's own address it can be opened."""
    before = urlsplit(request.headers.get("Referer") or "")
    if before.netloc == request.host and (found := local_path(before.path)):
        return found
    is_a_page = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    return _here() if is_a_page else url_for("home.dashboard")


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
