"""Pages on the first day, after a deadline, when something goes wrong, in grey and on paper (Y1, T8, T10, T13)."""

from __future__ import annotations

import pytest
from flask import render_template

from tests.browsing.findings import Findings
from tests.browsing.test_every_page import faults_of
from tests.browsing.windows import Windows
from tests.factories.assessment import STORY

pytestmark = pytest.mark.browser

PUBLIC = ("home.index", "framework.show", "awards.register", "awards.lookup", "cycles.timetable")
FIRST_DAY = {
    "stranger": PUBLIC,
    "newcomer": (
        *(
            "home.dashboard",
            "applications.index",
            "applications.new",
            "organisations.index",
            "organisations.new",
        ),
        *("accounts.profile", "accounts.browsers"),
    ),
    "fresh assessor": ("home.dashboard", "assessment.queue", "assessment.profile"),
    "fresh administrator": (
        *(
            "home.dashboard",
            "cycles.staff_list",
            "cycles.new",
            "awards.staff_list",
            "organisations.staff_list",
        ),
        *("accounts.people", "framework.versions", "reporting.trail", "reporting.mail"),
        "reporting.national",
    ),
}
AFTER_THE_DEADLINE = {
    "stranger": ("home.index", "cycles.timetable"),
    "lead": (
        *(
            "home.dashboard",
            "applications.index",
            "applications.new",
            "applications.show",
            "applications.statement",
        ),
        *("applications.library", "applications.evidence", "applications.check", "applications.scope"),
        *("applications.submit", "applications.withdraw", "applications.receipt"),
    ),
    "officer": ("home.dashboard", "cycles.staff_list", "cycles.show", "cycles.edit", "reporting.console"),
}
PROBLEMS = (400, 403, 404, 405, 409, 413, 429, 500)


@pytest.mark.parametrize(
    ("world", "rounds"),
    [
        ("bare with people", FIRST_DAY),
        (
            "without a charter",
            {"stranger": PUBLIC, "fresh administrator": ("framework.versions", "cycles.new")},
        ),
        ("closed", AFTER_THE_DEADLINE),
    ],
)
def test_each_page_of_a_quiet_portal(
    windows: Windows, world: str, rounds: dict[str, tuple[str, ...]]
) -> None:
    windows.served.show(world)
    found = Findings()
    for role, endpoints in rounds.items():
        for endpoint in endpoints:
            window = windows.of(role)
            status = window.open(endpoint).status
            assert status < 500 and status not in {403, 404} or world == "without a charter", endpoint
            found.note(f"{role} {endpoint}", faults_of(window))
    found.assert_none()


@pytest.mark.parametrize("code", PROBLEMS)
def test_each_page_for_when_something_goes_wrong(windows: Windows, code: int) -> None:
    window = windows.of("stranger")
    with windows.served.app.test_request_context(base_url=windows.served.url):
        page = render_template(
            f"errors/{code}.html", reference="0a1b2c3d", message=None, wait_words="in 5 minutes"
        )
    window.page.route("**/a-problem", lambda route: route.fulfill(body=page, content_type="text/html"))
    window.go("/a-problem")
    found = Findings()
    found.note(f"error {code}", faults_of(window))
    found.assert_none()
    assert "0a1b2c3d" in window.text or code in {405, 429}


def test_a_refusal_says_what_to_do(windows: Windows) -> None:
    for role, endpoint, status in (
        ("viewer", "applications.scope", 403),
        ("assessor asked", "assessment.room", 404),
    ):
        window = windows.of(role)
        assert window.open(endpoint).status == status
        assert "What you can do" in window.text or "help" in window.text.lower()
        assert faults_of(window) == []


def test_states_are_told_in_words_and_not_by_colour_alone(windows: Windows) -> None:
    """A person who sees no colours reads the same: beside each mark stand words."""
    pages = {
        "lead": "applications.show",
        "officer": "assessment.moderate",
        "assessor reading": "assessment.room",
    }
    for role, endpoint in pages.items():
        window = windows.of(role)
        window.open(endpoint)
        alone = window.page.evaluate(
            "() => [...document.querySelectorAll('svg.mark, .tier__steps')]"
            ".filter((mark) => !mark.parentElement.textContent.trim()).map((mark) => mark.outerHTML.slice(0, 80))"
        )
        assert alone == [], endpoint


def test_stories_are_folded_until_somebody_opens_them(windows: Windows) -> None:
    window = windows.of("assessor reading")
    for endpoint in ("assessment.room", "assessment.score"):
        window.open(endpoint)
        assert STORY not in window.text, endpoint
    assert STORY in window.words
    window.page.get_by_text("What people with lived experience say about this").click()
    assert STORY in window.text and "Somebody to talk to" in window.text


def test_the_document_is_made_for_paper(windows: Windows) -> None:
    window = windows.of("lead")
    window.open("applications.document", "files")
    window.page.emulate_media(media="print")
    shown = window.page.evaluate(
        "() => ['.site-nav', '.site-footer', '.account-bar', '.back-row', '.nhsuk-skip-link']"
        ".filter((css) => document.querySelector(css)?.checkVisibility({ checkVisibilityCSS: true }))"
    )
    assert shown == [], "What only a screen can use is left off paper."
    assert "1.1 Fair recruitment policy" in window.text
    assert window.page.pdf(format="A4").startswith(b"%PDF")


def test_every_end_says_what_comes_next(windows: Windows) -> None:
    for role, endpoint, scene in (
        ("lead", "applications.receipt", ""),
        ("lead", "applications.check", ""),
        ("assessor reading", "assessment.finish", "scored"),
    ):
        window = windows.of(role)
        window.open(endpoint, scene)
        assert "What happens next" in window.text, endpoint
    window = windows.of("lead")
    window.open("awards.outcome")
    assert "What you can do next" in window.text
    window.page.get_by_role("button", name="Sign out").click()
    assert "You are signed out." in window.text and window.heading == "Sign in"
