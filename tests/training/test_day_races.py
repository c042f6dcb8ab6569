"""Several hands at days and registers at the same moment, on both engines; without locks races are lost."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from charter_portal.accounts.models import User
from charter_portal.audit_trail.models import Entry
from charter_portal.core.database import RACE, db, unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite, StepNotOpen
from charter_portal.notifications.models import Message
from charter_portal.training.enums import DelegateRole, PlaceStatus, RegisterDeed, Way
from charter_portal.training.models import DayFeedback, Place, Reminder, TrainingDay
from charter_portal.training.queries import invariant_problems
from charter_portal.training.services import plans, registers
from charter_portal.training.services.feedback import give_feedback
from charter_portal.training.services.registers import WalkIn
from charter_portal.training.services.reminders import send_reminders
from tests.factories.accounts import an_officer
from tests.factories.organisations import an_organisation
from tests.factories.training import a_day, a_place, a_room, a_trainer
from tests.factories.training_days import a_begun_day, a_held_day, a_plan, places_of
from tests.training.test_reminders import DAY, WEEK, at

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("session")]
HANDS = 6


@pytest.fixture
def unlocked():
    """What the portal would be without its row locks."""
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
            except (RuleBroken, DBAPIError) as problem:
                endings.append(type(problem).__name__)

    threads = [threading.Thread(target=hand, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.expire_all()
    return Counter(endings)


def planning(officer, plan):
    number = officer.id
    return lambda: plans.plan_day(plan, by=db.session.get_one(User, number))


def planners(plans_of_all):
    return [planning(an_officer(), plan) for plan in plans_of_all]


def test_one_room_and_one_trainer_go_to_one_day(app):
    room, trainer = a_room(), a_trainer()
    same_room = [a_plan(room_id=room.id) for _ in range(HANDS)]
    assert together(app, *planners(same_room)) == {"done": 1, "RuleBroken": HANDS - 1}
    same_trainer = [a_plan(trainers=(trainer.id,)) for _ in range(HANDS)]
    assert together(app, *planners(same_trainer)) == {"done": 1, "RuleBroken": HANDS - 1}


def test_without_locks_two_days_share_a_room_and_a_trainer(app, unlocked):
    # Whether hands collide is a matter of luck, so they get several chances.
    for _ in range(8):
        room, trainer = a_room(), a_trainer()
        wanted = [a_plan(room_id=room.id, trainers=(trainer.id,)) for _ in range(HANDS)]
        if together(app, *planners(wanted)) != {"done": 1, "RuleBroken": HANDS - 1}:
            return
    pytest.fail("Eight rounds without a lock ended well, so the race above proves nothing.")


def test_trainers_chosen_in_any_order_never_wait_for_each_other_in_a_ring(app):
    people = [a_trainer() for _ in range(4)]
    for round_ in range(4):
        wanted = [
            a_plan(
                way=Way.ONLINE,
                trainers=tuple(each.id for each in (people if hand % 2 else people[::-1])),
                starts_at=a_plan(way=Way.ONLINE).starts_at.replace(day=1 + round_),
            )
            for hand in range(4)
        ]
        wanted = [replace(each, ends_at=each.starts_at.replace(hour=16)) for each in wanted]
        endings = together(app, *planners(wanted))
        assert set(endings) <= {"done", "RuleBroken"}


def saving(day, place):
    number, by, plan = day.id, an_officer().id, replace(plans.plan_of(day), summary=f"Window {place}")
    return lambda: plans.change_day(
        db.session.get_one(TrainingDay, number), plan, version=1, by=db.session.get_one(User, by)
    )


def test_one_of_many_windows_saves_a_day(app):
    day = a_day()
    endings = together(app, *(saving(day, place) for place in range(HANDS)))
    assert endings == {"done": 1, StaleWrite.__name__: HANDS - 1}


def test_without_locks_saves_overwrite_each_other(app, unlocked):
    for _ in range(8):
        day = a_day()
        endings = together(app, *(saving(day, place) for place in range(HANDS)))
        if endings != {"done": 1, StaleWrite.__name__: HANDS - 1}:
            return
    pytest.fail("Eight rounds without a lock ended well, so the race above proves nothing.")


def checking_in(place):
    number, by = place.id, an_officer().id
    return lambda: registers.mark(
        db.session.get_one(Place, number), RegisterDeed.CHECK_IN, by=db.session.get_one(User, by)
    )


def closing(day):
    number, by = day.id, an_officer().id
    return lambda: registers.close_register(
        db.session.get_one(TrainingDay, number), by=db.session.get_one(User, by)
    )


def count_of_events(event):
    return db.session.scalar(select(func.count()).where(Entry.event == event))


def test_a_code_read_by_many_phones_checks_in_once(app):
    (place,) = places_of(a_begun_day(an_organisation()))
    assert together(app, *(checking_in(place) for _ in range(HANDS))) == {"done": HANDS}
    assert count_of_events("training.place.attend") == 1


def test_without_locks_one_person_is_checked_in_again_and_again(app, unlocked):
    for _ in range(8):
        (place,) = places_of(a_begun_day(an_organisation()))
        before = count_of_events("training.place.attend")
        endings = together(app, *(checking_in(place) for _ in range(HANDS)))
        if endings != {"done": HANDS} or count_of_events("training.place.attend") != before + 1:
            return
    pytest.fail("Eight rounds without a lock ended well, so the race above proves nothing.")


def close_at_once(app):
    """Four press “Close” while one person is checked in."""
    day = a_begun_day(an_organisation(), each=3, capacity=3)
    first, before = places_of(day)[0], count_of_events("training.day.close_register")
    endings = together(app, checking_in(first), *(closing(day) for _ in range(4)))
    assert endings[StepNotOpen.__name__] == 3
    statuses = Counter(place.status for place in places_of(day))
    assert statuses[PlaceStatus.BOOKED] == 0
    assert count_of_events("training.day.close_register") == before + 1


def test_a_register_is_closed_once_whoever_presses(app):
    close_at_once(app)


def walking_in(day, place, *, room):
    number, by = day.id, an_officer().id
    who = WalkIn(
        name=f"Wren {place}", email=f"wren{place}@example.org", role=DelegateRole.OTHER, joins=Way.IN_PERSON
    )
    return lambda: registers.add_walk_in(
        db.session.get_one(TrainingDay, number), who, there_is_room=room, by=db.session.get_one(User, by)
    )


def walk_in_at_once(app):
    """Six come without a place to a day that has two left; returns the day."""
    day = a_begun_day(an_organisation(), capacity=3)
    endings = together(app, *(walking_in(day, place, room=False) for place in range(HANDS)))
    assert endings == {"done": 2, "RuleBroken": HANDS - 2}
    assert invariant_problems() == []
    return day


def test_walk_ins_never_take_more_places_than_there_are(app):
    day = walk_in_at_once(app)
    endings = together(app, *(walking_in(day, 10 + place, room=True) for place in range(3)))
    assert endings == {"done": 3}
    assert db.session.get_one(TrainingDay, day.id).capacity == 6 and invariant_problems() == []


def say_at_once(app):
    """One delegate sends the feedback form from six windows."""
    (place,) = places_of(a_held_day(an_organisation()))
    number = place.id

    def say():
        give_feedback(
            db.session.get_one(Place, number),
            ratings={"clear": "4"},
            most_useful="",
            to_change="",
            anonymous=True,
        )

    assert together(app, *[say] * HANDS) == {"done": 1, "RuleBroken": HANDS - 1}
    given = select(func.count()).where(DayFeedback.day_id == place.day_id)
    assert db.session.scalar(given) == 1


def test_feedback_is_given_once_from_many_windows(app):
    say_at_once(app)


def remind_from_many_workers(app):
    """Four workers look for reminders in the same moment."""
    db.session.rollback()
    start, problems = threading.Barrier(4), []

    def work():
        with app.app_context():
            start.wait(20)
            try:
                send_reminders()
            except DBAPIError as problem:
                problems.append(problem)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.expire_all()
    return problems


def remind_at_once(app):
    """Five delegates are due, and four workers find them."""
    with at(DAY - timedelta(days=40)):
        day = a_day(starts_at=DAY, capacity=5)
        for _ in range(5):
            a_place(day)
    with at(WEEK):
        problems = remind_from_many_workers(app)
    assert problems == []
    mine = select(Place.id).where(Place.day_id == day.id)
    sent = select(func.count()).where(Message.notice == "training/reminder", Message.subject_id.in_(mine))
    noted = select(func.count()).where(Reminder.place_id.in_(mine))
    assert db.session.scalar(sent) == 5 == db.session.scalar(noted)


def test_four_workers_remind_once(app):
    remind_at_once(app)


@pytest.mark.parametrize("race", [walk_in_at_once, close_at_once, say_at_once, remind_at_once])
def test_without_locks_these_races_are_lost(app, unlocked, race):
    for _ in range(8):
        try:
            race(app)
        except AssertionError:
            return
        finally:
            db.session.rollback()
    pytest.fail("Eight rounds without a lock ended well, so the race above proves nothing.")
