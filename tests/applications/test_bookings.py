"""A booking may be for one application: said on the booking page or afterwards, and counted for that one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from charter_portal.applications.models import ApplicationBooking
from charter_portal.applications.queries import invariant_problems
from charter_portal.applications.queries.training import came_to_training, training_gap
from charter_portal.applications.services import withdraw_application
from charter_portal.applications.services.training import free_booking, name_booking
from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen
from charter_portal.core.tokens import new_token
from charter_portal.organisations.enums import MemberRole
from charter_portal.training.enums import Audience, DelegateRole, Requirement
from tests.applications.test_submit import submit
from tests.factories.cycles import a_cycle
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.factories.submissions import a_begun_application, a_complete_application
from tests.factories.training import a_booking, a_day, a_place, attended, the_round_asks
from tests.support.pages import counted_queries

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def organisation():
    return an_organisation(services=2)


@pytest.fixture
def application(organisation):
    return a_begun_application(organisation, a_cycle(), scope=organisation.services[:1])


@pytest.fixture
def other(application):
    """The organisation applies for its second service in the same round."""
    scope = application.organisation.services[1:]
    return a_begun_application(application.organisation, application.cycle, scope=scope)


def soon(**fields):
    return a_day(starts_at=now() + timedelta(days=9), **fields)


def path(application, part="/training"):
    return f"/applications/{application.id}{part}"


def booking_page(day, organisation):
    return f"/organisations/{organisation.id}/training/{day.id}/book"


def form(key="", *, purpose="", email="ines@example.org"):
    return {
        "asked_key": key or new_token(),
        "delegates-0-name": "Ines Calder",
        "delegates-0-email": email,
        "delegates-0-role": "leadership",
        "together": "no",
        "purpose": purpose,
    }


def name(application, booking, *, by=None):
    with unit_of_work():
        name_booking(application, booking, by=by or the_lead_of(application.organisation))


def free(application, booking):
    with unit_of_work():
        free_booking(application, booking, by=the_lead_of(application.organisation))


def names_of(application):
    return [each.attendance.name for each in came_to_training(application)]


def events():
    rows = select(Entry.event).where(Entry.event.like("applications.booking.%")).order_by(Entry.id)
    return list(db.session.scalars(rows))


class TestOnTheBookingPage:
    def test_from_the_application_and_back_to_it(self, application, other, page):
        day, client = soon(), page(the_lead_of(application.organisation))
        link = f"{booking_page(day, application.organisation)}?for=application-{application.id}"
        assert link in client.page(path(application)).links
        asked = client.page(link)
        assert asked.value_of("purpose") == f"application-{application.id}"
        client.send(link, form(asked.value_of("asked_key"), purpose=asked.value_of("purpose")))
        assert "Ines Calder" in client.page(path(application, "")).text
        assert "For this application" in client.page(path(application, "")).text
        assert "Ines Calder" not in client.page(path(other, "")).text
        assert "For another application" in client.page(path(other)).text
        assert events() == ["applications.booking.named"]
        assert invariant_problems() == []

    def test_nothing_is_asked_where_there_is_nothing_to_say(self, organisation, application, page):
        client = page(the_lead_of(organisation))
        assert client.page(booking_page(soon(), organisation)).value_of("purpose") == ""
        too_late = a_day(starts_at=now() + timedelta(days=90))
        assert client.page(booking_page(too_late, organisation)).value_of("purpose") is None
        with unit_of_work():
            withdraw_application(application, reason="", by=the_lead_of(organisation))
        assert client.page(booking_page(soon(), organisation)).value_of("purpose") is None

    @pytest.mark.parametrize("purpose", ["application-0", "application-x", "application-99999999999", "?"])
    def test_a_forged_choice_books_nothing_and_keeps_every_word(self, application, page, purpose):
        organisation, day = application.organisation, soon()
        client = page(the_lead_of(organisation))
        sent = client.send(booking_page(day, organisation), form(purpose=purpose), status=400)
        assert sent.value_of("delegates-0-name") == "Ines Calder"
        assert any("Choose one of these" in error for error in sent.errors)

    def test_an_application_of_somebody_else_is_like_none(self, application, page):
        theirs = a_begun_application(cycle=application.cycle)
        organisation, day = application.organisation, soon()
        client = page(the_lead_of(organisation))
        forged = form(purpose=f"application-{theirs.id}")
        sent = client.send(booking_page(day, organisation), forged, status=400)
        assert theirs.title not in sent.text and "Choose one of these" in sent.text
        assert db.session.scalar(select(ApplicationBooking)) is None


class TestAfterwards:
    def test_said_and_taken_back(self, application, other, page):
        booking = a_booking(soon(), application.organisation)
        client = page(the_lead_of(application.organisation))
        said = {"name": "is for this application", "free": "for your organisation as a whole"}
        for deed, words in said.items():
            for _ in range(2):
                client.send(f"{path(application)}/{booking.id}", {"deed": deed})
                assert words in client.page(path(application)).text
        assert events() == ["applications.booking.named", "applications.booking.freed"]

    def test_another_application_gives_it_up_first(self, application, other):
        booking = a_booking(soon(), application.organisation)
        name(application, booking)
        with pytest.raises(RuleBroken, match="another application"):
            name(other, booking)
        free(other, booking)
        assert names_of(other) == []
        free(application, booking)
        name(other, booking)
        assert names_of(other) == [booking.places[0].name]

    def test_a_withdrawn_one_keeps_nothing_to_itself(self, application, other):
        booking = a_booking(soon(), application.organisation)
        name(application, booking)
        with unit_of_work():
            withdraw_application(application, reason="", by=the_lead_of(application.organisation))
        assert names_of(other) == [booking.places[0].name]
        name(other, booking)
        assert names_of(other) == [booking.places[0].name]

    def test_only_a_day_that_counts_for_the_round(self, application):
        late = a_booking(a_day(starts_at=now() + timedelta(days=90)), application.organisation)
        with pytest.raises(RuleBroken, match="does not count"):
            name(application, late)
        place = attended(application.organisation)
        with unit_of_work():
            place.day.audience = Audience.ASSESSORS
        with pytest.raises(RuleBroken, match="does not count"):
            name(application, place.booking)

    def test_never_across_organisations_and_only_by_those_who_write(self, application, page):
        theirs = a_booking(soon())
        with pytest.raises(NotAllowed):
            name(application, theirs)
        own = a_booking(soon(), application.organisation)
        with pytest.raises(NotAllowed):
            name(application, own, by=a_member(application.organisation, MemberRole.VIEWER))
        client = page(the_lead_of(application.organisation))
        assert client.send(f"{path(application)}/{theirs.id}", {"deed": "name"}, status=404)
        with unit_of_work():
            link = ApplicationBooking(application_id=application.id, booking_id=theirs.id)
            link.named_by_id = application.started_by_id
            db.session.add(link)
        assert invariant_problems() == [f"Booking {theirs.id} is for an application of another organisation."]

    def test_what_was_handed_over_stays_as_it_is(self, organisation):
        application = a_complete_application(organisation, a_cycle())
        booking = a_booking(soon(), organisation)
        submit(application)
        with pytest.raises(StepNotOpen):
            name(application, booking)


class TestWhatCounts:
    def test_for_what_a_round_needs(self, application, other):
        the_round_asks(application.cycle, Requirement.BLOCK, DelegateRole.LEADERSHIP)
        place = attended(application.organisation, role=DelegateRole.LEADERSHIP)
        assert training_gap(application) is None and training_gap(other) is None
        name(application, place.booking)
        assert training_gap(application) is None
        assert training_gap(other).nobody

    def test_a_later_round_counts_what_was_booked_for_an_earlier_one(self, application, organisation):
        place = attended(organisation)
        name(application, place.booking)
        later = a_begun_application(organisation, a_cycle(closes_in_days=40), scope=organisation.services)
        assert names_of(later) == [place.name]
        name(later, place.booking)
        assert names_of(application) == [place.name]


def test_the_page_asks_as_often_for_one_booking_as_for_three(application, app, page):
    client = page(the_lead_of(application.organisation))
    counts = []
    for more in (1, 2):
        for _ in range(more):
            a_place(soon(), application.organisation)
        with counted_queries(app) as statements:
            client.page(path(application))
        counts.append(len(statements))
    assert counts[0] == counts[1]
