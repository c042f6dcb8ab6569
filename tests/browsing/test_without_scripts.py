"""The core of the journey in a browser that runs no script (Y14, T2)."""

from __future__ import annotations

import pytest

from charter_portal.core.database import db
from tests.browsing import checks
from tests.browsing.windows import Window, Windows
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.browser


def plain(windows: Windows, role: str) -> Window:
    """A narrow window without scripts."""
    return windows.another(role, checks.NARROW, java_script_enabled=False)


def fill(window: Window, **by_name: str) -> None:
    """Write into boxes by their names."""
    for name, words in by_name.items():
        window.page.locator(f"main [name='{name}']").last.fill(words)


def choose(window: Window, label: str) -> None:
    """Take a round button or tick a box by its label."""
    window.page.locator("main").get_by_label(label, exact=True).first.check()


def assert_sound(window: Window) -> None:
    """The page as it stands is well ordered and within its window. (Axe itself needs scripts.)"""
    assert checks.structure_faults(window.page) + checks.width_faults(window.page) == []


def test_sign_in_save_and_come_back(windows: Windows) -> None:
    window = plain(windows, "stranger")
    with windows.served.app.app_context():
        address = windows.served.person("person with a password").email
        db.session.close()
    window.open("applications.statement", "begun")
    assert window.heading == "Sign in", "Whoever is not signed in is asked to, and led back afterwards."
    fill(window, email=address, password=PASSWORD)
    window.press("Sign in")
    assert "/statements/1.2" in window.page.url
    assert_sound(window)
    choose(window, "Bronze")
    fill(window, narrative="Written without a script.")
    window.press("Save and come back later")
    assert "Saved. 1.2" in window.text
    window.open("applications.statement", "begun")
    assert window.page.locator("[name=narrative]").input_value() == "Written without a script."
    window.page.get_by_role("button", name="Sign out").click()
    assert "You are signed out." in window.text


def test_two_windows_show_both_texts(windows: Windows) -> None:
    first, second = plain(windows, "lead"), plain(windows, "contributor")
    for window, words in ((first, "Mine, longer."), (second, "Theirs.")):
        window.open("applications.statement", "begun")
        fill(window, narrative=words)
    second.press("Save")
    first.press("Save")
    assert first.heading == "Two texts were saved at the same time"
    assert "Mine, longer." in first.text and "Theirs." in first.text
    assert_sound(first)
    first.press("Save what is in the boxes")
    first.open("applications.statement", "begun")
    assert first.page.locator("[name=narrative]").input_value().split() == ["Mine,", "longer.", "Theirs."]


def test_cite_submit_and_receipt(windows: Windows) -> None:
    window = plain(windows, "lead")
    window.open("applications.statement")
    window.page.locator("main select[name=evidence]").select_option(index=1)
    fill(window, where_to_look="Page 2")
    window.press("Add to this statement")
    assert "Page 2" in window.text
    window.open("applications.check")
    assert_sound(window)
    window.page.get_by_role("link", name="Go on to the declaration").click()
    fill(window, job_title="Director")
    choose(window, "I agree with this declaration")
    window.press("Submit the application")
    assert window.heading == "We have received your application"
    assert "What happens next" in window.text
    assert_sound(window)


def test_declare_score_and_finish(windows: Windows) -> None:
    window = plain(windows, "assessor asked")
    window.open("assessment.declare")
    choose(window, "I have no conflict of interest")
    window.press("Send my declaration")
    assert "/declaration" not in window.page.url
    reader = plain(windows, "assessor reading")
    reader.open("assessment.score")
    choose(reader, "Gold")
    fill(reader, reason="Evidence 1 shows it.")
    reader.press("Save and go on")
    assert "/statements/1.2" in reader.page.url
    reader.open("assessment.finish", "scored")
    assert "What happens next" in reader.text
    reader.press("Finish this reading")
    assert "Thank you. Your reading is finished." in reader.text
    assert_sound(reader)


def test_moderate(windows: Windows) -> None:
    window = plain(windows, "officer")
    window.open("assessment.agree", "read")
    window.page.get_by_role("button", name="Copy “").first.click()
    assert "Evidence 1, page 3" in window.page.locator("form textarea").first.input_value()
    choose(window, "Silver")
    fill(window, reason="We agreed on the middle.", strengths="A clear policy.", lift="Publish it.")
    window.press("Save and go on")
    assert "Agree on 1.2" in window.page.title()


def test_check_a_certificate(windows: Windows) -> None:
    window = plain(windows, "stranger")
    code = str(windows.served.world.values["awards.verify"]["code"])
    window.open("awards.lookup")
    fill(window, code=f" {code.lower()} ")
    window.press("Check this code")
    assert window.heading == "This certificate is valid"
    assert_sound(window)
