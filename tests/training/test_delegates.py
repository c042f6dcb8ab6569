"""What becomes of a place: cancelled, given to a colleague; what delegates need, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen
from charter_portal.organisations.enums import MemberRole
from charter_portal.training.enums import DelegateRole
from charter_portal.training.enums import PlaceStatus as S
from charter_portal.training.models import DelegateNeeds
from charter_portal.training.permissions import LinkHolder, sees_needs, writes_needs
from charter_portal.training.queries.places import place_behind
from charter_portal.training.services import (
    cancel_place,
    change_delegate,
    change_needs,
    purge_contacts,
    purge_needs,
)
from tests.factories.accounts import a_person, an_officer, link_in
from tests.factories.organisations import a_member, an_organisation
from tests.factories.training import a_day, a_delegate, a_full_day, a_place, a_trainer, cancelled

pytestmark = pytest.mark.usefixtures("session")


def token_in(mail) -> str:
    return link_in(mail).rsplit("/", 1)[1]


def change(place, delegate, by=None):
    with unit_of_work():
        change_delegate(place, delegate, by=by or place.booking.booked_by)


def cancel(place, by):
    with unit_of_work():
        cancel_place(place, by=by)


def test_cancelling_twice_is_cancelling_once(mails):
    place = a_place()
    before = len(mails())
    for _ in range(2):
        cancel(place, LinkHolder(place.id))
    assert place.status is S.CANCELLED
    assert [mail.notice for mail in mails()[before:]] == [
        "training/place_cancelled",
        "training/booking_changed",
    ]


def test_who_booked_is_not_told_what_they_did_themselves(mails):
    place = a_place()
    before = len(mails())
    cancelled(place)
    assert [mail.notice for mail in mails()[before:]] == ["training/place_cancelled"]


def test_staff_cancel_where_nobody_else_can():
    place = a_place()
    cancel(place, an_officer())
    assert place.status is S.CANCELLED


@pytest.mark.parametrize("who", ["viewer", "stranger", "trainer", "other link"])
def test_others_do_not(who):
    trainer = a_trainer()
    organisation = an_organisation()
    place = a_place(a_day(trainers=(trainer,)), organisation)
    person = {
        "viewer": lambda: a_member(organisation, MemberRole.VIEWER),
        "stranger": a_person,
        "trainer": lambda: trainer,
        "other link": lambda: LinkHolder(a_place().id),
    }[who]()
    with pytest.raises(NotAllowed):
        cancel(place, person)


def test_once_the_day_has_begun_places_stay():
    place = a_place()
    with time_machine.travel(place.day.starts_at, tick=False), pytest.raises(StepNotOpen, match="has begun"):
        cancel(place, LinkHolder(place.id))


def test_a_colleague_gets_the_place_and_the_old_link_ends(mails):
    place = a_place(access="Large print")
    first, former = token_in(mails()[0]), place.email
    change(place, a_delegate("Robin New", role=DelegateRole.LEADERSHIP))
    to_former, to_new = mails()[-2:]
    assert (to_former.to_address, to_new.to_address) == (former, place.email)
    assert "/training/places/" not in to_former.text
    assert (place.name, place.role, place.status) == ("Robin New", DelegateRole.LEADERSHIP, S.BOOKED)
    assert place_behind(first) is None
    assert place_behind(token_in(to_new)) is place
    assert db.session.scalars(select(DelegateNeeds)).one().access == ""


def test_a_turn_in_the_list_goes_to_the_colleague(mails):
    day, place = a_full_day()
    waiting = a_place(day)
    change(waiting, a_delegate("Robin New"))
    assert waiting.status is S.WAITING and mails()[-1].notice == "training/place_waiting"
    cancelled(place)
    assert (waiting.status, mails()[-2].to_address) == (S.OFFERED, waiting.email)
    change(waiting, a_delegate("Kim Newer"))
    assert mails()[-1].notice == "training/place_offered"


def test_a_name_put_right_is_no_change_of_person(mails):
    place = a_place(name="Sam Wrong", email="sam@example.org")
    token, count = token_in(mails()[0]), len(mails())
    change(place, a_delegate("Sam Right", email="Sam@example.org"))
    assert place.name == "Sam Right" and place_behind(token) is place
    assert len(mails()) == count


def test_a_colleague_with_a_place_gets_no_second_one():
    day = a_day()
    place, other = a_place(day), a_place(day)
    with pytest.raises(RuleBroken) as refused:
        change(place, a_delegate(email=other.email))
    assert refused.value.field == "email"


def test_a_viewer_does_not_change_who_comes():
    organisation = an_organisation()
    place = a_place(a_day(), organisation)
    viewer = a_member(organisation, MemberRole.VIEWER)
    with pytest.raises(NotAllowed):
        change(place, a_delegate(), by=viewer)


def test_a_link_works_until_sixty_days_after_the_day(mails):
    place = a_place()
    token = token_in(mails()[0])
    with time_machine.travel(place.day.ends_at + timedelta(days=60), tick=False):
        assert place_behind(token) is place
    with time_machine.travel(place.day.ends_at + timedelta(days=60, seconds=1), tick=False):
        assert place_behind(token) is None
    assert place_behind(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert place_behind(place.code) is None


class TestNeeds:
    def test_seen_by_few(self):
        trainer, former = a_trainer("Tess"), a_trainer("Theo")
        organisation = an_organisation()
        place = a_place(a_day(trainers=(trainer,)), organisation, access="A lift")
        seen = [trainer, an_officer()]
        write_only = [place.booking.booked_by, LinkHolder(place.id)]
        unseen = [
            former,
            a_person(),
            a_member(organisation),
            a_member(organisation, MemberRole.LEAD),
            LinkHolder(a_place().id),
        ]
        assert all(sees_needs(person, place) and writes_needs(person, place) for person in seen)
        assert not any(sees_needs(person, place) for person in [*write_only, *unseen])
        assert all(writes_needs(person, place) for person in write_only)
        assert not any(writes_needs(person, place) for person in unseen)

    def test_what_delegates_wrote_themselves_is_theirs(self):
        place = a_place(access="A lift")
        booker, trainer = place.booking.booked_by, an_officer()
        for words, by in (("A ramp", booker), ("A quiet corner", LinkHolder(place.id)), ("Both", trainer)):
            with unit_of_work():
                change_needs(place, access=words, dietary="", by=by)
        with pytest.raises(RuleBroken, match="told us themselves"), unit_of_work():
            change_needs(place, access="Nothing", dietary="", by=booker)
        assert db.session.scalars(select(DelegateNeeds)).one().access == "Both"

    def test_changed_by_the_delegate_without_a_word_in_the_trail(self):
        place = a_place()
        with unit_of_work():
            change_needs(place, access="A quiet corner", dietary="", by=LinkHolder(place.id))
        needs = db.session.scalars(select(DelegateNeeds)).one()
        assert needs.access == "A quiet corner"
        entry = db.session.scalars(select(Entry).order_by(Entry.id.desc())).first()
        assert entry.event == "training.needs.changed"
        assert "quiet" not in f"{entry.note}{entry.before}{entry.after}"

    def test_colleagues_do_not_change_them(self):
        organisation = an_organisation()
        place = a_place(a_day(), organisation)
        colleague = a_member(organisation)
        with pytest.raises(NotAllowed), unit_of_work():
            change_needs(place, access="x", dietary="", by=colleague)

    def test_forgotten_at_once_when_the_place_is_cancelled(self):
        place = a_place(access="A lift", dietary="Vegan")
        cancelled(place)
        needs = db.session.scalars(select(DelegateNeeds)).one()
        assert (needs.access, needs.dietary) == ("", "") and needs.purged_at

    def test_forgotten_on_their_date_once_and_not_before(self):
        place = a_place(access="A lift")
        needs = db.session.scalars(select(DelegateNeeds)).one()
        day_after = place.day.ends_at + timedelta(days=29)
        with time_machine.travel(day_after, tick=False):
            assert purge_needs() == 0
        with time_machine.travel(day_after + timedelta(days=1), tick=False):
            assert purge_needs() == 1
            assert purge_needs() == 0
            moment = now()
        db.session.refresh(needs)
        assert (needs.access, needs.purged_at) == ("", moment)
        purged = select(Entry).where(Entry.event == "training.needs.purged")
        assert len(db.session.scalars(purged).all()) == 1


def test_addresses_are_forgotten_once_when_the_link_ends_and_names_stay():
    place = a_place(name="Mina Own", email="mina@example.org")
    end = place.day.ends_at + timedelta(days=60)
    with time_machine.travel(end, tick=False):
        assert purge_contacts() == 0
    with time_machine.travel(end + timedelta(seconds=1), tick=False):
        assert (purge_contacts(), purge_contacts()) == (1, 0)
    db.session.refresh(place)
    assert (place.name, place.email) == ("Mina Own", "") and "mina" not in place.email_key
    purged = select(Entry).where(Entry.event == "training.contact.purged")
    assert len(db.session.scalars(purged).all()) == 1
