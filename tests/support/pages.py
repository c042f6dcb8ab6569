"""A browser for tests that checks every page in passing, and that never shares a context with the test."""

from __future__ import annotations

import contextvars
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import html5lib
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from charter_portal.core.database import db, unit_of_work

XHTML = "{http://www.w3.org/1999/xhtml}"
NOT_MISTAKES = {"expected-doctype-but-got-chars"}


def each(tree: Any, *tags: str) -> Iterator[Any]:
    """Every element with one of these tags, in the order of the page."""
    return (element for element in tree.iter() if element.tag in tags)


class Page:
    """One answer, with the questions tests ask of it."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        self.tree = html5lib.parse(self.html, namespaceHTMLElements=False)

    @property
    def text(self) -> str:
        """What a person reads, with white space folded."""
        for element in each(self.tree, "script", "style"):
            element.text = ""
        return " ".join("".join(self.tree.itertext()).split())

    @property
    def title(self) -> str:
        """The text of the title element."""
        found = self.tree.find(".//title")
        return " ".join((found.text or "").split()) if found is not None else ""

    @property
    def heading(self) -> str:
        """The text of the one main heading."""
        return " ".join("".join(self.tree.find(".//h1").itertext()).split())

    @property
    def errors(self) -> list[str]:
        """The messages of the error summary."""
        summary = next((e for e in self.tree.iter("div") if "error-summary" in e.get("class", "")), None)
        return [] if summary is None else ["".join(e.itertext()).strip() for e in summary.iter("li")]

    def all(self, tag: str, **attributes: str) -> list[Any]:
        """Every element of this tag with these attributes (class_ for class)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [e for e in self.tree.iter(tag) if all(e.get(k) == v for k, v in wanted.items())]

    def value_of(self, name: str) -> str | None:
        """What a form field holds: an input's value, a text area's text, a select's choice."""
        for element in each(self.tree, "input", "textarea", "select"):
            if element.get("name") != name:
                continue
            if element.tag == "textarea":
                return (element.text or "").removeprefix("\n")
            if element.tag == "select":
                chosen = [o.get("value") for o in element.iter("option") if o.get("selected") is not None]
                return chosen[0] if chosen else None
            if element.get("type") in {"radio", "checkbox"} and element.get("checked") is None:
                continue
            return element.get("value")
        return None

    @property
    def links(self) -> list[str]:
        """Every address the page links to."""
        return [e.get("href") for e in self.tree.iter("a") if e.get("href")]

    @property
    def csrf_token(self) -> str:
        """The token in the page's first form. Raises AssertionError when it has none."""
        found = self.value_of("csrf_token")
        assert found, "The page has no CSRF token."
        return found


class PageClient(FlaskClient):
    """Each request runs in a context of its own, as in a real server, and leaves nothing unsaved."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("base_url", "https://portal.test")
        # A streamed answer is read to its end while its context is there.
        kwargs.setdefault("buffered", True)
        if has_app_context():
            db.session.commit()
        response = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.expire_all()
        return response

    def become(self, person: Any) -> None:
        """Sign in as this person without the sign-in page."""
        from charter_portal.accounts.services.sessions import open_sign_in

        with unit_of_work():
            token = open_sign_in(person)
        with self.session_transaction(base_url="https://portal.test") as cookie:
            cookie.clear()
            cookie["_user_id"] = token
            cookie["_fresh"] = True

    def page(self, path: str, *, status: int = 200, **options: Any) -> Page:
        """GET a page; fail unless it has this status and is a sound page."""
        response = self.get(path, **options)
        assert response.status_code == status, f"{path}: {response.status_code}, not {status}"
        found = Page(response)
        check_page(found)
        return found

    def send(
        self, path: str, data: dict[str, Any] | None = None, *, status: int = 302, **options: Any
    ) -> Page:
        """POST a form with a valid token; fail unless the answer has this status."""
        response = self.post(path, data={"csrf_token": self.csrf_token(), **(data or {})}, **options)
        where = response.headers.get("Location", "")
        assert response.status_code == status, f"{path}: {response.status_code} {where}, not {status}"
        found = Page(response)
        if found.html.lstrip().startswith("<!") and not 300 <= status < 400:
            check_page(found)
        return found

    def csrf_token(self) -> str:
        """A valid token for this browser's session."""
        from flask_wtf.csrf import generate_csrf

        with self.session_transaction(base_url="https://portal.test") as cookie:
            kept = dict(cookie)

        def make() -> tuple[str, Any]:
            from flask import session

            with self.application.test_request_context(base_url="https://portal.test"):
                session.update(kept)
                return generate_csrf(), session["csrf_token"]

        token, raw = contextvars.Context().run(make)
        with self.session_transaction(base_url="https://portal.test") as cookie:
            cookie["csrf_token"] = raw
        return token


def check_page(page: Page) -> None:
    """Every page: sound HTML, language, one h1, a title, unique ids, labelled fields, forms with a token."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(page.html)
    mistakes = [(place, code) for place, code, _ in parser.errors if code not in NOT_MISTAKES]
    assert not mistakes, f"HTML mistakes: {mistakes[:3]}"
    root = page.tree
    assert root.get("lang") == "en-GB", "The page does not say its language."
    assert len(list(root.iter("h1"))) == 1, "A page has exactly one main heading."
    assert page.title.endswith("Charter portal") and len(page.title) > len("Charter portal")
    ids = [e.get("id") for e in root.iter() if isinstance(e.tag, str) and e.get("id")]
    assert len(ids) == len(set(ids)), f"Ids used twice: {sorted({i for i in ids if ids.count(i) > 1})}"
    _check_forms(root)
    _check_fields(root, set(ids))
    if page.errors:
        assert page.title.startswith("Error: "), "A page with mistakes says so in its title."


def _check_forms(root: Any) -> None:
    for form in root.iter("form"):
        method = (form.get("method") or "get").lower()
        names = {e.get("name") for e in form.iter("input")}
        assert method == "get" or "csrf_token" in names, f"A form without a token: {form.get('action')}"


def _check_fields(root: Any, ids: set[str]) -> None:
    labelled = {e.get("for") for e in root.iter("label")}
    assert labelled <= ids | {None}, f"Labels for nothing: {labelled - ids}"
    for field in each(root, "input", "textarea", "select"):
        if field.get("type") in {"hidden", "submit", "button"}:
            continue
        assert field.get("id") in labelled or field.get("aria-label"), f"No label: {field.get('name')}"
        for described in (field.get("aria-describedby") or "").split():
            assert described in ids, f"Described by something that is not there: {described}"


@contextmanager
def counted_queries(app: Flask) -> Iterator[list[str]]:
    """Collect the SQL statements sent inside; BEGIN, COMMIT and the like are not counted."""
    statements: list[str] = []

    def note(_c: Any, _cu: Any, statement: str, *_: Any) -> None:
        if not re.match(r"(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA)", statement):
            statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def assert_nothing_unsaved(session: Session) -> None:
    """Fail when a request changed something and did not save it."""
    assert not session.new and not session.dirty and not session.deleted, "Something was left unsaved."
