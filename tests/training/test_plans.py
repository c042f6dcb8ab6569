"""Planning days: what is promised once is not promised twice, and no save overwrites another."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import from_london, now, to_london
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite
from charter_portal.training.enums import DayStatus, Way
from charter_portal.training.models import Series, Trainer, TrainingDay
from charter_portal.training.services import plans
from charter_portal.training.services.series import look_at_dates, plan_series
from charter_portal.training.services.trainers import add_trainer, end_trainer
from charter_portal.training.services.venues import add_room, close_room, close_venue
from tests.factories.accounts import a_commissioner, a_person, an_officer
from tests.factories.organisations import an_organisation
from tests.factories.training import a_booking, a_day, a_room, a_trainer
from tests.factories.training_days import a_held_day, a_plan

pytestmark = pytest.mark.usefixtures("session")


def plan(given=None, *, by=None, **how):
    by, given = by or an_officer(), given or a_plan()
    with unit_of_work():
        return plans.plan_day(given, by=by, **how)


def change(day, given, *, version=None, by=None):
    by = by or an_officer()
    with unit_of_work():
        plans.change_day(day, given, version=day.version if version is None else version, by=by)


def refused(field, deed, *arguments, **named):
    with pytest.raises(RuleBroken) as problem:
        deed(*arguments, **named)
    assert problem.value.field == field, problem.value.message
    return problem.value.message


def test_a_plan_is_a_draft_with_its_programme(mails):
    trainer = a_trainer()
    day = plan(a_plan(trainers=(trainer.id,)), programme="30 Welcome\n60 Values | All six")
    assert day.status is DayStatus.DRAFT and day.published_at is None
    assert [(item.title, item.words) for item in day.programme] == [("Welcome", ""), ("Values", "All six")]
    assert day.programme[1].starts_at - day.starts_at == timedelta(minutes=30)
    assert mails() == []
    told = select(Entry.event).where(Entry.subject_type == "training_day", Entry.subject_id == day.id)
    assert db.session.scalars(told).all() == ["training.day.planned"]


@pytest.mark.parametrize("who", [a_person, a_commissioner, lambda: a_trainer()])
def test_only_staff_plan(who):
    with pytest.raises(NotAllowed):
        plan(by=who())


def test_times_out_of_order_are_named():
    start = now() + timedelta(days=20)
    assert "past" in refused("starts_at", plan, a_plan(starts_at=now() - timedelta(days=1)))
    refused("ends_at", plan, a_plan(starts_at=start, ends_at=start))
    refused("ends_at", plan, a_plan(starts_at=start, ends_at=start + timedelta(hours=17)))
    refused("booking_closes_at", plan, a_plan(booking_closes_at=now() + timedelta(days=90)))


def test_an_in_person_day_needs_a_room_with_seats_enough():
    refused("room_id", plan, a_plan(room_id=None))
    refused("room_id", plan, a_plan(way=Way.ONLINE, room_id=a_room().id))
    room = a_room("Small", seats=8)
    assert "8 seats" in refused("capacity", plan, a_plan(room_id=room.id, capacity=9))
    assert plan(a_plan(room_id=room.id, way=Way.HYBRID, capacity=9)).capacity == 9


def test_a_programme_fits_into_its_day():
    message = refused("programme", plan, programme="400 A very long talk")
    assert "400 minutes" in message and "390" in message
    assert "Line 1" in refused("programme", plan, programme="no minutes")


class TestNobodyAndNoRoomTwice:
    def test_a_room_at_the_same_time(self):
        room = a_room("Garden Room")
        plan(a_plan(room_id=room.id))
        assert "Garden Room is taken" in refused("room_id", plan, a_plan(room_id=room.id))

    def test_a_trainer_at_the_same_time(self):
        trainer = a_trainer("Ros Rowe")
        plan(a_plan(trainers=(trainer.id,)))
        message = refused("trainers", plan, a_plan(trainers=(trainer.id, a_trainer().id)))
        assert message.startswith("Ros Rowe:")

    def test_one_day_may_begin_when_another_ends(self):
        room, first = a_room(), a_plan()
        plan(replace(first, room_id=room.id))
        assert plan(a_plan(room_id=room.id, starts_at=first.ends_at))
        before = first.starts_at - timedelta(hours=6.5)
        assert plan(a_plan(room_id=room.id, starts_at=before))
        refused("room_id", plan, a_plan(room_id=room.id, starts_at=before + timedelta(minutes=1)))

    def test_a_cancelled_day_holds_nothing(self):
        room, trainer = a_room(), a_trainer()
        day = plan(a_plan(room_id=room.id, trainers=(trainer.id,)))
        with unit_of_work():
            day.status = DayStatus.CANCELLED
        assert plan(a_plan(room_id=room.id, trainers=(trainer.id,)))

    def test_a_day_does_not_stand_in_its_own_way(self):
        day = plan()
        change(day, replace(plans.plan_of(day), title="Another title"))
        assert day.title == "Another title"

    def test_a_change_is_refused_like_a_plan(self):
        room = a_room()
        plan(a_plan(room_id=room.id))
        day = plan()
        refused("room_id", change, day, replace(plans.plan_of(day), room_id=room.id))

    def test_somebody_who_trains_no_more_is_not_to_be_had(self):
        trainer = a_trainer()
        row, by = db.session.scalars(select(Trainer).where(Trainer.user_id == trainer.id)).one(), an_officer()
        with unit_of_work():
            end_trainer(row, by=by)
        refused("trainers", plan, a_plan(trainers=(trainer.id,)))

    def test_a_closed_room_or_venue_is_not_to_be_had(self):
        by, room, other = an_officer(), a_room(), a_room()
        with unit_of_work():
            close_room(room, by=by)
        with unit_of_work():
            close_venue(other.venue, by=by)
        refused("room_id", plan, a_plan(room_id=room.id))
        refused("room_id", plan, a_plan(room_id=other.id))


def test_what_a_coming_day_needs_is_not_taken_away():
    room, trainer, by = a_room(), a_trainer(), an_officer()
    plan(a_plan(room_id=room.id, trainers=(trainer.id,)))
    row = db.session.scalars(select(Trainer).where(Trainer.user_id == trainer.id)).one()
    for deed, thing in ((close_room, room), (close_venue, room.venue), (end_trainer, row)):
        with pytest.raises(RuleBroken), unit_of_work():
            deed(thing, by=by)
    assert row.ended_at is None and room.closed_at is None


class TestSavesDoNotOverwrite:
    def test_an_older_page_changes_nothing(self):
        day = plan()
        first, second = plans.plan_of(day), plans.plan_of(day)
        change(day, replace(first, summary="Mine"), version=1)
        with pytest.raises(StaleWrite):
            change(day, replace(second, summary="Theirs"), version=1)
        assert day.summary == "Mine" and day.version == 2

    def test_the_same_words_again_are_no_conflict(self):
        day = plan()
        given = replace(plans.plan_of(day), summary="Mine")
        change(day, given, version=1)
        change(day, given, version=1)
        assert day.version == 2

    def test_the_programme_too(self):
        day, by = plan(programme="30 Welcome"), an_officer()
        with unit_of_work():
            plans.change_programme(day, programme="45 Welcome", version=1, by=by)
        with pytest.raises(StaleWrite), unit_of_work():
            plans.change_programme(day, programme="60 Welcome", version=1, by=by)
        assert plans.steps_of(day)[0].minutes == 45


def test_what_booked_people_rely_on_is_not_changed_by_the_way():
    day = a_day(capacity=10)
    given = plans.plan_of(day)
    moved = replace(given, starts_at=given.starts_at + timedelta(days=1), capacity=3, title="New words")
    change(day, replace(moved, ends_at=given.ends_at + timedelta(days=1)))
    assert day.title == "New words" and day.calendar_sequence == 1
    assert (day.starts_at, day.capacity) == (given.starts_at, 10)


def test_a_held_day_stays_as_it_is():
    day = a_held_day(an_organisation())
    with pytest.raises(RuleBroken):
        change(day, replace(plans.plan_of(day), title="Another"))


def test_a_draft_takes_its_programme_along():
    day = plan(programme="30 Welcome\n60 Values")
    given = plans.plan_of(day)
    change(day, plans.at_another_time(given, given.starts_at + timedelta(days=1)))
    assert day.programme[1].starts_at == day.starts_at + timedelta(minutes=30)


def test_a_copy_has_the_words_and_nobody_on_it():
    day, by = a_day(), an_officer()
    a_booking(day, count=2)
    with unit_of_work():
        copy = plans.clone_day(
            day, starts_at=day.starts_at + timedelta(days=7), room_id=day.room_id, trainers=(), by=by
        )
    assert copy.status is DayStatus.DRAFT and copy.title == day.title
    assert [item.title for item in copy.programme] == [item.title for item in day.programme]
    assert copy.starts_at - copy.booking_closes_at == day.starts_at - day.booking_closes_at


class TestSeries:
    def dates(self, count=3):
        first = to_london(now()).date() + timedelta(days=40)
        return [first + timedelta(days=28 * month) for month in range(count)]

    def make(self, given, dates):
        by = an_officer()
        with unit_of_work():
            return plan_series(given, name="Days of 2027", dates=dates, programme="30 Welcome", by=by)

    def test_all_of_them_at_the_same_clock_time(self):
        made = self.make(a_plan(starts_at=from_london(datetime(2027, 3, 9, 9, 30))), self.dates())
        assert {to_london(day.starts_at).strftime("%H:%M") for day in made} == {"09:30"}
        assert len({day.series_id for day in made}) == 1

    def test_across_the_change_of_clocks(self):
        start = from_london(datetime(2027, 3, 9, 9, 30))
        days = [datetime(2027, 3, 23).date(), datetime(2027, 4, 13).date(), datetime(2027, 11, 2).date()]
        made = self.make(a_plan(starts_at=start), days)
        assert [to_london(day.starts_at).hour for day in made] == [9, 9, 9]
        assert [to_london(day.booking_closes_at).hour for day in made] == [9, 9, 9]
        assert {day.ends_at - day.starts_at for day in made} == {timedelta(hours=6.5)}

    def test_all_or_none(self):
        room = a_room()
        given, dates = a_plan(room_id=room.id), self.dates()
        self.make(replace(given, room_id=room.id), dates[1:2])
        with pytest.raises(RuleBroken) as problem:
            self.make(given, dates)
        assert problem.value.field == "room_id" and "is taken" in problem.value.message
        db.session.expire_all()
        assert len(db.session.scalars(select(TrainingDay)).all()) == 1

    def test_what_stands_in_the_way_is_told_beforehand(self):
        room, trainer = a_room(), a_trainer("Ros Rowe")
        given = a_plan(room_id=room.id, trainers=(trainer.id,))
        dates = self.dates()
        self.make(replace(given, trainers=()), dates[:1])
        self.make(replace(given, room_id=a_room().id), dates[1:2])
        past = to_london(now()).date() - timedelta(days=3)
        said = [each.problem for each in look_at_dates(given, [*dates, past])]
        assert "room is taken" in said[0] and "Ros Rowe" in said[1]
        assert said[2] == "" and "past" in said[3]

    def test_a_time_that_spring_skips(self):
        given = a_plan(
            starts_at=from_london(datetime(2027, 3, 7, 1, 30)),
            ends_at=from_london(datetime(2027, 3, 7, 5, 0)),
            booking_closes_at=from_london(datetime(2027, 3, 6, 12, 0)),
        )
        sunday = datetime(2027, 3, 28).date()
        assert look_at_dates(given, [sunday])[0].problem == "The clocks go forward at that time."
        assert refused("dates", self.make, given, [sunday])

    def test_no_date_is_no_series(self):
        refused("dates", self.make, a_plan(), [])
        assert db.session.scalars(select(Series)).all() == []


def test_a_trainer_needs_an_account_and_is_added_once():
    by, person = an_officer(), a_person("Ros Rowe")
    with pytest.raises(RuleBroken) as problem, unit_of_work():
        add_trainer(email="nobody@example.org", words="", by=by)
    assert problem.value.field == "email"
    with unit_of_work():
        add_trainer(email=person.email.upper(), words="Warm.", by=by)
    with pytest.raises(RuleBroken, match="a trainer already"), unit_of_work():
        add_trainer(email=person.email, words="", by=by)


def test_a_room_has_its_name_once_in_a_venue():
    room, by = a_room("Garden Room"), an_officer()
    with pytest.raises(RuleBroken) as problem, unit_of_work():
        add_room(room.venue, name="Garden Room", seats=4, by=by)
    assert problem.value.field == "name"
