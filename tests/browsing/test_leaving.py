"""Leaving a feedback form at once, in each of its ways (T1)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browsing import checks
from tests.browsing.windows import Window, Windows

pytestmark = pytest.mark.browser

ELSEWHERE = "https://www.bbc.co.uk/weather"
CANARY = "Words that nobody else should read"


def on_the_form(windows: Windows, **given: bool) -> Window:
    """Somebody has typed into a form; the page elsewhere is a stand-in, and nothing leaves this machine."""
    window = windows.another("stranger", checks.NARROW, **given)
    window.context.route(
        f"{ELSEWHERE}**", lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html")
    )
    window.go("/help")
    window.open("involvement.give_feedback")
    window.page.locator("textarea").first.fill(CANARY)
    return window


def by_button(window: Window) -> None:
    window.page.get_by_role("link", name="Leave this page").click()


def by_first_stop(window: Window) -> None:
    window.open("involvement.give_feedback")
    window.page.keyboard.press("Tab")
    assert window.page.evaluate("() => document.activeElement.textContent") == "Leave this page"
    window.page.keyboard.press("Enter")


def by_shift(window: Window) -> None:
    for _ in range(3):
        window.page.keyboard.press("Shift")


@pytest.mark.parametrize("way", [by_button, by_first_stop, by_shift])
def test_each_way_leads_away_and_back_does_not_return(windows: Windows, way: Callable[[Window], None]) -> None:
    window = on_the_form(windows)
    way(window)
    window.page.wait_for_url(ELSEWHERE)
    window.page.go_back()
    assert "/feedback/" not in window.page.url
    assert CANARY not in window.words


def test_writing_capitals_never_leaves_and_two_presses_are_told(windows: Windows) -> None:
    window = on_the_form(windows)
    window.page.locator("textarea").first.focus()
    for letter in "ABCDE":
        window.page.keyboard.press(f"Shift+{letter}")
    by_shift_twice = [window.page.keyboard.press("Shift") for _ in range(2)]
    assert len(by_shift_twice) == 2 and "/feedback/" in window.page.url
    assert "Shift, press 1 more time to leave this page." in window.words
    window.page.keyboard.press("x")
    window.page.keyboard.press("Shift")
    assert "/feedback/" in window.page.url


def test_the_button_stays_in_sight_and_is_first(windows: Windows) -> None:
    window = on_the_form(windows)
    window.page.get_by_role("button", name="Send").scroll_into_view_if_needed()
    shown = window.page.get_by_role("link", name="Leave this page").bounding_box()
    assert shown is not None and 0 <= shown["y"] < 40


def test_without_scripts_it_is_a_plain_link(windows: Windows) -> None:
    window = on_the_form(windows, java_script_enabled=False)
    by_button(window)
    window.page.wait_for_url(ELSEWHERE)
