"""Bytes that are no text, and text that is meant as code, in every field of every form (bar F6, H1, H2)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote_plus

import pytest
from sqlalchemy import select

from charter_portal.applications.models import Evidence
from charter_portal.core.database import db
from charter_portal.core.forms import TEXT_LIMIT
from tests.factories.submissions import A_PDF
from tests.security.filling import Form
from tests.security.ground import Ground
from tests.support.pages import Page, PageClient

NO_TEXT = b"a\x00b\x01\x08\x0b\x1b\x7f\xed\xa0\x80\xed\xbf\xbf\xff\xfe\xc0\xaf\xf4\x90\x80\x80%00\r\nBcc: x"
CODE = b"{{1337*1337}} ${1337*1337} {0.__class__} {% debug %} %(x)s '; DROP TABLE message; -- \"'><script>"
ODD = "\ufffe\uffff\u202eabc\u2066 👩‍👩‍👧‍👦 ẅ̈" + "\u0301" * 300 + " \u2028\u0085\u200b ŵŷ עברית العربية"
NUMBERS = (b"9" * 400, b"-1", b"1e309", "٣".encode(), b"2027-02-30T25:61")
BOUNDARY = b"edge-of-a-part"

Values = dict[str, bytes]


def encoded(form: Form, values: Values, name: bytes) -> tuple[bytes, str]:
    """The body of a form as raw bytes, and its content type."""
    if not any(field.kind == "file" for field in form.fields):
        pairs = (f"{quote_plus(field)}={quote_plus(value)}" for field, value in values.items())
        return "&".join(pairs).encode(), "application/x-www-form-urlencoded"
    parts = [_part(field.encode(), value) for field, value in values.items()]
    parts += [_part(f.name.encode(), A_PDF, name) for f in form.fields if f.kind == "file"]
    end = b"--" + BOUNDARY + b"--\r\n"
    return b"".join([*parts, end]), f"multipart/form-data; boundary={BOUNDARY.decode()}"


def _part(field: bytes, value: bytes, file: bytes | None = None) -> bytes:
    named = b'; filename="' + file.replace(b'"', b"%22") + b'"' if file is not None else b""
    head = b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="' + field + b'"' + named
    return head + b"\r\n\r\n" + value + b"\r\n"


def proper(form: Form) -> Values:
    """What a person would send, as bytes, without files."""
    files = {field.name for field in form.fields if field.kind == "file"}
    return {name: str(value).encode() for name, value in form.filled().items() if name not in files}


def hostile(form: Form) -> Iterator[tuple[str, Values]]:
    """The same form several times over, each time with another mischief."""
    words = [field.name for field in form.fields if field.takes_text]
    every = [field.name for field in form.fields if field.kind != "file"]
    if every:
        yield "bytes in every field", dict.fromkeys(every, NO_TEXT)
    if len(every) > len(words):
        yield from ((f"{number[:9]!r} in every field", dict.fromkeys(every, number)) for number in NUMBERS)
    if words:
        good = proper(form)
        yield "bytes where people write", good | dict.fromkeys(words, b"ok " + NO_TEXT)
        yield "code where people write", good | dict.fromkeys(words, CODE)
        yield "odd letters where people write", good | dict.fromkeys(words, ODD.encode())


def post(browser: PageClient, form: Form, values: Values, name: bytes = b"plan.pdf") -> Page:
    """The answer to a form sent as raw bytes; never a fault."""
    body, kind = encoded(form, {"csrf_token": browser.csrf_token().encode()} | values, name)
    answer = browser.post(form.action, data=body, content_type=kind)
    assert answer.status_code < 500, f"{form.endpoint} answers {answer.status_code} to {values}"
    return Page(answer)


@pytest.mark.both_engines
def test_no_form_stumbles_over_hostile_text(ground: Ground, forms: dict[str, Form]) -> None:
    for endpoint, form in forms.items():
        browser, is_changed = ground.browser(form.role), False
        for what, values in hostile(form):
            page = post(browser, form, values)
            assert "1787569" not in page.html, f"{endpoint} reckons: {what}"
            assert "'><script>" not in page.html, f"{endpoint} lets markup through: {what}"
            if page.status not in {400, 409}:
                is_changed = True
                browser = ground.browser(form.role)
        if is_changed:
            ground.reset()


FILE_NAMES = (
    NO_TEXT,
    CODE,
    ODD.encode(),
    b"../../etc/passwd.pdf",
    b"..\\..\\boot.pdf",
    b"CON.pdf",
    b"x" * 5000 + b".pdf",
    b".pdf",
    b"a\r\nContent-Type: text/html\r\n\r\nx.pdf",
    b'a"; filename="b.html',
    b"",
    b"\xe2\x80\xae" + b"fdp.exe.pdf",
)


@pytest.mark.both_engines
def test_no_file_name_breaks_an_upload_or_its_download(ground: Ground, forms: dict[str, Form]) -> None:
    endpoints = [name for name, form in forms.items() if any(field.kind == "file" for field in form.fields)]
    assert len(endpoints) >= 3
    for endpoint in endpoints:
        form = forms[endpoint]
        browser = ground.browser(form.role)
        for name in FILE_NAMES:
            post(browser, form, proper(form), name)
    with ground.app.app_context():
        kept = select(Evidence.application_id, Evidence.id).where(Evidence.file_id.is_not(None))
        items = db.session.execute(kept.where(Evidence.application_id == 1)).all()
    assert len(items) > 5
    for application, number in items:
        path = f"/applications/{application}/evidence/{number}/file"
        said = ground.browser("lead").get(path).headers["Content-Disposition"]
        assert said.startswith("attachment; filename") and said.isprintable()
        assert not any(sign in said for sign in ("..", "\\", "/", "<", "%2F", "%00", "%E2%80%AE")), said


def test_giant_text_is_told_in_its_place_and_the_rest_is_kept(ground: Ground, forms: dict[str, Form]) -> None:
    giant = b"x " * (TEXT_LIMIT // 2 + 1)
    asked_by_a_script = {endpoint for endpoint in forms if "autosave" in endpoint}
    for endpoint in forms.keys() - asked_by_a_script:
        form = forms[endpoint]
        browser, good = ground.browser(form.role), proper(form)
        written = {field.name: field.kind for field in form.fields if field.takes_text}
        for name in written:
            page = post(browser, form, good | {name: giant})
            assert page.status == 400, f"{endpoint} took 60,000 characters as {name}"
            assert page.errors or page.all("p", class_="nhsuk-error-message"), f"{endpoint} says nothing"
            for other in written.keys() - {name}:
                kept = page.value_of(other)
                is_kept = written[other] == "password" or kept == good[other].decode()
                assert is_kept, f"{endpoint} lost {other}"


def test_ten_million_letters_are_answered_calmly(ground: Ground, forms: dict[str, Form]) -> None:
    form = forms["applications.save_statement"]
    values = proper(form) | {"narrative": b"word " * 2_000_000, "lived_experience": b"Kept words"}
    page = post(ground.browser(form.role), form, values)
    assert any("This text is very long." in problem for problem in page.errors)
    assert page.value_of("lived_experience") == "Kept words"
