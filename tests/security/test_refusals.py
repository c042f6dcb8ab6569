"""Refusals and faults have calm pages that tell nothing, also when the database is away (bar E5, F9)."""

from __future__ import annotations

import io
import logging
import re
import time
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.exceptions import default_exceptions as kinds

from charter_portal.core.database import db
from charter_portal.core.security import FORM_BYTES, REQUEST_BYTES
from tests.permissions.world import CANARY
from tests.security.ground import Ground
from tests.security.test_headers import faults_of
from tests.support.pages import Page, PageClient, check_page
from tests.support.words import banned_words

TELLING = re.compile(
    r"Traceback|File \"|sqlalchemy|sqlite|psycopg|werkzeug|flask|jinja|SELECT |INSERT |\.py\b|line \d+|"
    r"Exception|0x[0-9a-f]{6}",
    re.IGNORECASE,
)
SECRET_WORDS = "SELECT canary FROM user_account"


def assert_calm(answer: Any, *, signed_in: bool = False) -> Page:
    """A page of our own: sound, sealed, kind, and without a word about the machine behind it."""
    page = Page(answer)
    check_page(page)
    assert not TELLING.search(page.text), TELLING.search(page.text)
    assert SECRET_WORDS not in page.html
    assert banned_words(page.text) == []
    assert faults_of(answer, signed_in=signed_in) == []
    return page


def refused_with(code: int) -> HTTPException:
    """The refusal that Flask itself would raise, with words that no page should repeat."""
    return kinds.get(code, NotFound)(description=SECRET_WORDS)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 408, 409, 410, 411, 413, 414, 415, 422, 429, 431])
@pytest.mark.parametrize("role", ["stranger", "lead", "officer"])
def test_every_refusal_is_calm(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, code: int, role: str
) -> None:
    browser = ground.browser(role)

    def refuse() -> Any:
        raise refused_with(code)

    monkeypatch.setitem(ground.app.view_functions, "home.help", refuse)
    with caplog.at_level(logging.INFO):
        answer = browser.get("/help")
    assert answer.status_code == code
    page = assert_calm(answer, signed_in=role != "stranger")
    assert CANARY not in page.text or role == "lead"
    (reference,) = set(re.findall(r"\b[0-9a-f]{8}\b", page.text))
    (line,) = [record.getMessage() for record in caplog.records if reference in record.getMessage()]
    assert f"status={code}" in line


@pytest.mark.parametrize("role", ["stranger", "lead", "officer"])
def test_a_fault_is_calm_and_its_words_stay_inside(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, role: str
) -> None:
    browser = ground.browser(role)

    def stumble() -> Any:
        raise OperationalError(SECRET_WORDS, {}, ValueError(CANARY))

    monkeypatch.setitem(ground.app.view_functions, "home.help", stumble)
    answer = browser.get("/help")
    assert answer.status_code == 500
    page = assert_calm(answer)
    assert answer.headers["Cache-Control"] == "no-store" or role == "stranger"
    assert CANARY not in page.html
    (reference,) = set(re.findall(r"\b[0-9a-f]{8}\b", page.text))
    assert any(reference in record.getMessage() for record in caplog.records)


@pytest.fixture
def without_database(ground: Ground) -> Any:
    """The database stops answering in the middle of the day."""
    with ground.app.app_context():
        engine = db.engine

    def away(*_: Any) -> None:
        raise OperationalError(SECRET_WORDS, {}, ConnectionRefusedError("away"))

    def leave() -> None:
        engine.dispose()
        event.listen(engine, "do_connect", away)
        event.listen(engine, "before_cursor_execute", away)

    yield leave
    for moment in ("do_connect", "before_cursor_execute"):
        if event.contains(engine, moment, away):
            event.remove(engine, moment, away)


@pytest.mark.parametrize("role", ["stranger", "lead", "administrator"])
def test_pages_stay_calm_without_a_database(ground: Ground, without_database: Any, role: str) -> None:
    browser = ground.browser(role)
    token = browser.csrf_token()
    without_database()
    asked = ["/", "/home", "/applications", "/awards", "/healthz", "/nowhere", "/help", "/staff/trail"]
    answers = {path: browser.get(path) for path in asked}
    data = {"csrf_token": token, "email": "a@example.org", "password": "walnut harbour seven kites"}
    answers["sign in"] = browser.post("/sign-in", data=data)
    answers["no token"] = browser.post("/applications/new", data={"title": "Mine"})
    for name, answer in answers.items():
        assert answer.status_code in {200, 302, 400, 404, 500}, name
        if answer.status_code == 500:
            assert_calm(answer)
        elif answer.mimetype == "text/html" and answer.status_code != 302:
            check_page(Page(answer))
        assert "Content-Security-Policy" in answer.headers, name
    assert answers["/healthz"].status_code == 500
    assert browser.get("/static/css/portal.css").status_code == 200


SCOPE, FORM = "/applications/1/scope", "application/x-www-form-urlencoded"


def long_form(browser: PageClient, size: int) -> bytes:
    """A form of this many bytes, nearly all of them one text."""
    start = f"csrf_token={browser.csrf_token()}&title=".encode()
    return start + b"x" * (size - len(start))


def test_a_form_one_byte_too_long_is_told_kindly(ground: Ground) -> None:
    browser = ground.browser("lead")
    fits = browser.post(SCOPE, data=long_form(browser, FORM_BYTES - 1), content_type=FORM)
    assert fits.status_code == 400 and b"Use 200 characters or fewer" in fits.get_data()
    for path in (SCOPE, "/sign-in"):
        answer = browser.post(path, data=long_form(browser, FORM_BYTES + 1), content_type=FORM)
        assert answer.status_code == 413
        assert_calm(answer, signed_in=True)


def test_an_upload_one_byte_too_long_is_told_kindly(ground: Ground) -> None:
    browser = ground.browser("lead")
    kind = "multipart/form-data; boundary=x"
    for path in (SCOPE, "/sign-in", "/applications/1/evidence/add-file"):
        answer = browser.post(path, data=b"-" * (REQUEST_BYTES + 1), content_type=kind)
        assert answer.status_code == 413
        assert_calm(answer, signed_in=True)


def test_a_body_without_a_length_is_counted_as_it_comes(ground: Ground) -> None:
    browser = ground.browser("lead")
    unannounced = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    for kind, size in ((FORM, FORM_BYTES), ("multipart/form-data; boundary=x", REQUEST_BYTES)):
        answer = browser.post(
            SCOPE,
            input_stream=io.BytesIO(long_form(browser, size + 1)),
            content_type=kind,
            environ_overrides=unannounced,
        )
        assert answer.status_code == 413
        assert_calm(answer, signed_in=True)


def test_a_form_of_very_many_fields_is_refused_before_it_is_read(ground: Ground) -> None:
    browser = ground.browser("stranger")
    start = time.process_time()
    for path in ("/sign-in", SCOPE):
        answer = browser.post(path, data=b"&a" * (FORM_BYTES // 2), content_type=FORM)
        assert answer.status_code == 413
        assert_calm(answer)
    assert time.process_time() - start < 2


@pytest.mark.parametrize("path", ["/applications/1/scope", "/applications/1/evidence/add-file", "/sign-in"])
def test_very_many_parts_are_refused(ground: Ground, path: str) -> None:
    browser = ground.browser("lead")
    many = {f"part{number}": "x" for number in range(1001)}
    data = {"csrf_token": browser.csrf_token(), **many}
    answer = browser.post(path, data=data, content_type="multipart/form-data")
    assert answer.status_code == 413
    assert_calm(answer, signed_in=True)
    assert browser.post(path, data=data).status_code == 413


BROKEN_BODIES = {
    "no boundary": ("multipart/form-data", b"--x\r\n\r\n"),
    "a boundary never met": ("multipart/form-data; boundary=abc", b"--nothing\r\n" * 50),
    "a part cut short": (
        "multipart/form-data; boundary=abc",
        b'--abc\r\nContent-Disposition: form-data; name="title"',
    ),
    "headers without end": ("multipart/form-data; boundary=abc", b"--abc\r\n" + b"X: y\r\n" * 20_000),
    "an unknown charset": ("application/x-www-form-urlencoded; charset=utf-99", b"title=%E2%82"),
    "bytes of no text": ("application/x-www-form-urlencoded", b"title=%ff%fe&%00=%00&csrf_token=%ff"),
    "a type of no kind": ("/;;;", b"title=1"),
}


@pytest.mark.parametrize("name", BROKEN_BODIES)
def test_broken_bodies_are_refused(ground: Ground, name: str) -> None:
    kind, body = BROKEN_BODIES[name]
    for path in ("/applications/1/scope", "/applications/1/evidence/add-file", "/sign-in", "/sign-out"):
        answer = ground.browser("lead").post(path, data=body, content_type=kind)
        assert answer.status_code in {400, 413}, path
        assert "Content-Security-Policy" in answer.headers
