"""What can go against a person's wish, and the calm pages that say so."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, current_app, render_template, request
from flask.globals import request_ctx
from werkzeug.exceptions import BadRequest, HTTPException, InternalServerError

from charter_portal.core.database import db


class RuleBroken(Exception):
    """A rule of the house says no. The message is for the person; `field` places it in a form."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotAllowed(RuleBroken):
    """This person may not take this step."""


class StepNotOpen(RuleBroken):
    """The thing is not in a state from which the step can be taken."""


class StaleWrite(RuleBroken):
    """Somebody saved in the meantime; `current` is the row as it stands now."""

    def __init__(self, current: Any) -> None:
        super().__init__("Somebody saved this while you were writing. Both texts are kept.")
        self.current = current


STRANGER = "This portal does not answer to that name.\n"
PAGES = {400, 403, 404, 405, 409, 413, 429, 500}


def init_errors(app: Flask) -> None:
    """Give every refusal and every fault a page of our own with a reference to quote."""
    app.register_error_handler(HTTPException, _page_for)
    app.register_error_handler(Exception, _page_for_fault)
    app.register_error_handler(RuleBroken, _page_for_rule)
    # Flask would note the path of a fault, which may hold a token; the fault's page notes what is needed.
    app.log_exception = lambda exc_info: None  # type: ignore[method-assign]


def _page_for(problem: HTTPException) -> Any:
    if problem.code is None or problem.code < 400 or problem.response is not None:
        return problem
    if isinstance(problem, InternalServerError) and isinstance(problem.original_exception, Exception):
        # The page of a refusal broke in its turn, for example because its menu asked a database that is away.
        return _page_for_fault(problem.original_exception)
    reference = secrets.token_hex(4)
    current_app.logger.info(
        "refused status=%s reference=%s endpoint=%s", problem.code, reference, request.endpoint
    )
    if not _has_addresses():
        return STRANGER, problem.code, {"Content-Type": "text/plain; charset=utf-8"}
    page = problem.code if problem.code in PAGES else (400 if problem.code < 500 else 500)
    body = render_template(f"errors/{page}.html", reference=reference, message=None)
    return body, problem.code, _kept_headers(problem)


def _has_addresses() -> bool:
    # A request under a foreign host name has no addresses, so no page with links can be written for it.
    return request_ctx.url_adapter is not None


def _page_for_rule(problem: RuleBroken) -> Any:
    code = 403 if isinstance(problem, NotAllowed) else 409
    reference = secrets.token_hex(4)
    current_app.logger.info("rule status=%s reference=%s endpoint=%s", code, reference, request.endpoint)
    return render_template(f"errors/{code}.html", reference=reference, message=problem.message), code


def _page_for_fault(problem: Exception) -> Any:
    if type(problem).__module__ == "gunicorn.http.errors":
        # The server saw, while the body was read, that its chunks are broken: a slip of the sender.
        return _page_for(BadRequest())
    reference = secrets.token_hex(4)
    current_app.logger.error("fault reference=%s endpoint=%s", reference, request.endpoint, exc_info=problem)
    if current_app.config.get("PROPAGATE_FAULTS"):
        raise problem
    # The page must not ask a database that may be the very thing that broke.
    current_app.login_manager._update_request_context_with_user()  # type: ignore[attr-defined]
    db.session.rollback()
    body = render_template("errors/500.html", reference=reference, message=None)
    return body, InternalServerError.code


def _kept_headers(problem: HTTPException) -> list[tuple[str, str]]:
    return [(name, value) for name, value in problem.get_headers() if name in {"Retry-After", "Allow"}]
