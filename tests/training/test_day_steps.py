"""Publish, move, cancel: what is shown beforehand is what goes, to whom, and nothing is lost on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite, StepNotOpen
from charter_portal.training.enums import Audience, DayStatus, PlaceStatus, ReminderKind, Way
from charter_portal.training.models import DelegateNeeds, Reminder
from charter_portal.training.rules.places import needs_purged_on
from charter_portal.training.services import steps
from charter_portal.training.services.capacity import set_places
from charter_portal.training.services.steps import NewTime
from tests.factories.accounts import a_commissioner, a_person, an_assessor, an_officer
from tests.factories.organisations import an_organisation
from tests.factories.training import a_booking, a_day, a_delegate, a_room, a_trainer
from tests.factories.training_days import places_of

pytestmark = pytest.mark.usefixtures("session")


def a_draft(**fields):
    trainers = fields.pop("trainers", (a_trainer("Tess Trainer"),))
    return a_day(status=DayStatus.DRAFT, trainers=trainers, **fields)


def in_a_week(day, **changes):
    given = {
        "starts_at": day.starts_at + timedelta(days=7),
        "ends_at": day.ends_at + timedelta(days=7),
        "booking_closes_at": day.booking_closes_at + timedelta(days=7),
        "room_id": day.room_id,
    }
    return NewTime(**given | changes)


def move(day, to=None, *, version=None, by=None):
    by, to = by or an_officer(), to or in_a_week(day)
    with unit_of_work():
        return steps.move_day(day, to, version=day.version if version is None else version, by=by)


def cancel(day, by=None):
    by = by or an_officer()
    with unit_of_work():
        return steps.cancel_day(day, reason="The venue is flooded.", by=by)


def publish(day, *, announce=False, by=None):
    by = by or an_officer()
    with unit_of_work():
        return steps.publish_day(day, announce=announce, by=by)


def a_busy_day(capacity=3):
    """Three booked, one offered, one waiting, by two organisations; one booker has a place of their own."""
    day = a_day(capacity=capacity, trainers=(a_trainer("Tess Trainer"),))
    first, second = an_organisation("First"), an_organisation("Second")
    a_booking(day, first, count=3)
    a_booking(day, second, count=2)
    return day


class TestPublishing:
    def test_opens_the_day_and_tells_its_trainers(self, mails):
        day = a_draft()
        assert publish(day) == 1
        assert day.status is DayStatus.PUBLISHED and day.takes_bookings
        assert [mail.to_address for mail in mails()] == [day.trainers[0].user.email]

    def test_assessors_hear_of_their_days_when_staff_wish(self, mails):
        an_assessor(), an_assessor()
        day = a_draft(audience=Audience.ASSESSORS)
        previews = steps.preview_publishing(day, announce=True)
        assert [(each.readers, each.count) for each in previews] == [
            ("Trainers of the day", 1),
            ("Assessors", 2),
        ]
        assert publish(day, announce=True) == 3 == len(mails())

    def test_nobody_else_is_told_of_a_day_for_organisations(self):
        an_assessor()
        assert publish(a_draft(), announce=True) == 1

    def test_a_day_without_trainers_or_with_closed_booking_waits(self):
        with pytest.raises(RuleBroken, match="Nobody trains"):
            publish(a_draft(trainers=()))
        with pytest.raises(RuleBroken, match="closed already"):
            publish(a_draft(booking_closes_at=now() - timedelta(hours=1)))

    def test_once_and_by_staff(self):
        day = a_draft()
        for who in (a_person(), a_commissioner(), day.trainers[0].user):
            with pytest.raises(NotAllowed):
                publish(day, by=who)
        publish(day)
        with pytest.raises(StepNotOpen):
            publish(day)


class TestMoving:
    def test_everybody_keeps_their_place_and_hears_of_it_once(self, mails):
        day = a_busy_day()
        before = len(mails())
        shown = steps.preview_moving(day, in_a_week(day))
        statuses = [place.status for place in places_of(day)]
        assert move(day) == sum(each.count for each in shown) == len(mails()) - before
        assert [place.status for place in places_of(day)] == statuses
        assert {each.readers: each.count for each in shown} == {
            "Booked delegates": 3,
            "Delegates on the waiting list": 2,
            "People who booked for others": 2,
            "Trainers of the day": 1,
        }

    def test_what_is_shown_is_what_goes_but_for_the_key(self, mails):
        day = a_busy_day()
        shown = steps.preview_moving(day, in_a_week(day))
        move(day)
        sent = next(mail for mail in mails() if mail.notice == "training/day_moved")
        booked = next(each for each in shown if each.readers == "Booked delegates")
        assert sent.subject == booked.subject
        assert "https://portal.test/training/places/" in sent.text
        assert "/training/places/" not in booked.text
        assert steps.HIDDEN_ADDRESS in booked.text

    def test_the_programme_moves_along(self):
        day = a_busy_day()
        span = [item.starts_at - day.starts_at for item in day.programme]
        move(day, in_a_week(day, starts_at=day.starts_at + timedelta(days=7, hours=-1)))
        assert [item.starts_at - day.starts_at for item in day.programme] == span

    def test_calendars_hear_of_it_and_reminders_begin_anew(self):
        day = a_busy_day()
        place, sequence = places_of(day)[0], day.calendar_sequence
        with unit_of_work():
            db.session.add(Reminder(place_id=place.id, kind=ReminderKind.WEEK_BEFORE))
        move(day)
        assert day.calendar_sequence == sequence + 1
        assert db.session.scalars(select(Reminder)).all() == []

    def test_needs_are_forgotten_on_their_new_date(self):
        day = a_day()
        a_booking(day, delegates=(a_delegate(access="A ramp"),))
        move(day)
        needs = db.session.scalars(select(DelegateNeeds)).one()
        assert needs.purge_on == needs_purged_on(day.ends_at) and needs.access == "A ramp"

    def test_a_room_that_is_taken_or_too_small_is_named(self):
        room = a_room("Garden Room", seats=2)
        day = a_day(capacity=3)
        with pytest.raises(RuleBroken) as problem:
            move(day, in_a_week(day, room_id=room.id))
        assert problem.value.field == "capacity"
        other = a_day(starts_at=day.starts_at + timedelta(days=7))
        with pytest.raises(RuleBroken) as problem:
            move(day, in_a_week(day, room_id=other.room_id))
        assert problem.value.field == "room_id"

    def test_times_that_cannot_be_are_named_beforehand_too(self):
        day = a_day()
        past = now() - timedelta(days=1)
        cases = {
            "starts_at": {"starts_at": past, "booking_closes_at": past},
            "ends_at": {"ends_at": day.starts_at},
            "booking_closes_at": {"booking_closes_at": day.starts_at + timedelta(days=8)},
            "room_id": {"room_id": None},
        }
        for field, changes in cases.items():
            with pytest.raises(RuleBroken) as problem:
                steps.preview_moving(day, in_a_week(day, **changes))
            assert problem.value.field == field
        same = in_a_week(day, starts_at=day.starts_at, ends_at=day.ends_at, booking_closes_at=now())
        with pytest.raises(RuleBroken, match="as they were"):
            steps.preview_moving(day, same)
        short = in_a_week(day, ends_at=day.starts_at + timedelta(days=7, hours=1))
        with pytest.raises(RuleBroken, match="programme is longer"):
            steps.preview_moving(day, short)

    def test_an_older_page_moves_nothing(self, mails):
        day = a_busy_day()
        starts_at, before = day.starts_at, len(mails())
        with pytest.raises(StaleWrite):
            move(day, version=day.version - 1)
        assert day.starts_at == starts_at and len(mails()) == before

    def test_only_published_days_and_only_by_staff(self):
        with pytest.raises(RuleBroken, match="Only a published day"):
            move(a_draft())
        day = a_busy_day()
        with pytest.raises(NotAllowed):
            move(day, by=day.trainers[0].user)


class TestCancelling:
    def test_nobody_has_a_place_any_more_and_all_are_told_why(self, mails):
        day = a_busy_day()
        before = len(mails())
        shown = steps.preview_cancelling(day, reason="The venue is flooded.")
        assert cancel(day) == sum(each.count for each in shown) == len(mails()) - before
        assert {place.status for place in places_of(day)} == {PlaceStatus.CANCELLED}
        assert day.status is DayStatus.CANCELLED and day.cancelled_reason == "The venue is flooded."
        assert all("The venue is flooded." in mail.text for mail in mails()[before:])

    def test_what_they_need_is_forgotten(self):
        day = a_day()
        a_booking(day, delegates=(a_delegate(access="A ramp"),))
        cancel(day)
        needs = db.session.scalars(select(DelegateNeeds)).one()
        assert needs.access == "" and needs.purged_at is not None

    def test_nobody_is_promoted_on_the_way(self, mails):
        day = a_busy_day()
        cancel(day)
        notices = {mail.notice for mail in mails()}
        assert "training/place_offered" not in notices

    def test_the_trail_keeps_reason_and_each_place(self):
        day = a_busy_day()
        cancel(day)
        events = db.session.scalars(select(Entry).where(Entry.event == "training.day.cancel")).all()
        assert [entry.note for entry in events] == ["The venue is flooded."]
        ended = select(Entry).where(Entry.event == "training.place.cancel")
        assert len(db.session.scalars(ended).all()) == 5

    def test_once_and_by_staff(self):
        day = a_busy_day()
        with pytest.raises(NotAllowed):
            cancel(day, by=day.trainers[0].user)
        cancel(day)
        with pytest.raises(StepNotOpen):
            cancel(day)


def test_subjects_tell_a_stranger_nothing(mails):
    day = a_busy_day()
    move(day)
    cancel(day)
    for mail in mails():
        assert "charter training" not in mail.subject.lower() and day.title not in mail.subject


class TestPlaces:
    def set(self, day, capacity, by=None):
        by = by or an_officer()
        with unit_of_work():
            set_places(day, capacity=capacity, by=by)

    def test_more_places_are_offered_at_once(self):
        day = a_busy_day(capacity=3)
        self.set(day, 5)
        assert {place.status for place in places_of(day)} == {PlaceStatus.BOOKED, PlaceStatus.OFFERED}

    def test_fewer_than_are_taken_is_refused_in_clear_words(self):
        day = a_busy_day(capacity=3)
        with pytest.raises(RuleBroken, match="3 places are taken or held") as problem:
            self.set(day, 2)
        assert problem.value.field == "capacity"
        assert day.capacity == 3

    def test_a_room_has_only_so_many_seats(self):
        day = a_day(room=a_room(seats=10), capacity=10)
        with pytest.raises(RuleBroken, match="10 seats"):
            self.set(day, 11)
        online = a_day(way=Way.ONLINE, capacity=10)
        self.set(online, 500)

    def test_only_before_the_day_is_over(self):
        day = a_busy_day()
        cancel(day)
        with pytest.raises(RuleBroken, match="stays as it is"):
            self.set(day, 10)
