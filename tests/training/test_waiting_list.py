"""The waiting list moves by itself: offers, answers, lapses, turns of groups, more and fewer places."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen
from charter_portal.training.enums import PlaceStatus as S
from charter_portal.training.models import Place, TrainingDay
from charter_portal.training.permissions import LinkHolder
from charter_portal.training.services import accept_offer, accept_offers, change_capacity, move_lists
from tests.factories.accounts import an_officer
from tests.factories.training import a_booking, a_day, a_full_day, a_place, cancelled

pytestmark = pytest.mark.usefixtures("session")


@contextmanager
def later(moment):
    with time_machine.travel(moment, tick=False):
        yield


def accept(place, by=None):
    with unit_of_work():
        accept_offer(place, by=by or LinkHolder(place.id))


def capacity(day, count, by=None):
    by = by or an_officer()
    with unit_of_work():
        change_capacity(day, capacity=count, by=by)


def sent(mails, notice):
    return [mail for mail in mails() if mail.notice == f"training/{notice}"]


def held(day):
    rows = select(func.count()).where(
        Place.day_id == day.id, Place.status.in_([S.BOOKED, S.OFFERED, S.ATTENDED, S.ABSENT])
    )
    return db.session.scalar(rows)


def test_a_cancelled_place_is_offered_to_the_next_at_once(mails):
    day, place = a_full_day()
    first, second = a_place(day), a_place(day)
    cancelled(place)
    assert (first.status, second.status) == (S.OFFERED, S.WAITING)
    assert first.offered_until - now() > timedelta(hours=47)
    (mail,) = sent(mails, "place_offered")
    assert mail.to_address == first.email
    assert "(UK time)" in mail.text
    assert [m.to_address for m in sent(mails, "booking_offered")] == [first.booking.booked_by.email]


def test_an_offer_that_is_accepted_becomes_a_place(mails):
    day, place = a_full_day()
    waiting = a_place(day)
    cancelled(place)
    accept(waiting)
    accept(waiting)
    assert waiting.status is S.BOOKED and waiting.booked_at
    assert len([mail for mail in sent(mails, "place_booked") if mail.to_address == waiting.email]) == 1
    entry = db.session.scalars(select(Entry).where(Entry.event == "training.place.accept")).one()
    assert entry.actor_id is None and "own link" in entry.note


def test_an_offer_can_be_accepted_until_its_very_moment():
    day, place = a_full_day()
    waiting = a_place(day)
    cancelled(place)
    with later(waiting.offered_until):
        accept(waiting)
    assert waiting.status is S.BOOKED


def test_after_its_moment_it_is_refused_and_lapses_to_the_next(mails):
    day, place = a_full_day()
    late, next_one = a_place(day), a_place(day)
    cancelled(place)
    with later(late.offered_until + timedelta(seconds=1)):
        with pytest.raises(StepNotOpen, match="That time has passed"):
            accept(late)
        move_lists()
        db.session.expire_all()
        assert (late.status, next_one.status) == (S.LAPSED, S.OFFERED)
        with pytest.raises(StepNotOpen):
            accept(late)
    assert [mail.to_address for mail in sent(mails, "place_ended")] == [late.email]
    assert "passed" in sent(mails, "booking_changed")[0].text


def test_before_its_moment_the_clock_moves_nothing():
    day, place = a_full_day()
    waiting = a_place(day)
    cancelled(place)
    with later(waiting.offered_until):
        move_lists()
    db.session.expire_all()
    assert waiting.status is S.OFFERED


def test_giving_an_offer_back_serves_the_next():
    day, place = a_full_day()
    first, second = a_place(day), a_place(day)
    cancelled(place)
    cancelled(first)
    assert (first.status, second.status) == (S.CANCELLED, S.OFFERED)


def test_leaving_the_list_tells_and_frees_nothing():
    day, _ = a_full_day()
    waiting = a_place(day)
    cancelled(waiting)
    assert waiting.status is S.CANCELLED and held(day) == 1


def test_only_the_delegate_and_who_books_may_accept():
    day, place = a_full_day()
    waiting = a_place(day)
    cancelled(place)
    for person in (LinkHolder(place.id), a_place(day).booking.booked_by):
        with pytest.raises(NotAllowed):
            accept(waiting, by=person)
    accept(waiting, by=waiting.booking.booked_by)


def test_more_places_go_to_those_who_wait_in_their_order():
    day, _ = a_full_day()
    waiting = [a_place(day) for _ in range(3)]
    capacity(day, 3)
    assert [place.status for place in waiting] == [S.OFFERED, S.OFFERED, S.WAITING]


def test_fewer_places_than_taken_are_refused_and_nobody_is_dropped():
    day = a_day(capacity=3)
    places = a_booking(day, count=3).places
    with pytest.raises(RuleBroken, match="3 places are taken") as refused:
        capacity(day, 2)
    assert refused.value.field == "capacity"
    assert [place.status for place in places] == [S.BOOKED] * 3
    cancelled(places[0])
    capacity(day, 2)
    assert db.session.get_one(TrainingDay, day.id).capacity == 2


def test_places_held_for_an_answer_count_as_taken():
    day, place = a_full_day()
    a_place(day)
    cancelled(place)
    assert held(day) == 1
    with pytest.raises(RuleBroken):
        capacity(day, 0)


def test_only_staff_change_how_many_places_there_are():
    day, place = a_full_day()
    with pytest.raises(NotAllowed):
        capacity(day, 5, by=place.booking.booked_by)


class TestGroups:
    def test_a_group_in_its_turn_keeps_what_is_free(self):
        day = a_day(capacity=2)
        booked = a_booking(day, count=2)
        group = a_booking(day, count=2, together=True)
        single = a_place(day)
        cancelled(booked.places[0])
        assert [place.status for place in group.places] == [S.WAITING] * 2
        assert single.status is S.WAITING and group.turn_since is not None

    def test_when_its_turn_is_over_those_behind_are_served_and_it_stays_first(self):
        day = a_day(capacity=2)
        booked = a_booking(day, count=2)
        group = a_booking(day, count=2, together=True)
        single, other = a_place(day), a_place(day)
        cancelled(booked.places[0])
        with later(now() + timedelta(hours=48, seconds=1)):
            move_lists()
            db.session.expire_all()
            assert single.status is S.OFFERED
            assert "training.queue.passed_over" in db.session.scalars(select(Entry.event)).all()
            cancelled(single)
            assert other.status is S.OFFERED
            late = a_place(day)
            capacity(day, 4)
        db.session.expire_all()
        assert [place.status for place in group.places] == [S.OFFERED] * 2
        assert late.status is S.WAITING

    def test_all_places_of_a_group_are_taken_with_one_press(self):
        day = a_day(capacity=2)
        booked = a_booking(day, count=2)
        group = a_booking(day, count=2, together=True)
        for place in booked.places:
            cancelled(place)
        db.session.expire_all()
        with unit_of_work():
            assert accept_offers(group, by=group.booked_by) == 2
        assert [place.status for place in group.places] == [S.BOOKED] * 2

    def test_when_somebody_of_a_group_leaves_it_may_fit(self):
        day = a_day(capacity=2)
        a_booking(day, count=1)
        group = a_booking(day, count=2, together=True)
        cancelled(group.places[1])
        db.session.expire_all()
        assert group.places[0].status is S.OFFERED


class TestTheEndOfTheList:
    def test_a_day_before_everybody_who_waits_hears_that_it_closed(self, mails):
        day, place = a_full_day()
        waiting = a_place(day)
        with later(day.starts_at - timedelta(hours=24)):
            move_lists()
            move_lists()
        db.session.expire_all()
        assert waiting.status is S.LAPSED
        (mail,) = sent(mails, "place_ended")
        assert "waiting list has closed" in mail.text

    def test_afterwards_nothing_is_offered_any_more(self):
        day, place = a_full_day()
        waiting = a_place(day)
        with later(day.starts_at - timedelta(hours=23)):
            cancelled(place)
        db.session.expire_all()
        assert waiting.status is S.WAITING

    def test_an_offer_close_to_the_day_ends_the_evening_before(self):
        day, place = a_full_day()
        waiting = a_place(day)
        with later(day.starts_at - timedelta(hours=30)):
            cancelled(place)
        assert waiting.offered_until == day.starts_at - timedelta(hours=12)


def test_the_order_can_be_replayed_from_the_trail():
    day, place = a_full_day()
    waiting = [a_place(day) for _ in range(4)]
    for each in [place, *waiting[:3]]:
        cancelled(each)
    entries = db.session.scalars(select(Entry).order_by(Entry.id)).all()
    asked = [e.subject_id for e in entries if e.event == "training.booking.made"]
    served = [e.subject_id for e in entries if e.event == "training.place.offer"]
    bookings = {p.id: p.booking_id for p in waiting}
    assert [bookings[number] for number in served] == asked[1:]
