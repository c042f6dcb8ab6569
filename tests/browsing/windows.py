"""Windows of people who are signed in already; each notes what its pages complain about and ask for."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Page, Response, ViewportSize

from tests.browsing.checks import WIDE
from tests.browsing.served import ServedWorld
from tests.support.browser import Trouble, watch

REFUSED_ON_PURPOSE = "the server responded with a status of 4"
NOTE_EVERYTHING = """
    window.hits = [];
    addEventListener('securitypolicyviolation', (event) => window.hits.push(`policy: ${event.violatedDirective}`));
"""


class Window:
    """One person's window on the served world."""

    def __init__(
        self, browser: Browser, served: ServedWorld, role: str, size: ViewportSize, **given: Any
    ) -> None:
        self.served, self.role = served, role
        self.context = browser.new_context(viewport=size, base_url=served.url, locale="en-GB", **given)
        self.context.set_default_timeout(10_000)
        if role in served.cookies:
            cookie = {"name": "charter", "value": served.cookies[role], "url": served.url, "httpOnly": True}
            self.context.add_cookies([cookie])  # type: ignore[list-item]
        if given.get("java_script_enabled", True):
            self.context.add_init_script(NOTE_EVERYTHING)
        self.page: Page = self.context.new_page()
        self.trouble: Trouble = watch(self.page, expecting=[REFUSED_ON_PURPOSE])
        self.asked: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))

    def open(self, endpoint: str, scene: str = "", **values: Any) -> Response:
        """Go to a page; the answer."""
        return self.go(self.served.path(endpoint, scene, **values))

    def go(self, path: str) -> Response:
        """Go to an address; the answer."""
        answer = self.page.goto(path)
        assert answer is not None
        return answer

    def press(self, words: str) -> None:
        """Press the first button of the page's own content with these words."""
        self.page.locator("main").get_by_role("button", name=words, exact=True).first.click()
        self.page.wait_for_load_state("load")

    @property
    def text(self) -> str:
        """What the page says, with white space folded."""
        return " ".join(self.page.locator("body").inner_text().split())

    @property
    def words(self) -> str:
        """What the page holds, what stands in its boxes and is folded away included."""
        held: str = self.page.evaluate(
            "() => document.body.textContent"
            " + [...document.querySelectorAll('input, textarea')].map((box) => box.value).join(' ')"
        )
        return " ".join(held.split())

    @property
    def heading(self) -> str:
        """The page's main heading."""
        return " ".join(self.page.locator("h1").inner_text().split())

    def complaints(self) -> list[str]:
        """What the browser refused or reported since the last time it was asked."""
        found = [*self.trouble.messages, *(self.page.evaluate("() => window.hits ?? []"))]
        self.trouble.messages.clear()
        return found

    def foreign(self) -> list[str]:
        """Requests that went to another host than the portal's own (G2)."""
        return [url for url in self.asked if not url.startswith((self.served.url, "data:"))]


class Windows:
    """The windows of one test, by role; closed together."""

    def __init__(self, browser: Browser, served: ServedWorld) -> None:
        self.browser, self.served = browser, served
        self._of: dict[str, Window] = {}
        self._more: list[Window] = []

    def of(self, role: str, size: ViewportSize = WIDE) -> Window:
        """The window of this role, opened when it is first asked for."""
        if role not in self._of:
            self._of[role] = Window(self.browser, self.served, role, size)
        return self._of[role]

    def another(self, role: str, size: ViewportSize = WIDE, **given: Any) -> Window:
        """One more window of this role, with a browser of its own kind."""
        self._more.append(Window(self.browser, self.served, role, size, **given))
        return self._more[-1]

    def close(self) -> None:
        """End them all."""
        for window in [*self._of.values(), *self._more]:
            window.context.close()
