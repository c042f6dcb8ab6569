"""Without a mouse: everything is reached in the order it is read, nothing holds on, nothing covers the place (Y2, Y3)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsing import checks
from tests.browsing.windows import Window, Windows
from tests.support.browser import focus_stops

pytestmark = pytest.mark.browser

ROUNDS = [
    ("stranger", "accounts.create_account", ""),
    ("lead", "applications.show", "begun"),
    ("lead", "applications.statement", "begun"),
    ("lead", "organisations.show", ""),
    ("assessor reading", "assessment.score", ""),
    ("officer", "assessment.agree", "read"),
    ("officer", "reporting.console", ""),
    ("officer", "reporting.national", ""),
]


@pytest.mark.parametrize(("role", "endpoint", "scene"), ROUNDS)
def test_tab_reaches_everything_in_the_order_of_the_page(
    windows: Windows, role: str, endpoint: str, scene: str
) -> None:
    window = windows.of(role)
    window.open(endpoint, scene)
    reachable = window.page.evaluate(_REACHABLE)
    stops = focus_stops(window.page, at_most=300)
    assert stops[0] == "a Skip to main content"
    assert len(stops) == len(reachable), set(reachable) ^ set(stops)
    assert window.page.evaluate(_ORDER) == []


def test_the_skip_link_leads_past_the_menu(windows: Windows) -> None:
    window = windows.of("lead")
    window.open("applications.statement")
    window.page.keyboard.press("Tab")
    assert _focus(window) == "Skip to main content"
    assert window.page.locator(".nhsuk-skip-link").bounding_box()["height"] >= 24  # type: ignore[index]
    window.page.keyboard.press("Enter")
    window.page.keyboard.press("Tab")
    assert window.page.evaluate("() => document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("height", [500, 720, 1024])
def test_the_form_beside_a_submission_never_covers_the_focus(windows: Windows, height: int) -> None:
    """Going on with Tab, as a person does: the bar with the buttons stays in view below the form (2.4.11)."""
    window = windows.of("assessor reading")
    window.page.set_viewport_size({"width": 1280, "height": height})
    window.open("assessment.score")
    covered = []
    for _ in range(60):
        window.page.keyboard.press("Tab")
        state: dict[str, Any] | None = window.page.evaluate(_COVERED)
        if state is None:
            break
        if state["covered"]:
            covered.append(state["name"])
    assert covered == []


def test_a_score_is_given_with_the_keyboard_alone(windows: Windows) -> None:
    window = windows.of("assessor reading")
    window.open("assessment.score")
    page = window.page
    page.get_by_label("Bronze", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("Silver", exact=True).is_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Evidence 1, page 3, shows it.")
    while _focus(window) != "Save and go on":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/statements/1.2")
    window.open("assessment.score")
    assert page.get_by_label("Silver", exact=True).is_checked()


def test_people_choose_their_own_colours_and_less_motion(windows: Windows) -> None:
    window = windows.another("lead", forced_colors="active", reduced_motion="reduce", color_scheme="dark")
    for endpoint in ("applications.show", "applications.statement", "organisations.show"):
        window.open(endpoint)
        window.page.keyboard.press("Tab")
        width, style = window.page.evaluate(
            "() => { const style = getComputedStyle(document.activeElement); return [style.outlineWidth, style.outlineStyle]; }"
        )
        assert float(width.removesuffix("px")) >= 2 and style != "none", (
            "Without colours only an outline is left."
        )
        assert window.page.evaluate(_MOVES) == []
        assert checks.width_faults(window.page) == []


def _focus(window: Window) -> str:
    said: str = window.page.evaluate("() => document.activeElement.innerText.trim()")
    return said


_REACHABLE = """() => {
    const groups = new Set(), names = [];
    for (const each of document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')) {
        if (!each.checkVisibility() || each.disabled || each.type === 'hidden' || each.tabIndex < 0) continue;
        // The arrow keys move inside a group of round buttons; Tab stops at it once.
        if (each.type === 'radio') { if (groups.has(each.name)) continue; groups.add(each.name); }
        names.push((each.tagName + ' ' + (each.innerText || each.name)).toLowerCase());
    }
    return names;
}"""
_ORDER = """() => {
    const faults = [], top = (each) => each.getBoundingClientRect().top + scrollY;
    // Reading order within main, block by block: a stop far above the one before it was put there by the style sheet.
    const stops = [...window.focusNumbers.keys()].filter((each) => each.closest('main'));
    for (let place = 1; place < stops.length; place++) {
        const [before, after] = [stops[place - 1], stops[place]];
        const columns = before.getBoundingClientRect().right < after.getBoundingClientRect().left;
        if (top(after) < top(before) - 40 && !columns && !before.closest('.side-by-side__form, table, aside, .side-by-side > *'))
            faults.push(`${after.innerText || after.name} stands above ${before.innerText || before.name}`);
    }
    return faults;
}"""
_COVERED = """() => {
    const each = document.activeElement;
    if (!each || each === document.body) return null;
    const own = (hit) => hit && (each.contains(hit) || [...(each.labels ?? [])].some((label) => label.contains(hit)));
    const seen = [...each.getClientRects()].some((box) => [[.5, .5], [.2, .2], [.8, .2], [.2, .8], [.8, .8]]
        .some(([x, y]) => own(document.elementFromPoint(box.left + box.width * x, box.top + box.height * y))));
    return { covered: !seen, name: each.innerText || each.name };
}"""
_MOVES = """() => [...document.querySelectorAll('*')].filter((each) => {
    const style = getComputedStyle(each);
    return Math.max(...style.transitionDuration.split(',').map(parseFloat)) > .01 || style.animationName !== 'none';
}).map((each) => each.className)"""
