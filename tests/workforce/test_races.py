"""Several hands at one person, one post and one clock at once; each race fails without the locks."""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import SAWarning, SQLAlchemyError

from charter_portal.accounts.models import User
from charter_portal.core import workflow
from charter_portal.core.clock import today
from charter_portal.core.database import RACE, db, unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.notifications.models import Message
from charter_portal.organisations.models import Service
from charter_portal.workforce import services
from charter_portal.workforce.enums import ErasureReason
from charter_portal.workforce.enums import MilestoneKind as M
from charter_portal.workforce.models import (
    CircleMember,
    ClockReminder,
    Erasure,
    Milestone,
    Person,
    Post,
    PostVersion,
    RoleProfile,
)
from charter_portal.workforce.queries import invariant_problems
from charter_portal.workforce.rules.clock import add_months
from charter_portal.workforce.services import MilestoneFacts
from tests.factories.organisations import the_lead_of
from tests.factories.workforce import a_post, a_service, an_editor, facts, someone, someone_in, the_place_of

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("session")]
HANDS = 5


@pytest.fixture
def unlocked(monkeypatch):
    """What the portal would be without its row locks, and with steps that do not look a second time."""
    monkeypatch.setattr(workflow, "lock", lambda thing: thing)
    RACE.locks, RACE.pause_seconds = False, 0.05
    yield
    RACE.locks, RACE.pause_seconds = True, 0.0


def together(app, *deeds: Callable[[], object]) -> Counter[str]:
    """Do all of these at once, each in a unit of its own; how each of them ended."""
    db.session.rollback()
    start, endings = threading.Barrier(len(deeds)), []

    def hand(deed: Callable[[], object]) -> None:
        with app.app_context():
            start.wait(20)
            try:
                with unit_of_work():
                    deed()
                endings.append("done")
            except (RuleBroken, SQLAlchemyError, SAWarning) as problem:
                endings.append(type(problem).__name__)

    threads = [threading.Thread(target=hand, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.expire_all()
    return Counter(endings)


def afresh(number: int) -> User:
    """The person with this number, as this hand's own session reads them."""
    return db.session.get_one(User, number)


def titles(app) -> Counter[str]:
    """Several people give one post another title, each from the same version of it."""
    post = a_post(a_service(), since=today() - timedelta(days=50))
    lead, told = the_lead_of(post.service.organisation).id, [facts(title=f"Title {n}") for n in range(HANDS)]
    number, profile = post.id, post.versions[0].role_profile_id

    def deed(wanted):
        def act():
            mine = replace(wanted, role_profile=db.session.get_one(RoleProfile, profile))
            held = db.session.get_one(Post, number)
            services.change_post(held, mine, since=today(), version=1, by=afresh(lead))

        return act

    return together(app, *(deed(wanted) for wanted in told))


def milestones(app) -> Counter[str]:
    """The same milestone is sent several times in one moment; all are thanked for it."""
    person = someone(a_service())
    lead, number = the_lead_of(person.organisation).id, person.id

    def deed():
        told = MilestoneFacts(kind=M.APPLIED, happened_on=today())
        services.record_milestone(db.session.get_one(Person, number), told, by=afresh(lead))

    return together(app, *[deed] * HANDS)


def codes(app) -> Counter[str]:
    """Several people add the same code."""
    service = a_service()
    lead, number = the_lead_of(service.organisation).id, service.id

    def deed():
        services.add_person(db.session.get_one(Service, number), code="PW-1", by=afresh(lead))

    return together(app, *[deed] * HANDS)


def erasing(app) -> Counter[str]:
    """Second people confirm one request, each in their own window."""
    person = someone(a_service())
    editor = an_editor(person.organisation)
    with unit_of_work():
        asked = services.ask_to_erase(person, why=ErasureReason.MISTAKE, by=the_lead_of(person.organisation))
    number, second = asked.id, editor.id

    def deed():
        services.confirm_erasure(db.session.get_one(Erasure, number), by=afresh(second))

    return together(app, *[deed] * HANDS)


RACES = {
    titles: ({"done": 1, "StaleWrite": HANDS - 1}, PostVersion, 2),
    milestones: ({"done": HANDS}, Milestone, 1),
    codes: ({"done": 1, "RuleBroken": HANDS - 1}, Person, 1),
    erasing: ({"done": 1, "StepNotOpen": HANDS - 1}, Person, 0),
}
"""How each race should end, and how many rows of what are there afterwards."""


@pytest.mark.parametrize("race", RACES)
def test_of_several_hands_one_counts_and_the_others_are_told(app, race):
    right, model, rows = RACES[race]
    assert race(app) == right
    assert db.session.scalar(select(func.count()).select_from(model)) == rows
    assert invariant_problems() == []


@pytest.mark.parametrize("race", RACES)
def test_without_locks_each_of_them_ends_in_another_way(app, unlocked, race):
    # Whether hands collide is a matter of luck, so they get several chances.
    assert any(race(app) != RACES[race][0] for _ in range(4))


def taken_out(app) -> bool:
    """Somebody is taken out of the circle while writing: whether each row came before that, or not at all."""
    service = a_service()
    people = [someone(service) for _ in range(HANDS)]
    editor, lead = an_editor(service.organisation), the_lead_of(service.organisation)
    place = the_place_of(service.organisation, editor)
    numbers, place_number = [person.id for person in people], place.id
    writer, first = editor.id, lead.id

    def write(turn):
        def act():
            time.sleep(turn * 0.02)
            held = db.session.get_one(Person, numbers[turn])
            told = MilestoneFacts(kind=M.APPLIED, happened_on=today())
            services.record_milestone(held, told, by=afresh(writer))

        return act

    def take_out():
        time.sleep(0.03)
        services.take_from_circle(db.session.get_one(CircleMember, place_number), by=afresh(first))

    endings = together(app, *(write(turn) for turn in range(HANDS)), take_out)
    written = list(
        db.session.scalars(select(Milestone.created_at).where(Milestone.person_id.in_(numbers)))
    )
    ended = db.session.get_one(CircleMember, place_number).ended_at
    calm = endings == {"done": 1 + len(written), "NotAllowed": HANDS - len(written)}
    return calm and all(moment <= ended for moment in written)


def test_somebody_taken_out_at_the_same_moment_writes_before_it_or_not_at_all(app):
    assert taken_out(app)


def test_without_locks_somebody_taken_out_still_writes(app, unlocked):
    assert not all(taken_out(app) for _ in range(6))


def workers(app, monkeypatch) -> int:
    """Three workers find the same clock due before any of them has told of it; how many letters go out."""
    service = a_service()
    someone_in(a_post(service, "volunteer"), add_months(today(), -13))
    db.session.rollback()
    start, look = threading.Barrier(3), services.clock.running_clocks

    def looking(*given, **named):
        found = look(*given, **named)
        start.wait(20)
        return found

    def work():
        with app.app_context():
            services.remind_of_clocks()

    with monkeypatch.context() as patched:
        patched.setattr(services.clock, "running_clocks", looking)
        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    sent = select(func.count()).where(Message.event == "workforce.clock.reminded")
    return db.session.scalar(sent)


def test_two_workers_remind_once(app, monkeypatch):
    assert workers(app, monkeypatch) == 1


def test_without_its_mark_a_reminder_goes_out_again(app, monkeypatch):
    # What keeps it from going out twice is a row that can be there once; here each worker writes another.
    months, row = itertools.count(1), ClockReminder
    monkeypatch.setattr(
        services.clock,
        "ClockReminder",
        lambda milestone_id, months_left: row(milestone_id=milestone_id, months_left=next(months)),
    )
    assert workers(app, monkeypatch) == 3
