"""The pages of cycles, with wrong input too."""

from sqlalchemy import select

from charter_portal.cycles.models import Cycle
from charter_portal.framework.queries import current_version
from tests.factories.accounts import a_commissioner, an_officer
from tests.factories.cycles import a_cycle

GOOD = {
    "name": "Spring 2027",
    "opens_at": "2027-03-01T09:00",
    "deadline_at": "2027-04-30T17:00",
    "grace_minutes": "30",
    "assessment_from": "2027-05-04",
    "assessment_until": "2027-06-04",
    "panel_on": "2027-06-15",
    "release_on": "2027-06-29",
    "published": "y",
}


def filled(**changes):
    return {**GOOD, "framework_version_id": str(current_version().id), **changes}


def test_staff_plan_a_round_and_the_public_sees_it(session, page):
    page(an_officer()).send("/staff/cycles/new", filled())
    shown = page().page("/timetable")
    assert "Spring 2027" in shown.text
    assert "Friday 30 April 2027 at 5pm (UK time)" in shown.text
    assert "Submissions are still taken until 30 April 2027 at 5:30pm" in shown.text


def test_an_hour_that_does_not_happen_is_explained_and_nothing_typed_is_lost(session, page):
    shown = page(an_officer()).send("/staff/cycles/new", filled(deadline_at="2027-03-28T01:30"), status=400)
    assert any("clocks go forward" in message for message in shown.errors)
    assert shown.value_of("name") == "Spring 2027"
    assert shown.value_of("deadline_at") == "2027-03-28T01:30"
    assert session.scalar(select(Cycle)) is None


def test_wrong_input_is_answered_beside_the_field(session, page):
    browser = page(an_officer())
    for changes in (
        {"name": ""},
        {"name": "x" * 500},
        {"deadline_at": "yesterday"},
        {"grace_minutes": "-5"},
        {"grace_minutes": "9" * 30},
        {"framework_version_id": "999"},
        {"panel_on": "2027-02-30"},
        {"release_on": "2027-05-01"},
        {"name": "a\x00b", "panel_on": ""},
    ):
        shown = browser.send("/staff/cycles/new", filled(**changes), status=400)
        assert shown.errors, changes
    assert session.scalar(select(Cycle)) is None


def test_dates_can_be_changed_and_a_reader_cannot(session, page):
    cycle = a_cycle("Autumn")
    page(an_officer()).send(f"/staff/cycles/{cycle.id}/edit", filled(name="Autumn, moved"))
    assert "Autumn, moved" in page().page("/timetable").text
    page(a_commissioner()).page(f"/staff/cycles/{cycle.id}/edit", status=403)
    page(a_commissioner()).page(f"/staff/cycles/{cycle.id}")


def test_a_round_not_shown_stays_off_the_timetable(session, page):
    a_cycle("Hidden round", published=False)
    assert "Hidden round" not in page().page("/timetable").text
