"""Whatever people do in whatever order, the rules across tables hold and nobody is forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.training.enums import HELD
from charter_portal.training.enums import PlaceStatus as S
from charter_portal.training.models import Place, TrainingDay
from charter_portal.training.permissions import LinkHolder
from charter_portal.training.queries import invariant_problems
from charter_portal.training.queries.places import queue_of
from charter_portal.training.rules.waiting import list_is_open, next_offers
from charter_portal.training.services import accept_offer, cancel_place, change_capacity, move_lists
from tests.factories.accounts import an_officer
from tests.factories.organisations import an_organisation
from tests.factories.training import a_booking, a_day

deeds = st.one_of(
    st.tuples(st.just("book"), st.integers(1, 3), st.booleans()),
    st.tuples(st.just("cancel"), st.integers(0, 20), st.just(None)),
    st.tuples(st.just("accept"), st.integers(0, 20), st.just(None)),
    st.tuples(st.just("capacity"), st.integers(1, 8), st.just(None)),
    st.tuples(st.just("wait"), st.sampled_from([1, 30, 60]), st.just(None)),
)


@pytest.fixture
def officer(session):
    """Who runs the days; made once for all examples."""
    return an_officer()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 5), st.lists(deeds, max_size=14))
def test_whatever_happens_the_rules_hold(officer, capacity, happened):
    day, organisation = a_day(capacity=capacity, by=officer), an_organisation(services=0)
    with time_machine.travel(now(), tick=False) as clock:
        for deed, number, together in happened:
            _do(deed, number, together, day, organisation, officer, clock)
            _sound(day)


def _do(deed, number, together, day, organisation, officer, clock):
    if deed == "book":
        try:
            a_booking(day, organisation, count=number, together=together)
        except RuleBroken:
            assert (together and number > day.capacity) or now() > day.booking_closes_at
    elif deed == "wait":
        clock.shift(timedelta(hours=number))
        move_lists()
    elif deed == "capacity":
        try:
            with unit_of_work():
                change_capacity(day, capacity=number, by=officer)
        except RuleBroken:
            assert number < len(_places(day, *HELD))
    else:
        found = _places(day, *([S.OFFERED] if deed == "accept" else [S.WAITING, S.OFFERED, S.BOOKED]))
        if found:
            place = found[number % len(found)]
            act = accept_offer if deed == "accept" else cancel_place
            with unit_of_work():
                act(place, by=LinkHolder(place.id))
    db.session.expire_all()


def _places(day, *status):
    rows = select(Place).where(Place.day_id == day.id, Place.status.in_(status))
    return list(db.session.scalars(rows.order_by(Place.id)))


def _sound(day):
    assert invariant_problems() == []
    day = db.session.get_one(TrainingDay, day.id)
    held = len(_places(day, *HELD))
    assert held <= day.capacity
    # Nothing is left to do: whoever should have been offered a place has been.
    left = next_offers(day.capacity - held, queue_of(day), now(), timedelta(hours=day.hold_hours))
    assert left.places == {} or not list_is_open(now(), day.starts_at)
