"""The staff's pages of days: every word is kept, every mistake is named where it was made."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from charter_portal.core.clock import now, to_london
from charter_portal.core.database import db
from charter_portal.training.enums import Audience, DayStatus, Requirement, Way
from charter_portal.training.models import (
    CycleTraining,
    TrainingDay,
)
from charter_portal.training.services import plans
from tests.factories.accounts import a_commissioner, an_officer
from tests.factories.cycles import a_cycle
from tests.factories.organisations import an_organisation
from tests.factories.training import a_booking, a_day, a_room, a_trainer
from tests.factories.training_days import (
    a_held_day,
    a_template,
    a_year_of_days,
    places_of,
)
from tests.support.pages import counted_queries

pytestmark = pytest.mark.usefixtures("session")
LOOK = {"step": "look"}


@pytest.fixture
def staff(page):
    return page(an_officer())


def typed(moment: datetime) -> str:
    return to_london(moment).strftime("%Y-%m-%dT%H:%M")


def a_filled_form(**changes):
    starts_at = now().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=40)
    given = {
        "title": "Charter training day",
        "audience": "applicants",
        "way": "in_person",
        "starts_at": typed(starts_at),
        "ends_at": typed(starts_at + timedelta(hours=6)),
        "booking_closes_at": typed(starts_at - timedelta(days=2)),
        "room_id": a_room().id if "room_id" not in changes else "",
        "trainers": [],
        "capacity": "20",
        "hold_hours": "48",
        "price": "0",
        "programme": "30 Welcome",
        "summary": "Words of my own.",
    }
    return given | changes


def the_only_day():
    return db.session.scalars(select(TrainingDay)).one()


class TestPlanning:
    def test_from_a_programme(self, staff):
        template = a_template("Charter day")
        shown = staff.page(f"/staff/training/days/new?template={template.id}")
        assert shown.value_of("title") == "Charter day"
        assert shown.value_of("programme") == "30 Welcome\n60 Values | All six"
        staff.send("/staff/training/days/new", a_filled_form(price="12.50"))
        assert the_only_day().status is DayStatus.DRAFT and the_only_day().price_pence == 1250

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"starts_at": "2020-01-01T10:00"}, "1 January 2020 is past. Choose a day to come."),
            ({"ends_at": "2026-01-01T10:00"}, "The day ends after it starts. Choose a later end."),
            ({"booking_closes_at": "2099-01-01T10:00"}, "Booking closes before the day starts."),
            ({"capacity": "0"}, "Enter 1 to 2,000."),
            ({"capacity": "many"}, "Enter a whole number, for example 30."),
            ({"capacity": "9" * 400}, "Enter 1 to 2,000."),
            ({"price": "nan"}, "Enter 0 to 10,000 pounds."),
            ({"title": ""}, "Give the day a title."),
            ({"room_id": ""}, "Choose the room, or hold the day online."),
            ({"programme": "Welcome"}, "Line 1: begin with the minutes"),
            ({"programme": "480 A talk"}, "The programme takes 480 minutes and the day lasts 360."),
            ({"trainers": ["999999"]}, "Choose from the answers shown."),
            ({"starts_at": "2027-03-28T01:30"}, "The clocks go forward on 28 March 2027"),
        ],
    )
    def test_a_mistake_is_named_and_no_word_is_lost(self, staff, changes, says):
        sent = a_filled_form(**changes)
        answer = staff.send("/staff/training/days/new", sent, status=400)
        assert any(says in message for message in answer.errors), answer.errors
        assert answer.value_of("summary") == "Words of my own."
        for name, value in changes.items():
            if name not in {"trainers", "room_id"}:
                assert answer.value_of(name) == (value or "" if value else None) or value == ""
        assert db.session.scalars(select(TrainingDay)).all() == []

    def test_a_room_that_is_taken_is_named_beside_it(self, staff):
        room = a_room("Garden Room")
        form = a_filled_form(room_id=room.id) | {"room_id": room.id}
        staff.send("/staff/training/days/new", form)
        answer = staff.send("/staff/training/days/new", form, status=400)
        assert answer.errors == ["Garden Room is taken by “Charter training day” at that time."]


class TestTwoAtOnce:
    def form_of(self, shown, **changes):
        names = ("title", "way", "booking_closes_at", "hold_hours", "price", "summary", "version")
        return {name: shown.value_of(name) for name in names} | changes

    def test_the_second_sees_both_plans_and_saves_again(self, staff):
        day = a_day(summary="As it was.")
        first = staff.page(f"/staff/training/days/{day.id}/edit")
        staff.send(f"/staff/training/days/{day.id}/edit", self.form_of(first, summary="A colleague's words"))
        answer = staff.send(
            f"/staff/training/days/{day.id}/edit", self.form_of(first, summary="My words"), status=409
        )
        assert "A colleague's words" in answer.text and answer.value_of("summary") == "My words"
        staff.send(f"/staff/training/days/{day.id}/edit", self.form_of(answer, summary="Both"))
        assert db.session.get_one(TrainingDay, day.id).summary == "Both"

    def test_the_programme_as_well(self, staff):
        day = a_day()
        where = f"/staff/training/days/{day.id}/programme"
        version = staff.page(where).value_of("version")
        staff.send(where, {"programme": "30 Theirs", "version": version})
        answer = staff.send(where, {"programme": "45 Mine", "version": version}, status=409)
        assert "30 Theirs" in answer.text and answer.value_of("programme") == "45 Mine"
        staff.send(where, {"programme": "45 Mine", "version": answer.value_of("version")})
        assert plans.steps_of(db.session.get_one(TrainingDay, day.id))[0].title == "Mine"

    def test_moving_from_an_older_page_keeps_what_was_typed(self, staff):
        day = a_day()
        where = f"/staff/training/days/{day.id}/move"
        sent = {
            "starts_at": typed(day.starts_at + timedelta(days=7)),
            "ends_at": typed(day.ends_at + timedelta(days=7)),
            "booking_closes_at": typed(day.booking_closes_at),
            "room_id": day.room_id,
            "version": day.version - 1,
        }
        answer = staff.send(where, sent, status=409)
        assert "A colleague saved this day" in answer.text
        assert answer.value_of("starts_at") == sent["starts_at"]
        staff.send(where, sent | {"version": answer.value_of("version")})
        assert typed(db.session.get_one(TrainingDay, day.id).starts_at) == sent["starts_at"]

    def test_a_version_that_is_no_number_is_an_older_page(self, staff):
        day = a_day()
        shown = staff.page(f"/staff/training/days/{day.id}/edit")
        sent = self.form_of(shown, summary="Mine", version="x" * 5000)
        staff.send(f"/staff/training/days/{day.id}/edit", sent, status=409)


class TestPreviews:
    def test_publishing_shows_its_mails_first(self, staff, mails):
        day = a_day(status=DayStatus.DRAFT, trainers=(a_trainer("Tess"),))
        shown = staff.page(f"/staff/training/days/{day.id}/publish")
        assert "This sends 1 mail." in shown.text and "Trainers of the day: 1 mail" in shown.text
        assert "A day of yours is open for booking" in shown.text and mails() == []
        staff.send(f"/staff/training/days/{day.id}/publish")
        assert len(mails()) == 1

    def test_moving_and_cancelling_show_theirs_and_change_nothing_before(self, staff, mails):
        day = a_day()
        a_booking(day, count=3)
        before, starts_at = len(mails()), day.starts_at
        where = f"/staff/training/days/{day.id}/move"
        sent = {
            "starts_at": typed(day.starts_at + timedelta(days=7)),
            "ends_at": typed(day.ends_at + timedelta(days=7)),
            "booking_closes_at": typed(day.booking_closes_at + timedelta(days=7)),
            "room_id": day.room_id,
            "version": day.version,
        }
        shown = staff.send(where, sent | LOOK, status=200)
        assert "This sends 4 mails." in shown.text and "Booked delegates: 3 mails" in shown.text
        shown = staff.send(f"/staff/training/days/{day.id}/cancel", {"reason": "Flood.", **LOOK}, status=200)
        assert "This sends 4 mails." in shown.text and "Flood." in shown.text
        assert len(mails()) == before and db.session.get_one(TrainingDay, day.id).starts_at == starts_at
        staff.send(where, sent)
        staff.send(f"/staff/training/days/{day.id}/cancel", {"reason": "Flood."})
        assert len(mails()) == before + 8

    def test_a_reason_is_needed(self, staff):
        day = a_day()
        answer = staff.send(f"/staff/training/days/{day.id}/cancel", {"reason": " "}, status=400)
        assert answer.errors == ["Say why. Everybody who would have come reads it."]

    @pytest.mark.parametrize("step", ["publish", "move", "cancel", "edit", "programme", "capacity"])
    def test_a_day_that_was_held_answers_calmly(self, staff, step):
        day = a_held_day(an_organisation())
        staff.page(f"/staff/training/days/{day.id}/{step}")
        sent = {"reason": "x", "capacity": "5", "programme": "5 x", "version": day.version}
        answer = staff.post(
            f"/staff/training/days/{day.id}/{step}", data=sent | {"csrf_token": staff.csrf_token()}
        )
        assert answer.status_code in {302, 400}
        assert db.session.get_one(TrainingDay, day.id).status is DayStatus.HELD


def test_the_list_is_filtered_by_each_of_its_filters(staff):
    trainer = a_trainer("Tess")
    mine = a_day(title="Mine", trainers=(trainer,), status=DayStatus.DRAFT)
    a_day(title="For assessors", audience=Audience.ASSESSORS, way=Way.ONLINE)
    for query, there in (
        (f"trainer_id={trainer.id}", "Mine"),
        ("status=draft", "Mine"),
        ("audience=assessors", "For assessors"),
    ):
        shown = staff.page(f"/staff/training?{query}")
        assert there in shown.text and len(shown.all("tbody")[0].findall("tr")) == 1
    month = to_london(mine.starts_at).strftime("%Y-%m")
    assert "Mine" in staff.page(f"/staff/training?month={month}").text
    assert "No day fits" in staff.page("/staff/training?month=1999-01").text
    assert "Mine" in staff.page("/staff/training?month=nonsense&status=x&trainer_id=y").text


def test_the_list_costs_the_same_for_few_days_and_many(app, staff):
    a_year_of_days(2)
    with counted_queries(app) as few:
        staff.page("/staff/training")
    a_year_of_days(60, name="More")
    with counted_queries(app) as many:
        staff.page("/staff/training")
    assert len(few) == len(many)


def test_use_is_counted_by_month_and_audience_at_a_constant_price(app, staff):
    a_held_day(an_organisation(), each=3, came=2, capacity=10)
    with counted_queries(app) as few:
        shown = staff.page("/staff/training/use")
    assert "Places offered" in shown.text
    row = next(tr for tr in shown.tree.iter("tr") if "Organisations that apply" in "".join(tr.itertext()))
    assert [cell.text for cell in row.iter("td")] == ["1", "10", "3", "2"]
    for _ in range(4):
        a_held_day(an_organisation())
    with counted_queries(app) as many:
        staff.page("/staff/training/use?audience=applicants")
    assert len(few) == len(many)
    assert staff.page("/staff/training/use?year=1&audience=x").status == 200


def test_a_round_may_ask_for_a_day(staff, page):
    cycle = a_cycle()
    where = f"/staff/cycles/{cycle.id}/training"
    assert where in staff.page(f"/staff/cycles/{cycle.id}").links
    staff.send(where, {"requirement": "block", "roles": ["leadership", "lived_experience"]})
    kept = db.session.scalars(select(CycleTraining)).one()
    assert (kept.requirement, kept.roles) == (Requirement.BLOCK, ["leadership", "lived_experience"])
    answer = staff.send(where, {"requirement": "none", "roles": ["leadership"]}, status=400)
    assert answer.errors == ["Roles count only where attendance is asked for. Take them out."]
    assert where not in page(a_commissioner()).page(f"/staff/cycles/{cycle.id}").links


def test_the_commissioner_reads_and_changes_nothing(page):
    day = a_held_day(an_organisation())
    reader = page(a_commissioner())
    shown = reader.page(f"/staff/training/days/{day.id}")
    assert not [link for link in shown.links if "edit" in link or "register" in link]
    assert "Plan a day" not in reader.page("/staff/training").text
    for where in ("register", "door", "feedback", "barriers", "materials"):
        reader.page(f"/training/days/{day.id}/{where}", status=403)
    assert places_of(day)
