"""A portal whose story takes years: its clock stands until the story turns it, and people come back."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from charter_portal.core.clock import from_london, pretending
from charter_portal.core.database import db
from charter_portal.core.migrating import migrate
from charter_portal.core.pdf import close_press
from charter_portal.jobs.services import work_forever
from charter_portal.notifications.services import deliver_due
from tests.journeys.portal import PASSWORD, Portal, Visitor, publish_the_sample
from tests.support.browser import assert_accessible, sideways_scroll


class YearsPortal(Portal):
    """As every portal of a journey, but its web server and its worker live at the moment of the story.

    The worker goes round here, when the story says so: otherwise months would pass between two of its rounds.
    """

    def __init__(self, folder: Path) -> None:
        self.clock = folder / "clock"
        self.moment = datetime.now(UTC)
        self.read: set[tuple[int, str, str]] = set()
        super().__init__(folder, application="tests.support.story_clock:app", STORY_CLOCK=str(self.clock))

    def turn_to(self, day: str, hour: int = 10) -> None:
        """It is this hour of this day (as 2026-03-17) in London now."""
        self.moment = from_london(datetime.fromisoformat(day).replace(hour=hour))
        written = self.clock.with_suffix(".new")
        written.write_text(self.moment.isoformat())
        written.replace(self.clock)

    @contextmanager
    def running(self) -> Iterator[YearsPortal]:
        """The portal migrated, with the sample charter, serving; the clock has to be turned first."""
        with self.inside():
            migrate()
            publish_the_sample()
        with self.server:
            try:
                yield self
            finally:
                # The worker printed in this process.
                close_press()

    @contextmanager
    def inside(self) -> Iterator[None]:
        """What is done here is done in the portal's own database, at the moment of the story."""
        with pretending(self.moment), self.app.app_context():
            yield
            db.session.close()

    def work(self) -> None:
        """The worker goes round until there is nothing left to do, and the mail that came of it goes out."""
        with self.inside():
            work_forever(_UntilQuiet(), idle_seconds=0)
            deliver_due()

    def letters(self, address: str, words: str) -> list[str]:
        """The letters to this address that hold these words, oldest first."""
        return [text for text in self._letters() if f"To: {address}" in text and words in text]


class _UntilQuiet(threading.Event):
    """Set by the first rest: there was nothing to do."""

    def wait(self, timeout: float | None = None) -> bool:
        """Rest no more."""
        self.set()
        return True


class Regular(Visitor):
    """Somebody who comes back again and again; axe reads each kind of page once at each width."""

    portal: YearsPortal

    def __init__(self, browser: Browser, portal: YearsPortal, width: int, email: str, **options: Any) -> None:
        super().__init__(browser, portal, width, **options)
        self.email = email

    def look(self) -> Regular:
        """As every visitor, but axe only reads what it has not read before: another address or heading."""
        self.page.wait_for_load_state("load")
        self.trouble.assert_none()
        assert sideways_scroll(self.page) == 0, f"{self.page.url} scrolls sideways at {self.width} pixels"
        address = self.page.url.removeprefix(self.portal.url).partition("?")[0]
        heading = self.page.locator("h1").inner_text()
        kind = (self.width, re.sub(r"\d+", "0", address), re.sub(r"\d+", "0", heading))
        if kind not in self.portal.read:
            assert_accessible(self.page)
            self.portal.read.add(kind)
        if self.pictures is not None:
            self.pictures.mkdir(parents=True, exist_ok=True)
            self._keep_picture(self.pictures)
        return self

    def come_back(self, path: str) -> Regular:
        """Open an address and sign in on the way: the sign-in of months ago has ended long since."""
        self.context.clear_cookies()
        self.go(path).fill("Email address", self.email).fill("Password", PASSWORD)
        self.press("Sign in")
        assert self.page.url.endswith(path), f"{self.page.url} is not {path}"
        return self

    def save(self, button: str = "Save", **fields: str) -> Regular:
        """Fill boxes by the name of their field, whatever kind they are, and press the button."""
        for name, words in fields.items():
            box = self.find(f"main [name={name}]:not([type=hidden])").first
            if box.evaluate("box => box.tagName") == "SELECT":
                box.select_option(label=words)
            else:
                box.fill(words)
        self.press(button)
        return self

    def refused(self, path: str) -> None:
        """This address looks as if nothing was there."""
        answer = self.page.goto(path)
        assert answer is not None and answer.status == 404, f"{path}: {answer and answer.status}"
        assert "could not find that page" in self.text

    def read_charts(self, *titles: str) -> None:
        """Each chart of the page has a name and words for who does not see it, and its figures in a table.

        Raises AssertionError for one that has not, and for each of these titles without a chart.
        """
        charts = self.page.evaluate(_CHARTS)
        for chart in charts:
            where = f"“{chart['name']}” on {self.page.url}"
            assert chart["name"] and chart["words"], f"{where} has no name or no words"
            assert chart["figures"], f"{where} has nothing to read"
            fits = [table for table in chart["tables"] if set(chart["figures"]) <= set(table)]
            assert fits, f"no table has the figures of {where}: {chart['figures']}"
        names = {chart["name"] for chart in charts}
        assert set(titles) <= names, f"{set(titles) - names} are not among {names} on {self.page.url}"


_CHARTS = """() => [...document.querySelectorAll('svg[role=img]')].map(drawing => {
    const named = (drawing.getAttribute('aria-labelledby') || '').split(' ').map(
        id => document.getElementById(id)).filter(each => drawing.contains(each));
    const told = tag => named.find(each => each.tagName === tag)?.textContent.trim();
    const plain = text => text.trim().replace(/ days?$/, '');
    const drawn = drawing.querySelectorAll(['value', 'small', 'star'].map(
        kind => `.chart__text--${kind}`).concat('.ladder__name').join());
    const cells = table => [...table.querySelectorAll('th, td')].map(
        cell => cell.querySelector('[aria-hidden]') ? '*' : plain(cell.textContent.split(' (')[0]));
    return {
        name: told('title'), words: told('desc'),
        figures: [...drawn].map(each => plain(each.textContent)),
        tables: [...document.querySelectorAll('main table')].map(cells),
    };
})"""
