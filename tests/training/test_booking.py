"""Booking: for an organisation, for oneself, once for each form, within every limit."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen
from charter_portal.organisations.enums import MemberRole
from charter_portal.training.enums import Audience, DayStatus, Way
from charter_portal.training.enums import PlaceStatus as S
from charter_portal.training.models import Booking, DelegateNeeds, Place
from charter_portal.training.queries.places import places_left
from charter_portal.training.services.booking import book
from tests.factories.accounts import a_person, an_assessor
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.factories.training import (
    a_booking,
    a_day,
    a_delegate,
    a_full_day,
    a_place,
    an_own_booking,
    cancelled,
)

pytestmark = pytest.mark.usefixtures("session")


def states(booking: Booking) -> list[S]:
    return [place.status for place in booking.places]


def test_a_booked_delegate_is_told_and_it_is_recorded(mails):
    place = a_place()
    assert place.status is S.BOOKED and place.booked_at
    to_delegate, to_booker = mails()
    assert (to_delegate.to_address, to_delegate.event) == (place.email, "training.place.book")
    assert "/training/places/" in to_delegate.text
    assert to_booker.to_address == place.booking.booked_by.email
    assert place.name in to_booker.text and "/training/places/" not in to_booker.text
    events = db.session.scalars(select(Entry.event).order_by(Entry.id)).all()
    assert events[-2:] == ["training.booking.made", "training.place.book"]


def test_the_secret_of_the_link_is_not_kept(mails):
    place = a_place()
    token = mails()[0].text.split("/training/places/")[1].split()[0]
    assert len(token) == 43
    assert token not in (place.link_hash, place.code)


def test_the_same_form_twice_is_one_booking_one_mail_one_entry(mails):
    day, organisation, delegate = a_day(), an_organisation(), a_delegate()
    for _ in range(3):
        with unit_of_work():
            made = book(
                day,
                delegates=[delegate],
                organisation=organisation,
                together=False,
                asked_key="one form",
                by=the_lead_of(organisation),
            )
    assert db.session.scalars(select(Booking)).all() == [made]
    assert len(mails()) == 2
    count = select(func.count()).where(Entry.event == "training.booking.made")
    assert db.session.scalar(count) == 1


def test_a_form_is_of_one_day_and_one_person():
    day, organisation = a_day(), an_organisation()
    lead = the_lead_of(organisation)
    _book(day, organisation, lead, asked_key="one form")
    with pytest.raises(StepNotOpen):
        _book(a_day(), organisation, lead, asked_key="one form")
    with pytest.raises(StepNotOpen):
        _book(day, organisation, a_member(organisation), asked_key="one form")


def _book(day, organisation, by, *, asked_key="key", delegates=None, together=False):
    with unit_of_work():
        return book(
            day,
            delegates=delegates if delegates is not None else [a_delegate()],
            organisation=organisation,
            together=together,
            asked_key=asked_key,
            by=by,
        )


def test_whoever_finds_no_place_waits_and_is_told(mails):
    day, _ = a_full_day()
    booking = a_booking(day)
    assert states(booking) == [S.WAITING]
    assert "waiting list" in mails()[-2].text
    assert "waiting list" in mails()[-1].text


def test_some_get_places_and_the_others_wait_in_the_order_typed():
    booking = a_booking(a_day(capacity=2), count=3)
    assert states(booking) == [S.BOOKED, S.BOOKED, S.WAITING]


def test_a_group_that_wants_to_come_together_gets_all_or_none():
    day = a_day(capacity=2)
    a_booking(day, count=1)
    group = a_booking(day, count=2, together=True)
    assert states(group) == [S.WAITING, S.WAITING]
    assert group.turn_since is not None
    assert states(a_booking(day)) == [S.WAITING]


@pytest.mark.parametrize("role", [MemberRole.VIEWER, MemberRole.SPONSOR])
def test_only_leads_and_contributors_book(role):
    organisation = an_organisation()
    for person in (a_member(organisation, role), a_person()):
        with pytest.raises(NotAllowed):
            _book(a_day(), organisation, person)
    _book(a_day(), organisation, a_member(organisation, MemberRole.CONTRIBUTOR))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": DayStatus.DRAFT}, "not open"),
        ({"status": DayStatus.CANCELLED}, "cancelled"),
        ({"status": DayStatus.HELD}, "over"),
        ({"audience": Audience.ASSESSORS}, "other people"),
    ],
)
def test_a_day_that_takes_no_bookings_says_why(fields, words):
    organisation = an_organisation()
    with pytest.raises(StepNotOpen, match=words):
        _book(a_day(**fields), organisation, the_lead_of(organisation))


def test_booking_closes_at_its_moment_and_not_before():
    day, organisation = a_day(), an_organisation()
    with time_machine.travel(day.booking_closes_at, tick=False):
        _book(day, organisation, the_lead_of(organisation), asked_key="in time")
    late = day.booking_closes_at + timedelta(seconds=1)
    with (
        time_machine.travel(late, tick=False),
        pytest.raises(StepNotOpen, match="Booking closed on"),
    ):
        _book(day, organisation, the_lead_of(organisation), asked_key="too late")


def test_a_person_has_one_live_place_on_a_day():
    day, organisation = a_day(), an_organisation()
    place = a_place(day, organisation, email="sam@example.org")
    with pytest.raises(RuleBroken) as refused:
        _book(day, organisation, the_lead_of(organisation), delegates=[a_delegate(email=" SAM@example.org")])
    assert refused.value.field == "delegates-0-email"
    cancelled(place)
    a_place(day, organisation, email="sam@example.org")


def test_an_address_typed_twice_is_named():
    organisation = an_organisation()
    twins = [a_delegate(email="a@example.org"), a_delegate(email="A@example.org")]
    with pytest.raises(RuleBroken, match="Person 1") as refused:
        _book(a_day(), organisation, the_lead_of(organisation), delegates=twins)
    assert refused.value.field == "delegates-1-email"


def test_nobody_at_all_is_no_booking():
    organisation = an_organisation()
    with pytest.raises(RuleBroken, match="at least one"):
        _book(a_day(), organisation, the_lead_of(organisation), delegates=[])


@pytest.mark.parametrize(("way", "joins"), [(Way.ONLINE, Way.IN_PERSON), (Way.HYBRID, Way.HYBRID)])
def test_a_delegate_joins_in_a_way_the_day_has(way, joins):
    organisation = an_organisation()
    with pytest.raises(RuleBroken, match="how this person joins"):
        _book(
            a_day(way=way), organisation, the_lead_of(organisation), delegates=[a_delegate(joins=joins)]
        )


def test_a_group_larger_than_the_day_is_refused():
    organisation = an_organisation()
    group = [a_delegate() for _ in range(3)]
    with pytest.raises(RuleBroken, match="2 places"):
        _book(a_day(capacity=2), organisation, the_lead_of(organisation), delegates=group, together=True)


class TestTheLimitOfAnOrganisation:
    """C9: no cancelling, rebooking, waiting or second organisation gets anybody past it."""

    def test_places_that_wait_count(self):
        day, organisation = a_day(capacity=1, per_organisation=2), an_organisation()
        a_booking(day)
        a_booking(day, organisation, count=2)
        with pytest.raises(RuleBroken, match="2 places on this day"):
            a_booking(day, organisation)

    def test_a_cancelled_place_can_be_booked_again_but_no_more(self):
        day, organisation = a_day(per_organisation=2), an_organisation()
        first = a_booking(day, organisation, count=2).places[0]
        cancelled(first)
        with pytest.raises(RuleBroken, match="You can add 1 more"):
            a_booking(day, organisation, count=2)
        a_booking(day, organisation)

    def test_a_second_organisation_of_the_same_people_gives_no_second_share(self):
        day, organisation = a_day(per_organisation=2), an_organisation()
        colleague = a_member(organisation)
        twin = an_organisation(lead=colleague)
        a_booking(day, organisation, count=2)
        with pytest.raises(RuleBroken, match="2 places on this day"):
            a_booking(day, twin, by=colleague)
        stranger = an_organisation()
        a_booking(day, stranger, count=2)

    def test_leaving_the_first_organisation_meanwhile_does_not_help(self):
        day, organisation = a_day(per_organisation=1), an_organisation()
        colleague = a_member(organisation)
        a_booking(day, organisation)
        from charter_portal.organisations.models import Membership

        with unit_of_work():
            own = db.session.scalars(select(Membership).where(Membership.user_id == colleague.id)).one()
            own.ended_at = now()
        twin = an_organisation(lead=colleague)
        with pytest.raises(RuleBroken):
            a_booking(day, twin, by=colleague)


class TestForAssessors:
    def test_an_assessor_books_for_themselves(self, mails):
        day, assessor = a_day(audience=Audience.STANDARDISATION), an_assessor("Jo Reader")
        booking = an_own_booking(day, assessor)
        assert [place.email for place in booking.places] == [assessor.email]
        assert [mail.to_address for mail in mails()] == [assessor.email]

    def test_others_do_not(self):
        with pytest.raises(NotAllowed):
            an_own_booking(a_day(audience=Audience.ASSESSORS), a_person())
        with pytest.raises(NotAllowed):
            an_own_booking(a_day(), an_assessor())


def test_on_the_last_day_a_full_day_takes_nobody_on_its_list():
    starts_at = now() + timedelta(days=30)
    day, _ = a_full_day(starts_at=starts_at, booking_closes_at=starts_at)
    organisation = an_organisation()
    with (
        time_machine.travel(day.starts_at - timedelta(hours=20), tick=False),
        pytest.raises(RuleBroken, match="the waiting list is closed"),
    ):
        _book(day, organisation, the_lead_of(organisation))
    assert db.session.scalar(select(func.count()).select_from(Place)) == 1


def test_what_a_delegate_needs_is_kept_apart_and_only_when_given():
    day = a_day()
    a_place(day)
    place = a_place(day, access="A seat near the door", dietary="Halal")
    needs = db.session.scalars(select(DelegateNeeds)).one()
    assert (needs.place_id, needs.access, needs.dietary) == (place.id, "A seat near the door", "Halal")
    assert (needs.purge_on - day.ends_at.date()).days == 30


def test_places_left_are_what_somebody_new_could_have():
    day, other = a_day(capacity=3), a_day(capacity=5)
    a_booking(day, count=1)
    assert places_left([day, other]) == {day.id: 2, other.id: 5}
    a_booking(day, count=3, together=True)
    assert places_left([day]) == {day.id: 0}
    with time_machine.travel(now() + timedelta(hours=49)):
        assert places_left([day]) == {day.id: 2}
