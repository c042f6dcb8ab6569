"""Every answer is sealed, whatever it is and whoever asks; reading changes nothing (bar B5, B9, G1)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.security.filling import Form
from tests.security.ground import HERE, Ground, differences

NEEDED = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
}
READERS = ("stranger", "lead", "assessor reading", "administrator", "commissioner")
TWICE = {"lead", "assessor reading", "administrator"}
POLICY = ("default-src 'none'", "frame-ancestors 'none'")
PAGE_POLICY = ("script-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'")


def faults_of(answer: Any, *, signed_in: bool, is_static: bool = False) -> list[str]:
    """What an answer's headers lack, in words."""
    headers = answer.headers
    found = [name for name, value in NEEDED.items() if headers.get(name) != value]
    policy = headers.get("Content-Security-Policy", "")
    is_page = answer.mimetype == "text/html"
    found += [part for part in (*POLICY, *(PAGE_POLICY if is_page else ())) if part not in policy]
    found += [word for word in ("unsafe", "*", "http:") if word in policy]
    if headers.get("Referrer-Policy") not in {"same-origin", "no-referrer", "strict-origin"}:
        found.append("Referrer-Policy")
    if signed_in and not is_static:
        if headers.get("Cache-Control") != "no-store":
            found.append("Cache-Control")
        if "Cookie" not in headers.get("Vary", ""):
            found.append("Vary")
    if answer.mimetype not in {"text/html", "text/css", "text/javascript"} and not is_static:
        is_words = answer.mimetype in {"text/plain", "application/json"}
        if not is_words and not headers.get("Content-Disposition", "").startswith("attachment"):
            found.append("Content-Disposition")
    found += [f"cookie {cookie.partition('=')[0]}" for cookie in loose_cookies(answer)]
    return found


def loose_cookies(answer: Any) -> list[str]:
    """The cookies of an answer that are not sealed."""
    needed = ("; Secure", "; HttpOnly", "; Path=/", "; SameSite=Lax")
    cookies = answer.headers.getlist("Set-Cookie")
    return [
        cookie
        for cookie in cookies
        if not cookie.startswith("__Host-") or "Domain=" in cookie or any(n not in cookie for n in needed)
    ]


TAKEN_AWAY = {
    "involvement.table.taken_away",
    "reporting.cycle.exported",
    "reporting.picture.taken",
    "workforce.log.exported",
    "workforce.rows.exported",
}
"""What the trail keeps of a download. Another page that writes as it is read is named here, or is a fault."""


@pytest.mark.parametrize("role", READERS)
def test_reading_every_page_is_sealed_and_changes_nothing(ground: Ground, role: str) -> None:
    browser, wrong, kinds = ground.browser(role), [], set()
    for address in ground.addresses() * (2 if role in TWICE else 1):
        answer = browser.get(address)
        kinds.add((answer.status_code, answer.mimetype))
        is_static = address.startswith("/static/")
        faults = faults_of(answer, signed_in=role != "stranger", is_static=is_static)
        wrong += [f"{address} ({answer.status_code}): {faults}"] if faults else []
        assert answer.status_code < 500, address
    assert wrong == []
    assert role != "administrator" or (200, "text/csv") in kinds
    changed = differences(ground.beginning, ground.picture(), apart_from={"sign_in"})
    events = {row["event"] for key, row in changed.items() if key[0] == "audit_entry" and row}
    meant = {
        event
        for event in events
        if event.endswith((".viewed", ".listed", "access.denied")) or event in TAKEN_AWAY
    }
    assert (events - meant, {key[0] for key in changed} - {"audit_entry"}) == (set(), set())


def test_head_and_options_are_sealed_too(ground: Ground) -> None:
    browser = ground.browser("lead")
    for address in ground.addresses():
        for method in ("HEAD", "OPTIONS"):
            answer = browser.open(address, method=method)
            assert answer.get_data() == b"", f"{method} {address} has a body"
            is_static = address.startswith("/static/")
            assert faults_of(answer, signed_in=method == "HEAD", is_static=is_static) == [], address


def test_answers_to_forms_are_sealed(ground: Ground, forms: dict[str, Form]) -> None:
    wrong = []
    for endpoint, form in forms.items():
        browser = ground.browser(form.role)
        refused = browser.post(form.action, data={}, headers={"Origin": HERE})
        empty = browser.post(form.action, data={"csrf_token": browser.csrf_token()})
        for answer in (refused, empty):
            faults = faults_of(answer, signed_in=form.role != "stranger")
            wrong += [f"{endpoint} ({answer.status_code}): {faults}"] if faults else []
    assert wrong == []


def test_a_downloaded_file_runs_nowhere(ground: Ground) -> None:
    rules = {rule.endpoint: rule for rule in ground.rules("GET")}
    people = {
        "applications.download": "lead",
        "assessment.download": "assessor reading",
        "applications.staff_download": "officer",
    }
    for endpoint, role in people.items():
        answer = ground.browser(role).get(ground.address(rules[endpoint]))
        assert (answer.status_code, answer.headers["Content-Security-Policy"]) == (
            200,
            "default-src 'none'; sandbox; frame-ancestors 'none'",
        )
        assert faults_of(answer, signed_in=True) == []


def test_nothing_names_the_server(ground: Ground) -> None:
    for address in ("/", "/nowhere", "/static/css/portal.css"):
        headers = str(ground.browser("stranger").get(address).headers).lower()
        assert "x-powered-by" not in headers and "werkzeug" not in headers and "flask" not in headers
