"""Every page, in every weather: accessible, in order, within its window, with the keyboard always in sight."""

from __future__ import annotations

import pytest

from tests.browsing import checks
from tests.browsing.findings import Findings
from tests.browsing.routes import every_page
from tests.browsing.windows import Window, Windows
from tests.support.browser import axe_violations

PRIVATE = ("One day somebody", "Canary reason", "@example.org")
ALIKE = (
    {"accounts.confirm", "accounts.reset"},
    {"applications.document", "applications.staff_document"},
    {"workforce.index", "workforce.overview"},
)
"""The same news about a link, the same submission for those who wrote it and for staff, and a way straight on."""

pytestmark = pytest.mark.browser


def faults_of(
    window: Window, *, narrow: bool = False, within: str | None = "main", words: bool = False
) -> list[str]:
    """Everything that is wrong with the page in this window now, at both widths; the window is left wide.

    The frame round the content is the same everywhere, so axe looks at all of it in one round only. With
    `words`, ordinary ones must also stay whole, wide and on a phone. Each new width makes the browser lay
    the page out and paint it again, so what is asked at one width is asked in one go.
    """
    page = window.page
    found = checks.broken_words(page) if words else []
    if narrow:
        found += checks.width_faults(page)
        page.set_viewport_size(checks.NARROW)
    found += [str(violation) for violation in axe_violations(page, within=within)]
    found += checks.structure_faults(page) + checks.pressure_faults(page)
    found += checks.focus_faults(page) + checks.width_faults(page)
    if words:
        page.set_viewport_size(checks.PHONE)
        found += checks.broken_words(page)
    if not narrow:
        page.set_viewport_size(checks.NARROW)
        found += checks.width_faults(page)
    found += checks.spacing_faults(page)
    page.set_viewport_size(checks.WIDE)
    return found + window.complaints()


def widths_of(window: Window) -> list[str]:
    """Whatever leaves the window, at both widths; the window is left wide."""
    found = checks.width_faults(window.page)
    window.page.set_viewport_size(checks.NARROW)
    found += checks.width_faults(window.page)
    window.page.set_viewport_size(checks.WIDE)
    return found + window.complaints()


def test_each_page_of_the_filled_world(windows: Windows) -> None:
    titles: dict[str, set[str]] = {}
    found = Findings()
    for role, endpoint, scene in every_page():
        window, place = windows.of(role), f"{role} {endpoint} {scene}"
        assert window.open(endpoint, scene).status in {200, 410}, place
        titles.setdefault(window.page.title(), set()).add(endpoint)
        found.note(place, checks.glued_sentences(window.page) + checks.leaks(window.page, PRIVATE))
        found.note(place, faults_of(window, within=None, words=True))
        assert window.foreign() == []
    twice = {title: pages for title, pages in titles.items() if len(pages) > 1 and pages not in ALIKE}
    found.note("titles", [f"“{title}” for {pages}" for title, pages in twice.items()])
    found.assert_none()


def test_each_page_with_hostile_and_very_long_words(windows: Windows) -> None:
    """Each page is looked at whole once; its other states, which axe sees in the filled world, by width."""
    windows.served.show("hostile")
    found, whole = Findings(), set()
    for role, endpoint, scene in every_page():
        window, place = windows.of(role), f"{role} {endpoint} {scene}"
        assert window.open(endpoint, scene).status in {200, 410}, place
        found.note(place, widths_of(window) if endpoint in whole else faults_of(window, narrow=True))
        whole.add(endpoint)
    found.assert_none()
