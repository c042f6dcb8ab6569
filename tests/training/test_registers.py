"""The register: who came, who did not, who came without a place, and what closing it does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen
from charter_portal.jobs.models import Job
from charter_portal.jobs.services import run_due
from charter_portal.training.enums import DayStatus, DelegateRole, RegisterDeed, Way
from charter_portal.training.enums import PlaceStatus as S
from charter_portal.training.models import Place, Trainer
from charter_portal.training.queries import invariant_problems
from charter_portal.training.queries.registers import counts_of, organisations_on, place_of_code
from charter_portal.training.services import registers
from charter_portal.training.services.registers import WalkIn
from charter_portal.training.services.trainers import end_trainer
from tests.factories.accounts import a_commissioner, a_person, an_officer
from tests.factories.organisations import an_organisation, the_lead_of
from tests.factories.training import a_day, a_place, a_trainer
from tests.factories.training_days import (
    a_begun_day,
    a_held_day,
    marked,
    moved_to,
    places_of,
    with_certificate,
)

pytestmark = pytest.mark.usefixtures("session")


def walk_in(day, name="Wren Walker", *, room=False, by=None, **fields):
    who = WalkIn(
        name=name,
        email=fields.pop("email", "wren@example.org"),
        role=DelegateRole.OTHER,
        joins=Way.IN_PERSON,
        organisation=fields.pop("organisation", ""),
    )
    by = by or an_officer()
    with unit_of_work():
        return registers.add_walk_in(day, who, there_is_room=room, by=by)


def close(day, by=None):
    by = by or an_officer()
    with unit_of_work():
        return registers.close_register(day, by=by)


class TestMarking:
    def test_there_and_back(self):
        (place,) = places_of(a_begun_day(an_organisation()))
        marked(place)
        assert place.status is S.ATTENDED and place.arrived_at is not None
        marked(place, RegisterDeed.UNDO)
        assert place.status is S.BOOKED and place.arrived_at is None
        marked(place, RegisterDeed.ABSENT)
        assert place.status is S.ABSENT
        marked(place)
        assert place.status is S.ATTENDED

    def test_two_presses_are_one(self):
        (place,) = places_of(a_begun_day(an_organisation()))
        marked(place)
        arrived = place.arrived_at
        marked(place)
        assert place.arrived_at == arrived
        entries = select(Entry).where(Entry.event == "training.place.attend")
        assert len(db.session.scalars(entries).all()) == 1

    def test_late_and_early_are_said_of_who_is_there(self):
        (place,) = places_of(a_begun_day(an_organisation()))
        with pytest.raises(RuleBroken, match="Check this person in"):
            marked(place, RegisterDeed.LATE)
        marked(place)
        marked(place, RegisterDeed.LATE)
        marked(place, RegisterDeed.LEFT_EARLY)
        assert place.late and place.left_early
        marked(place, RegisterDeed.LATE)
        assert not place.late
        marked(place, RegisterDeed.UNDO)
        assert not place.left_early

    def test_not_before_the_day(self):
        place = a_place(a_day(starts_at=now() + timedelta(days=5)))
        with pytest.raises(RuleBroken, match="opens on the day itself"):
            marked(place)

    def test_nobody_without_a_place_is_checked_in(self):
        day = a_day(capacity=1)
        a_place(day)
        waiting = a_place(day)
        moved_to(day, now() - timedelta(hours=1))
        with pytest.raises(StepNotOpen):
            marked(waiting)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("trainer of the day", True),
        ("officer", True),
        ("another trainer", False),
        ("former trainer", False),
        ("commissioner", False),
        ("lead", False),
        ("somebody", False),
    ],
)
def test_who_takes_the_register(who, may):
    trainer, former, officer = a_trainer(), a_trainer(), an_officer()
    organisation = an_organisation()
    day = a_begun_day(organisation, trainers=(trainer, former))
    row = db.session.scalars(select(Trainer).where(Trainer.user_id == former.id)).one()
    with unit_of_work():
        row.ended_at = now()
    person = {
        "trainer of the day": trainer,
        "officer": officer,
        "another trainer": a_trainer(),
        "former trainer": former,
        "commissioner": a_commissioner(),
        "lead": the_lead_of(organisation),
        "somebody": a_person(),
    }[who]
    (place,) = places_of(day)
    deeds = (
        lambda: marked(place, by=person),
        lambda: walk_in(day, by=person),
        lambda: close(day, by=person),
    )
    for deed in deeds:
        if may:
            deed()
        else:
            with pytest.raises(NotAllowed):
                deed()


class TestWalkIns:
    def test_are_there_at_once_and_count(self):
        organisation = an_organisation("Riverbend NHS Trust")
        day = a_begun_day(organisation, capacity=5)
        place = walk_in(day, organisation="  riverbend nhs trust ")
        assert place.status is S.ATTENDED and place.walked_in
        assert place.booking.organisation == organisation
        assert counts_of(day)[S.ATTENDED] == 1
        assert invariant_problems() == []

    def test_a_full_day_needs_somebody_to_say_that_there_is_room(self):
        day = a_begun_day(an_organisation(), capacity=1)
        with pytest.raises(RuleBroken) as problem:
            walk_in(day)
        assert problem.value.field == "room"
        walk_in(day, room=True)
        assert day.capacity == 2 and invariant_problems() == []
        entry = db.session.scalars(select(Entry).where(Entry.event == "training.day.capacity_changed")).one()
        assert entry.note == "Somebody came without a place, and there is room."

    def test_the_tick_alone_adds_no_place(self):
        day = a_begun_day(an_organisation(), capacity=5)
        walk_in(day, room=True)
        assert day.capacity == 5

    def test_an_unknown_organisation_and_a_known_address_are_named(self):
        day = a_begun_day(an_organisation(), capacity=5)
        with pytest.raises(RuleBroken) as problem:
            walk_in(day, organisation="Nobody knows it")
        assert problem.value.field == "organisation"
        (place,) = places_of(day)
        with pytest.raises(RuleBroken) as problem:
            walk_in(day, email=place.email.upper())
        assert problem.value.field == "email"

    def test_the_organisation_joins_those_of_the_day(self):
        organisation = an_organisation("Late Trust")
        day = a_begun_day(capacity=5)
        walk_in(day, organisation="Late Trust")
        assert organisations_on(day) == [organisation]


class TestClosing:
    def test_who_is_not_marked_was_not_there(self, mails):
        day = a_begun_day(an_organisation(), each=3, capacity=5)
        first = places_of(day)[0]
        marked(first)
        before = len(mails())
        done = close(day)
        assert (done.came, done.absent, done.mails) == (1, 2, 1)
        assert [place.status for place in places_of(day)] == [S.ATTENDED, S.ABSENT, S.ABSENT]
        assert day.status is DayStatus.HELD and day.held_at is not None
        (mail,) = mails()[before:]
        assert (mail.notice, mail.to_address) == ("training/after_day", first.email)

    def test_each_who_came_gets_a_certificate_once(self):
        day = a_held_day(an_organisation(), came=1)
        jobs = db.session.scalars(select(Job).where(Job.kind == "training.certificate")).all()
        assert [job.subject_id for job in jobs] == [places_of(day)[0].id]

    def test_once_and_not_before_it_began(self):
        day = a_day(trainers=(a_trainer(),))
        with pytest.raises(RuleBroken, match="has not begun"):
            close(day)
        moved_to(day, now() - timedelta(hours=1))
        close(day)
        with pytest.raises(StepNotOpen):
            close(day)

    def test_afterwards_staff_put_right_what_was_wrong(self):
        trainer = a_trainer()
        day = a_held_day(an_organisation(), came=0, trainers=(trainer,))
        (place,) = places_of(day)
        with pytest.raises(NotAllowed, match="register is closed"):
            marked(place, by=trainer)
        marked(place)
        assert place.status is S.ATTENDED
        assert db.session.scalar(select(Job).where(Job.subject_id == place.id)) is not None
        with pytest.raises(RuleBroken, match="as there, or as not there"):
            marked(place, RegisterDeed.UNDO)

    def test_a_certificate_given_by_mistake_goes(self, app):
        place = with_certificate(places_of(a_held_day(an_organisation()))[0])
        assert place.certificate_file is not None
        kept = dict(app.extensions["storage"].objects)
        marked(place, RegisterDeed.ABSENT)
        assert place.certificate_file is None
        assert len(app.extensions["storage"].objects) == len(kept) - 1

    def test_a_job_for_somebody_who_did_not_come_prints_nothing(self):
        place = places_of(a_held_day(an_organisation()))[0]
        marked(place, RegisterDeed.ABSENT)
        assert run_due() == 1
        assert db.session.get_one(Place, place.id).certificate_file_id is None


@pytest.mark.parametrize("written", ["{code}", " {code} ", "{lower}", "{spaced}"])
def test_a_code_is_found_however_it_is_typed(written):
    place = a_place()
    code = place.code
    typed = written.format(code=code, lower=code.lower(), spaced=f"{code[:5]} {code[5:]}")
    assert place_of_code(typed) == place


@pytest.mark.parametrize("typed", ["", " ", "NOSUCHCODE", "x" * 500, "☃"])
def test_a_forged_code_finds_nobody(typed):
    a_place()
    assert place_of_code(typed) is None


def test_ending_a_trainer_closes_their_registers_at_once():
    trainer = a_trainer()
    day = a_held_day(an_organisation(), trainers=(trainer,))
    row, by = db.session.scalars(select(Trainer).where(Trainer.user_id == trainer.id)).one(), an_officer()
    with unit_of_work():
        end_trainer(row, by=by)
    with pytest.raises(NotAllowed):
        walk_in(day, by=trainer)
