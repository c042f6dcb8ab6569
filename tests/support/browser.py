"""A real browser for journeys, and what it can say about a page: accessibility, scrolling, errors."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, sync_playwright

ROOT = Path(__file__).parents[2]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"

LAUNCH_ARGUMENTS = [
    # Continuous integration often runs as root in a container, where Chromium's own sandbox cannot start.
    "--no-sandbox",
    "--disable-gpu",
    # No conversation with anybody but the page under test.
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WCAG_22_AA = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# Y6 asks for it, and axe leaves it off unless told otherwise.
ALSO_RUN = ("target-size",)


class BrowserMissing(RuntimeError):
    """No Chromium can be had; the message says how to get one. Never a reason to skip a test."""


@cache
def find_chromium() -> Path:
    """The Chromium or Chrome that starts on this machine. Raises BrowserMissing when none does."""
    found = subprocess.run([ROOT / "bin" / "find-chromium"], capture_output=True, text=True)
    if found.returncode:
        raise BrowserMissing(found.stderr.strip())
    return Path(found.stdout.strip())


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A browser for as long as it is needed; give each person in a journey a context of their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=LAUNCH_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def keep_browser_tests_together(items: Sequence[pytest.Item]) -> None:
    """Send all tests marked `browser` to one worker: two browsers on two cores are slower than one.

    To be called from a `pytest_collection_modifyitems` marked `tryfirst`, before the groups are read.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))


@dataclass(frozen=True)
class Violation:
    """One accessibility rule that a page breaks, and where."""

    rule: str
    impact: str
    help: str
    places: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.rule} ({self.impact}): {self.help}\n    " + "\n    ".join(self.places)


def axe_violations(page: Page, *, within: str | None = None, ignoring: Sequence[str] = ()) -> list[Violation]:
    """What axe finds against WCAG 2.2 A and AA on the page as it stands now, or within one selector.

    An ignored rule needs its reason beside the call.
    """
    if not page.evaluate("typeof window.axe !== 'undefined'"):
        # Evaluated and not added as a script element, because the content policy rightly refuses those.
        page.evaluate(AXE.read_text(encoding="utf-8"))
    rules = {rule: {"enabled": True} for rule in ALSO_RUN} | {rule: {"enabled": False} for rule in ignoring}
    options = {
        "runOnly": {"type": "tag", "values": WCAG_22_AA},
        "rules": rules,
        "resultTypes": ["violations"],
    }
    found = page.evaluate(
        "([within, options]) => axe.run(within || document, options).then(result => result.violations)",
        [within, options],
    )
    return [_violation(entry) for entry in found]


def assert_accessible(page: Page, *, within: str | None = None, ignoring: Sequence[str] = ()) -> None:
    """Raises AssertionError with every rule that the page breaks, and every place."""
    found = axe_violations(page, within=within, ignoring=ignoring)
    assert not found, f"{page.url} is not accessible:\n" + "\n".join(map(str, found))


def sideways_scroll(page: Page) -> int:
    """How many pixels the page is wider than its window: 0 at 320 pixels is what Y5 asks."""
    return page.evaluate(
        "() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"
    )


def focus_stops(page: Page, *, at_most: int = 200) -> list[str]:
    """What the Tab key reaches, in order, from the top of the page: a readable name for each stop.

    Raises AssertionError when focus does not leave the page again within `at_most` stops (a trap, Y2).
    """
    page.evaluate("() => { document.activeElement?.blur(); window.scrollTo(0, 0); }")
    stops: list[str] = []
    seen: set[int] = set()
    while len(stops) < at_most:
        page.keyboard.press("Tab")
        stop = page.evaluate(_DESCRIBE_FOCUS)
        if stop is None or stop["number"] in seen:
            return stops
        seen.add(stop["number"])
        stops.append(stop["name"])
    raise AssertionError(f"Focus was still on the page after {at_most} presses of Tab.")


@dataclass
class Trouble:
    """What went wrong inside a page while it was watched."""

    messages: list[str] = field(default_factory=list)

    def assert_none(self) -> None:
        """Raises AssertionError with every message."""
        assert not self.messages, "The browser reported:\n" + "\n".join(self.messages)


def watch(page: Page, *, expecting: Sequence[str] = ()) -> Trouble:
    """Listen from now on for script errors, refused content and requests that got no answer.

    A message that holds one of the expected texts is let through.
    """
    trouble = Trouble()

    def note(message: str) -> None:
        if not any(text in message for text in expecting):
            trouble.messages.append(message)

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            note(f"console on {page.url}: {message.text}")

    def on_error(error: Error) -> None:
        note(f"script on {page.url}: {error.message}")

    def on_lost_request(request: Request) -> None:
        # A download, or leaving before a picture arrived, ends a request without any fault.
        if request.failure != "net::ERR_ABORTED":
            note(f"no answer to {request.method} {request.url}: {request.failure}")

    page.on("console", on_console)
    page.on("pageerror", on_error)
    page.on("requestfailed", on_lost_request)
    return trouble


def _violation(entry: dict[str, Any]) -> Violation:
    places = tuple(
        f"{' '.join(map(str, node['target']))}: {node['failureSummary'].replace(chr(10), ' ')}"
        for node in entry["nodes"]
    )
    return Violation(entry["id"], entry["impact"] or "unrated", entry["help"], places)


_DESCRIBE_FOCUS = """() => {
    const stop = document.activeElement;
    if (!stop || stop === document.body || stop === document.documentElement) return null;
    window.focusNumbers ??= new Map();
    if (!window.focusNumbers.has(stop)) window.focusNumbers.set(stop, window.focusNumbers.size);
    const words = (stop.getAttribute('aria-label') || stop.innerText || stop.name || stop.value || '').trim();
    return { number: window.focusNumbers.get(stop), name: `${stop.tagName.toLowerCase()} ${words}`.trim() };
}"""
