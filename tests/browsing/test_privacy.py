"""Nothing of anybody's stays behind in a browser, and nothing leaves for another host (G2)."""

from __future__ import annotations

import pytest

from tests.browsing import checks
from tests.browsing.windows import Windows

pytestmark = pytest.mark.browser

STORY = "One day somebody asked me what I could do."


def test_after_signing_out_the_way_back_shows_nothing(windows: Windows) -> None:
    window = windows.another("lead")
    window.open("applications.document", "begun")
    assert STORY in window.words
    window.open("home.dashboard")
    window.page.get_by_role("button", name="Sign out").click()
    window.page.wait_for_url("**/sign-in*")
    for _ in range(2):
        window.page.go_back()
        assert STORY not in window.words and "Begun" not in window.words
    assert window.heading == "Sign in"


def test_a_session_leaves_nothing_in_the_stores_and_asks_nobody_else(windows: Windows) -> None:
    window = windows.another("lead")
    for endpoint in (
        "applications.statement",
        "applications.document",
        "awards.outcome",
        "organisations.show",
    ):
        window.open(endpoint)
        assert checks.leaks(window.page, [STORY, "Canary reason", "@example.org"]) == []
    kept = window.page.evaluate(
        "async () => [(await caches.keys()).length, (await indexedDB.databases()).length,"
        " (await navigator.serviceWorker?.getRegistrations() ?? []).length]"
    )
    assert kept == [0, 0, 0] and window.foreign() == []


def test_a_link_with_a_secret_tells_no_other_host(windows: Windows) -> None:
    """A reset link carries a token in its address: the page names no other host, and sends no address to one."""
    window = windows.of("stranger")
    answer = window.open("accounts.reset", token="a" * 43)
    assert answer.headers["referrer-policy"] in {"same-origin", "no-referrer"}
    assert window.foreign() == []
    assert window.page.evaluate("() => [...document.links].every((link) => link.host === location.host)")
