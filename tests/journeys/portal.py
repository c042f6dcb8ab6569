"""The whole portal, running: web server, worker, a mail folder; and people who use it in a browser."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from charter_portal import create_app
from charter_portal.core.clock import now
from charter_portal.core.database import unit_of_work
from charter_portal.core.migrating import migrate
from charter_portal.core.settings import Settings
from tests.support import processes
from tests.support.browser import assert_accessible, sideways_scroll, watch
from tests.support.servers import Command, Server

PASSWORD = "seven quiet lanterns by the canal"
PATIENCE_SECONDS = 30


class Portal:
    """One portal on a folder of its own. `app` looks at the same database from inside."""

    def __init__(self, folder: Path, *, application: str = "wsgi:app", **more: str) -> None:
        self.folder = folder
        self.environment = {
            "CHARTER_PROFILE": "test",
            "CHARTER_SECRET_KEY": "a-secret-for-journeys-a-secret-for-journeys",
            "CHARTER_DATABASE_URL": f"sqlite:///{folder / 'portal.sqlite3'}",
            "CHARTER_DATA_FOLDER": str(folder / "data"),
            "CHARTER_MAIL_FROM": "Charter portal <portal@example.org>",
            "CHARTER_MAIL_FOLDER": str(folder / "mail"),
            "CHARTER_CONTACT_EMAIL": "help@example.org",
            "CHARTER_PASSWORD_COST": "cheap",
            **more,
        }
        self.server = Server(self.environment, workers=2, threads=2, application=application)
        self.url = self.server.url
        settings = Settings.from_environment(self.environment | {"CHARTER_BASE_URL": self.url})
        self.app: Flask = create_app(settings)
        # The worker writes links into mails, so it has to know the address too.
        self.environment["CHARTER_BASE_URL"] = self.url

    @contextmanager
    def running(self) -> Iterator[Portal]:
        """The portal migrated, with the sample charter, serving, and its worker at work."""
        with self.app.app_context():
            migrate()
            publish_the_sample()
        worker = Command([sys.executable, "-m", "charter_portal.cli", "worker"], self.environment)
        with self.server, worker:
            yield self

    def mail_to(self, address: str, words: str) -> str:
        """The text of the newest letter to this address that holds these words; waits for the worker."""
        found: list[str] = []

        def arrived() -> bool:
            found[:] = [text for text in self._letters() if f"To: {address}" in text and words in text]
            return bool(found)

        processes.eventually(arrived, patience=PATIENCE_SECONDS)
        return found[-1]

    def link_for(self, address: str, path: str) -> str:
        """The address of a link in a letter, beginning with this path."""
        text = self.mail_to(address, path)
        match = re.search(re.escape(self.url + path) + r"[A-Za-z0-9_./-]*", text)
        assert match, text
        return match.group()

    def _letters(self) -> list[str]:
        folder = Path(self.environment["CHARTER_MAIL_FOLDER"])
        files = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime)
        return [path.read_text("utf-8").replace("=\n", "").replace("=3D", "=") for path in files]


def publish_the_sample() -> None:
    """The sample charter as the one that counts."""
    from charter_portal.core.places import PACKAGE
    from charter_portal.framework.services import load_charter, publish

    with unit_of_work():
        text = (PACKAGE / "framework" / "sample_charter.yaml").read_text("utf-8")
        version, _ = load_charter(text, "sample_charter.yaml")
        publish(version, by=None)


class Visitor:
    """A person at a browser: presses what is written on the page, and checks every page on the way."""

    def __init__(self, browser: Browser, portal: Portal, width: int, *, pictures: Path | None = None) -> None:
        self.portal, self.width, self.pictures = portal, width, pictures
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 900},
            base_url=portal.url,
            locale="en-GB",
            accept_downloads=True,
        )
        self.context.set_default_timeout(10_000)
        self.page: Page = self.context.new_page()
        # A page that is refused on purpose is a 4xx, which the browser also writes to its console.
        self.trouble = watch(self.page, expecting=["the server responded with a status of 4"])
        self.requests: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))

    def go(self, path: str) -> Visitor:
        """Open an address of the portal and check the page."""
        self.page.goto(path)
        return self.look()

    def follow(self, words: str) -> Visitor:
        """Follow the first link that holds these words."""
        self.page.get_by_role("link", name=words).first.click()
        return self.look()

    def press(self, words: str) -> Visitor:
        """Press the first button with these words."""
        self.page.get_by_role("button", name=words, exact=True).first.click()
        return self.look()

    def fill(self, label: str, words: str) -> Visitor:
        """Write into the field with this label."""
        self.page.get_by_label(label, exact=True).first.fill(words)
        return self

    def choose(self, label: str) -> Visitor:
        """Tick a box or take a radio button by its label."""
        self.page.get_by_label(label, exact=True).first.check()
        return self

    def take(self, label: str, option: str) -> Visitor:
        """Choose an option of a select."""
        self.page.get_by_label(label, exact=True).first.select_option(label=option)
        return self

    def see(self, words: str) -> Visitor:
        """Fail unless these words are on the page."""
        assert words in self.text, f"“{words}” is not on {self.page.url}:\n{self.text[:1500]}"
        return self

    @property
    def text(self) -> str:
        """What the page says, with white space folded."""
        return " ".join(self.page.locator("body").inner_text().split())

    def look(self) -> Visitor:
        """Check the page as everybody deserves it: accessible, within its window, without trouble."""
        self.page.wait_for_load_state("load")
        self.trouble.assert_none()
        assert sideways_scroll(self.page) == 0, f"{self.page.url} scrolls sideways at {self.width} pixels"
        assert_accessible(self.page)
        if self.pictures is not None:
            self.pictures.mkdir(parents=True, exist_ok=True)
            self._keep_picture(self.pictures)
        return self

    def _keep_picture(self, folder: Path) -> None:
        address = self.page.url.removeprefix(self.portal.url).lower()
        name = re.sub(r"[^a-z]+", "-", address).strip("-")[:40] or "start"
        place = len(list(folder.glob("*.png")))
        self.page.screenshot(path=folder / f"{place:03}-{name}-{self.width}.png", full_page=True)

    def download(self, words: str) -> bytes:
        """The bytes behind a link."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=words).first.click()
        return Path(waiting.value.path()).read_bytes()

    def sign_in(self, email: str, password: str = PASSWORD) -> Visitor:
        """Sign in through the page."""
        self.go("/sign-in")
        self.fill("Email address", email).fill("Password", password)
        return self.press("Sign in")

    def sign_out(self) -> Visitor:
        """Sign out through the button at the top."""
        return self.press("Sign out")

    def only_own_requests(self) -> None:
        """Nothing was ever asked of another host (G2)."""
        foreign = [url for url in self.requests if not url.startswith((self.portal.url, "data:"))]
        assert foreign == []

    def find(self, selector: str) -> Locator:
        """An element by selector, for what has no words."""
        return self.page.locator(selector)


def pictures_folder() -> Path | None:
    """Where to keep pictures of each page, when PICTURES names a folder."""
    named = os.environ.get("PICTURES")
    return Path(named) if named else None


def in_days(count: float) -> Any:
    """A moment so many days from now."""
    from datetime import timedelta

    return now() + timedelta(days=count)
