"""Words save themselves, say so quietly, and outlive everything that may happen meanwhile (T2, Y13)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete

from charter_portal.accounts.models import SignIn
from charter_portal.applications.models import Application
from charter_portal.core.database import db, unit_of_work
from tests.browsing.windows import Window, Windows
from tests.factories.accounts import PASSWORD
from tests.factories.applications import the_response
from tests.support.browser import axe_violations

pytestmark = pytest.mark.browser

WORDS = "One day somebody asked me what I could do."
SECONDS = 1000
PATIENCE = 80
"""So many looks, a seventh of a second apart: a busy machine may answer late."""


def writing(windows: Windows, role: str = "lead") -> Window:
    """A window in which this person has a statement open, with a clock that the test moves on."""
    window = windows.another(role)
    window.page.clock.install()
    window.open("applications.statement", "begun")
    return window


def box(window: Window) -> str:
    """What stands in the box for the account."""
    return window.page.locator("[name=narrative]").input_value()


def said(window: Window) -> str:
    """The line that says whether the words are saved."""
    return window.page.locator("[data-autosave-status]").inner_text()


def wait_until(window: Window, words: str) -> None:
    """Let the page's clock run until its line says this, two minutes by that clock at first, then slowly on."""
    for place in range(PATIENCE):
        window.page.clock.run_for((15 if place < 8 else 1) * SECONDS)
        window.page.wait_for_timeout(150)
        if words in said(window):
            return
    raise AssertionError(f"“{words}” was never said, but: {said(window)}")


def wait_for_answer(window: Window, is_there: Callable[[], bool]) -> None:
    """Let the server take its time; the page's own clock stands still meanwhile."""
    for _ in range(PATIENCE):
        if is_there():
            return
        window.page.wait_for_timeout(150)
    raise AssertionError(f"It never came; the page says: {said(window)}")


def saved(windows: Windows) -> str:
    """What the database holds for the statement."""
    number = windows.served.scenes["begun"]["application_id"]
    with windows.served.app.app_context():
        words = the_response(db.session.get_one(Application, number), "1.2").narrative
        db.session.close()
    return words


def test_words_are_saved_within_thirty_seconds_even_while_typing_goes_on(windows: Windows) -> None:
    window = writing(windows)
    field = window.page.locator("[name=narrative]")
    for _ in range(3):
        field.press_sequentially("On and on. ")
        window.page.clock.run_for(10 * SECONDS)
    wait_for_answer(window, lambda: said(window).startswith("Saved "))
    assert saved(windows).startswith("On and on. On and on.")
    assert window.page.locator("[data-autosave-status]").get_attribute("role") == "status"
    assert window.page.evaluate("() => document.activeElement.name") == "narrative", "The focus stays."


def test_words_are_saved_when_the_page_is_put_aside(windows: Windows) -> None:
    window = writing(windows)
    window.page.locator("[name=narrative]").fill(WORDS)
    window.page.evaluate(
        "() => { Object.defineProperty(document, 'hidden', { get: () => true });"
        " document.dispatchEvent(new Event('visibilitychange')); }"
    )
    wait_for_answer(window, lambda: saved(windows) == WORDS)


def test_a_colleague_in_between(windows: Windows) -> None:
    mine, theirs = writing(windows), windows.another("contributor")
    theirs.open("applications.statement", "begun")
    theirs.page.locator("[name=narrative]").fill("A colleague's words.")
    theirs.press("Save")
    mine.page.locator("[name=narrative]").fill(WORDS)
    wait_until(mine, "A colleague saved this too. Press Save to see both texts.")
    assert saved(windows) == "A colleague's words." and box(mine) == WORDS
    mine.press("Save")
    assert WORDS in mine.text and "A colleague's words." in mine.text
    assert [str(each) for each in axe_violations(mine.page)] == []
    mine.press("Keep what you wrote")
    assert saved(windows) == WORDS


def test_signed_out_while_writing(windows: Windows) -> None:
    window = writing(windows, "person with a password")
    window.page.locator("[name=narrative]").fill(WORDS)
    with windows.served.app.app_context():
        person = windows.served.person("person with a password")
        address = person.email
        with unit_of_work():
            db.session.execute(delete(SignIn).where(SignIn.user_id == person.id))
        db.session.close()
    wait_until(window, "You were signed out.")
    assert box(window) == WORDS
    window.press("Save")
    assert window.heading == "You were signed out while you were writing" and WORDS in window.words
    assert [str(each) for each in axe_violations(window.page)] == []
    window.page.get_by_label("Email address").fill(address)
    window.page.get_by_label("Password", exact=True).fill(PASSWORD)
    window.press("Sign in")
    assert WORDS in window.words
    window.page.locator("main button").first.click()
    window.page.wait_for_load_state("load")
    assert saved(windows) == WORDS


def test_away_from_the_network(windows: Windows) -> None:
    window = writing(windows)
    window.context.set_offline(True)
    window.page.locator("[name=narrative]").fill(WORDS)
    wait_until(window, "Not saved yet. We will try again.")
    assert saved(windows) == "" and box(window) == WORDS
    window.context.set_offline(False)
    wait_until(window, "Saved ")
    assert saved(windows) == WORDS


def test_an_assessor_loses_nothing_either(windows: Windows) -> None:
    first, second = windows.another("assessor reading"), windows.another("assessor reading")
    first.page.clock.install()
    for window in (first, second):
        window.open("assessment.score")
    second.page.locator("[name=reason]").fill("Second window.")
    second.press("Save and stop for now")
    first.page.locator("[name=reason]").fill("First window.")
    wait_until(first, "You saved other words in another window. Press Save to see both.")
    first.press("Save and go on")
    assert "First window." in first.words and "Second window." in first.words
    assert [str(each) for each in axe_violations(first.page)] == []
