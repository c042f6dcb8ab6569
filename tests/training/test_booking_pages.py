"""Pages of booking: the list, a day, the form that takes several people, an organisation's places."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.organisations.enums import MemberRole, Region
from charter_portal.training.enums import Audience, DayStatus, Way
from charter_portal.training.enums import PlaceStatus as S
from charter_portal.training.models import Booking, Place, TrainingDay
from tests.factories.accounts import a_person, an_assessor, an_officer
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.factories.training import (
    a_booking,
    a_day,
    a_full_day,
    a_place,
    a_room,
    a_trainer,
    attended,
    cancelled,
)
from tests.support.pages import counted_queries

pytestmark = pytest.mark.usefixtures("session")


def one_person(place=0, **fields):
    given = {"name": "Sam Okafor", "email": f"sam{place}@example.org", "role": "leadership"} | fields
    return {f"delegates-{place}-{name}": value for name, value in given.items()}


class TestTheList:
    def test_shows_coming_days_with_places_left_in_words(self, page):
        a_day(title="With room", capacity=30)
        a_day(title="Nearly full", capacity=3)
        a_full_day(title="All taken")
        a_day(title="Being planned", status=DayStatus.DRAFT)
        shown = page().page("/training")
        for words in ("Plenty of places", "3 places left", "Full: you can join the waiting list"):
            assert words in shown.text
        assert "Being planned" not in shown.text

    def test_days_that_are_over_or_cancelled_are_not_on_it(self, page):
        day = a_day(title="Cancelled day", status=DayStatus.CANCELLED)
        held = attended().day
        shown = page().page("/training")
        assert day.title not in shown.text and held.title not in shown.text

    def test_filters_by_audience_way_and_region(self, page):
        a_day(title="In the north", room=a_room(region=Region.NORTH_WEST))
        a_day(title="At a screen", way=Way.ONLINE)
        a_day(title="For readers", audience=Audience.ASSESSORS, room=a_room(region=Region.LONDON))
        client = page()
        assert "For readers" not in client.page("/training?audience=applicants").text
        assert "At a screen" not in client.page("/training?way=in_person").text
        london = client.page("/training?region=london").text
        assert "In the north" not in london and "At a screen" in london and "For readers" in london
        assert "No coming day fits" in client.page("/training?audience=refresher").text
        assert "In the north" in client.page("/training?audience=nonsense&region=%00&page=x").text

    def test_costs_the_same_for_few_days_and_many(self, page, app):
        for _ in range(3):
            a_place(a_day())
        client = page()
        client.page("/training")
        with counted_queries(app) as few:
            client.page("/training")
        day = db.session.scalars(select(TrainingDay)).first()
        plain = {
            column.name: getattr(day, column.key)
            for column in TrainingDay.__table__.columns
            if column.name != "id"
        }
        with unit_of_work():
            db.session.execute(TrainingDay.__table__.insert(), [plain] * 2000)
        with counted_queries(app) as many:
            shown = client.page("/training")
        assert len(few) == len(many) <= 6
        assert "Showing 1 to 20 of 2,003 days" in shown.text


class TestADay:
    def test_tells_everything_but_how_to_join(self, page):
        trainer = a_trainer("Esther Quaye")
        day = a_day(
            trainers=(trainer,),
            joining_words="The secret door is blue.",
            summary="One day together.",
            per_organisation=4,
            price_pence=4500,
        )
        a_place(day)
        shown = page().page(f"/training/{day.id}")
        for words in (
            "One day together.",
            "Esther Quaye",
            "Values, themes and statements",
            "Step-free",
            "Up to 4 places",
            "£45.00",
            "After the day you can start",
            "Sign in to book",
            "(UK time)",
        ):
            assert words in shown.text
        assert "secret door" not in shown.text

    def test_leads_book_for_their_organisation_and_viewers_do_not(self, page):
        day, organisation = a_day(), an_organisation("Riverbend")
        shown = page(the_lead_of(organisation)).page(f"/training/{day.id}")
        assert "Book places for Riverbend" in shown.text
        viewer = a_member(organisation, MemberRole.VIEWER)
        assert "Book places for Riverbend" not in page(viewer).page(f"/training/{day.id}").text

    def test_a_plan_is_seen_by_staff_and_its_trainers_only(self, page):
        trainer = a_trainer()
        day = a_day(status=DayStatus.DRAFT, trainers=(trainer,))
        for person in (None, a_person(), a_trainer()):
            page(person).page(f"/training/{day.id}", status=404)
        for person in (trainer, an_officer()):
            page(person).page(f"/training/{day.id}")

    @pytest.mark.parametrize(
        ("status", "words"), [(DayStatus.CANCELLED, "has been cancelled"), (DayStatus.HELD, "is over")]
    )
    def test_says_when_it_takes_no_bookings(self, page, status, words):
        shown = page().page(f"/training/{a_day(status=status).id}")
        assert words in shown.text and "Sign in to book" not in shown.text

    def test_after_booking_closed_it_says_so(self, page):
        day = a_day(booking_closes_at=now() - timedelta(minutes=1))
        assert "Booking has closed" in page().page(f"/training/{day.id}").text


class TestTheForm:
    @pytest.fixture
    def organisation(self):
        return an_organisation("Riverbend")

    @pytest.fixture
    def client(self, organisation, page):
        return page(the_lead_of(organisation))

    def path(self, organisation, day):
        return f"/organisations/{organisation.id}/training/{day.id}/book"

    def test_takes_several_people_without_any_script(self, client, organisation):
        day = a_day(capacity=2)
        address = self.path(organisation, day)
        key = client.page(address).value_of("asked_key")
        typed = {"asked_key": key, **one_person(0, access="A seat near the door")}
        more = client.send(address, typed | {"more": "1"}, status=200)
        assert more.errors == [] and more.value_of("delegates-0-name") == "Sam Okafor"
        assert more.value_of("delegates-0-access") == "A seat near the door"
        assert not more.value_of("delegates-1-name") and more.value_of("asked_key") == key
        typed |= one_person(1, name="Kim Vale")
        more = client.send(address, typed | {"more": "1"}, status=200)
        typed |= one_person(2, name="")
        fewer = client.send(address, typed | {"remove": "0"}, status=200)
        assert fewer.value_of("delegates-0-name") == "Kim Vale"
        assert fewer.value_of("delegates-1-email") == "sam2@example.org"
        typed |= one_person(2, name="Lee Third")
        client.send(address, typed | {"together": "no"})
        assert [place.status for place in db.session.scalars(select(Place).order_by(Place.id))] == [
            S.BOOKED,
            S.BOOKED,
            S.WAITING,
        ]
        shown = client.page(f"/organisations/{organisation.id}/training")
        assert "2 people have a place. 1 person is on the waiting list." in shown.text

    def test_the_same_page_sent_twice_books_once(self, client, organisation):
        address = self.path(organisation, a_day())
        typed = {"asked_key": client.page(address).value_of("asked_key"), **one_person()}
        for _ in range(2):
            client.send(address, typed)
        assert db.session.scalar(select(func.count()).select_from(Booking)) == 1

    def test_keeps_every_word_when_something_is_missing(self, client, organisation):
        address = self.path(organisation, a_day(way=Way.HYBRID))
        typed = one_person(0, email="not an address", role="", dietary="Halal") | one_person(1, name="")
        shown = client.send(address, typed, status=400)
        assert shown.value_of("delegates-0-email") == "not an address"
        assert shown.value_of("delegates-0-dietary") == "Halal"
        for words in ("email address like", "Choose a role", "Enter the person's name", "how this person"):
            assert any(words in error for error in shown.errors), words

    def test_a_rule_is_told_beside_the_person_it_concerns(self, client, organisation):
        day = a_day()
        a_place(day, email="sam1@example.org")
        shown = client.send(self.path(organisation, day), one_person(0) | one_person(1), status=400)
        assert ["has a place on this day" in error for error in shown.errors] == [True]
        assert "#delegates-1-email" in shown.links

    def test_a_rule_about_all_is_told_above(self, client, organisation):
        day = a_day(per_organisation=1)
        shown = client.send(self.path(organisation, day), one_person(0) | one_person(1), status=400)
        assert any("1 place on this day" in error for error in shown.errors)

    def test_says_why_it_asks_for_needs_before_the_box(self, client, organisation):
        html = client.page(self.path(organisation, a_day())).html
        assert html.index("We ask so that the day works") < html.index('name="delegates-0-access"')
        assert "deleted 30 days after the day" in html

    @pytest.mark.parametrize("key", ["", "x", "\x00", "a" * 5000, "../" * 14 + "x"])
    def test_a_key_that_is_none_does_no_harm(self, client, organisation, key):
        client.send(self.path(organisation, a_day()), {"asked_key": key, **one_person()})
        assert db.session.scalar(select(func.count()).select_from(Booking)) == 1

    def test_a_page_takes_twenty_people(self, client, organisation):
        day, typed = a_day(capacity=60), {}
        for place in range(25):
            typed |= one_person(place)
        shown = client.send(self.path(organisation, day), typed | {"more": "1"}, status=200)
        assert shown.value_of("delegates-19-name") == "Sam Okafor"
        assert shown.value_of("delegates-20-name") is None
        assert "Book them first, then book more" in shown.text


class TestAnOrganisation:
    def test_sees_its_own_people_and_nobody_else(self, page):
        organisation = an_organisation()
        mine, other = a_place(a_day(), organisation, name="Mina Own"), a_place(a_day(), name="Otto Other")
        came = attended(organisation)
        shown = page(a_member(organisation, MemberRole.VIEWER)).page(
            f"/organisations/{organisation.id}/training"
        )
        assert mine.name in shown.text and came.name in shown.text
        assert other.name not in shown.text
        assert mine.email not in shown.text, "A viewer needs no addresses."

    def test_accepts_for_several_people_with_one_press(self, page):
        day = a_day(capacity=2)
        first = a_booking(day, count=2)
        organisation = an_organisation()
        group = a_booking(day, organisation, count=2, together=True)
        for place in first.places:
            cancelled(place)
        client = page(the_lead_of(organisation))
        home = client.page("/home")
        assert "2 places are held for your people" in home.text
        assert "Take all 2 places" in client.page(f"/organisations/{organisation.id}/training").text
        client.send(f"/training/bookings/{group.id}/accept")
        assert {place.status for place in group.places} == {S.BOOKED}
        assert "held for your people" not in client.page("/home").text

    def test_cancels_and_changes_its_places(self, page):
        organisation = an_organisation()
        place = a_place(a_day(), organisation, name="Sam Before")
        client = page(the_lead_of(organisation))
        client.page(f"/training/place/{place.id}/change")
        new = {"name": "Robin After", "email": "robin@example.org", "role": "other"}
        client.send(f"/training/place/{place.id}/change", new)
        shown = client.page(f"/organisations/{organisation.id}/training")
        assert "The place is now for Robin After" in shown.text and "Sam Before" not in shown.text
        client.page(f"/training/place/{place.id}/cancel")
        client.send(f"/training/place/{place.id}/cancel")
        assert place.status is S.CANCELLED

    def test_needs_are_written_by_who_booked_and_read_by_who_takes_care(self, page):
        organisation = an_organisation()
        place = a_place(a_day(), organisation, access="A lift")
        lead, colleague = the_lead_of(organisation), a_member(organisation)
        address = f"/training/place/{place.id}/needs"
        client = page(lead)
        shown = client.page(address)
        assert "A lift" not in shown.html and "A need is recorded" in shown.text
        kept = client.send(address, {"access": "", "dietary": ""}, status=400)
        assert any("tick the box" in error for error in kept.errors)
        client.send(address, {"access": "Large print", "dietary": ""})
        page(colleague).page(address, status=403)
        viewed = select(func.count()).where(Entry.event == "training.delegate_needs.viewed")
        assert db.session.scalar(viewed) == 0
        assert "Large print" in page(an_officer()).page(address).html
        assert db.session.scalar(viewed) == 1
        client.send(address, {"access": "", "dietary": "", "remove": "y"})
        assert "A need is recorded" not in client.page(address).text

    def test_an_address_is_masked_and_stays_unless_another_is_typed(self, page):
        organisation = an_organisation()
        place = a_place(a_day(), organisation, email="samira@example.org")
        client = page(the_lead_of(organisation))
        for address in (f"/organisations/{organisation.id}/training", f"/training/place/{place.id}/change"):
            shown = client.page(address)
            assert "samira" not in shown.html and "s•••a@example.org" in shown.text
        same = {"name": "Samira Vale", "email": "", "role": "other"}
        client.send(f"/training/place/{place.id}/change", same)
        assert (place.name, place.email) == ("Samira Vale", "samira@example.org")


class TestAnAssessor:
    def test_books_and_finds_their_own_place(self, page):
        day = a_day(audience=Audience.STANDARDISATION, way=Way.ONLINE, joining_words="Room 7 online.")
        client = page(an_assessor())
        address = f"/training/{day.id}/book-my-place"
        key = client.page(address).value_of("asked_key")
        for _ in range(2):
            client.send(address, {"asked_key": key})
        shown = client.page("/training/mine")
        assert "You have a place." in shown.text and "Room 7 online." in shown.text
        assert "See your place" in client.page(f"/training/{day.id}").text
        again = client.send(address, {"asked_key": ""}, status=400)
        assert any("has a place on this day" in error for error in again.errors)
