"""Hostile words and hostile files in everything that people give: nothing runs, for anybody (F1, E2)."""

from __future__ import annotations

import pytest

from tests.browsing.findings import Findings
from tests.browsing.routes import NOT_PAGES, every_page
from tests.browsing.scenes import HARM
from tests.browsing.windows import Window, Windows
from tests.permissions.policy import read_policy
from tests.security.ground import plain

pytestmark = pytest.mark.browser

OTHERS = (
    "contributor",
    "viewer",
    "lead of another",
    "assessor elsewhere",
    "officer",
    "administrator",
    "commissioner",
)
"""`test_every_page` looks at each hostile page in one role's eyes; these see them with their own, wherever they differ."""


def injected(window: Window) -> list[str]:
    """Elements that only hostile words could have made, and whatever the browser complained about."""
    made: list[str] = window.page.evaluate(
        "() => [...document.querySelectorAll('img[src=x], [onload], [onerror], script:not([src])')]"
        ".map((each) => each.outerHTML.slice(0, 90))"
    )
    return made + window.complaints()


def content(window: Window, endpoint: str) -> str:
    """What the server puts into the page for this person, without the frame and what differs each time."""
    html = plain(window.context.request.get(window.served.path(endpoint)).text())
    return html.partition("<main")[2].partition("</main>")[0]


def test_nothing_runs_on_any_page_for_anybody(windows: Windows) -> None:
    """Many see a page letter for letter as somebody else does; such a one is opened in one role's eyes alone.

    The frame holds the person's own name, so each role's is opened once whatever stands in it.
    """
    windows.served.show("hostile")
    found, opened = Findings(), set()
    looked_at = {(role, endpoint) for role, endpoint, scene in every_page() if not scene}
    seen = {content(windows.of(role), endpoint) for role, endpoint in sorted(looked_at)}
    for (endpoint, method), row in read_policy().items():
        if method != "GET" or endpoint in NOT_PAGES:
            continue
        for role in OTHERS:
            if row[role] == "yes" and row["stranger"] != "yes" and (role, endpoint) not in looked_at:
                window = windows.of(role)
                shown = content(window, endpoint)
                if role in opened and shown in seen:
                    continue
                window.open(endpoint)
                found.note(f"{role} {endpoint}", injected(window))
                opened.add(role)
                seen.add(shown)
    found.assert_none()
    assert opened == set(OTHERS)


def test_hostile_words_are_shown_as_they_were_written(windows: Windows) -> None:
    windows.served.show("hostile")
    window = windows.of("lead")
    for endpoint in (
        "applications.index",
        "organisations.show",
        "applications.statement",
        "applications.document",
    ):
        window.open(endpoint)
        assert "<script>window.hits.push(3)</script>{{7*7}}${7*7}" in window.words, endpoint
    assert injected(window) == []


def test_a_script_address_past_the_gate_still_runs_nothing(windows: Windows) -> None:
    """The service takes https addresses only; were one to slip into the database, the content policy holds."""
    windows.served.show("hostile")
    window = windows.of("lead")
    window.open("applications.check")
    link = window.page.locator("a.digest").first
    assert (link.get_attribute("href") or "").startswith("javascript:")
    link.click()
    window.page.wait_for_timeout(200)
    assert 4 not in window.page.evaluate("() => window.hits")


@pytest.mark.parametrize(
    ("role", "endpoint", "name"),
    [
        ("lead", "applications.download", "evidence_id"),
        ("assessor reading", "assessment.download", "number"),
        ("officer", "applications.staff_download", "number"),
    ],
)
def test_a_stored_file_never_runs(windows: Windows, role: str, endpoint: str, name: str) -> None:
    window = windows.of(role)
    window.open("home.dashboard")
    scene = windows.served.scenes["files"]
    for place, file_name in enumerate(HARM):
        number = scene["evidence_ids" if name == "evidence_id" else "numbers"][place]
        address = windows.served.path(endpoint, "files", **{name: number})
        answer = window.context.request.get(address)
        assert answer.status == 200 and answer.body() == HARM[file_name]
        headers = answer.headers
        assert headers["content-disposition"].startswith("attachment")
        assert headers["x-content-type-options"] == "nosniff" and headers["cache-control"] == "no-store"
        assert "sandbox" in headers["content-security-policy"]
        with window.page.expect_download() as waiting:
            window.page.evaluate("(address) => { location.href = address; }", address)
        assert waiting.value.suggested_filename == file_name
        assert window.heading.startswith("Hello"), "The browser left the page to show a file."
    assert window.complaints() == []
