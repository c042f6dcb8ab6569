"""Several hands at one barrier at the same moment, on both engines; each race fails without the locks."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from charter_portal.accounts.models import User
from charter_portal.barriers.enums import ShareScope
from charter_portal.barriers.models import Solution
from charter_portal.core import workflow
from charter_portal.core.clock import now, today
from charter_portal.core.database import RACE, db, unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.notifications.models import Message
from charter_portal.workforce import services
from charter_portal.workforce.enums import EntryStatus
from charter_portal.workforce.models import BarrierEntry, BarrierReminder
from tests.factories.barrier_log import a_solved_entry, an_entry, entry_facts
from tests.factories.organisations import the_lead_of

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("session")]
HANDS = 4


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
            except (RuleBroken, DBAPIError) as problem:
                endings.append(type(problem).__name__)

    threads = [threading.Thread(target=hand, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.expire_all()
    return Counter(endings)


def with_entry(entry, act):
    """A deed that reads barrier and person afresh, as a request does."""
    number, person = entry.id, the_lead_of(entry.organisation).id
    return lambda: act(db.session.get_one(BarrierEntry, number), db.session.get_one(User, person))


def rewording(entry, place):
    def act(found, lead):
        facts = replace(entry_facts(found.service, kind=found.kind), words=f"Window {place}")
        services.change_entry(found, facts, version=1, by=lead)

    return with_entry(entry, act)


def closing(entry, outcome):
    def act(found, lead):
        told = {"result": outcome.label, "closed_on": today(), "version": 1}
        services.close_entry(found, outcome=outcome, **told, by=lead)

    return with_entry(entry, act)


def sharing(entry, place):
    return with_entry(
        entry,
        lambda found, lead: services.share_entry(
            found, title=f"Way {place}", text="Text", agreed=ShareScope.PUBLIC, by=lead
        ),
    )


ENDS = (EntryStatus.SOLVED, EntryStatus.NOT_SOLVED) * 2
RACES = {
    "rewording": (an_entry, rewording, range(HANDS), {"done": 1, "StaleWrite": HANDS - 1}),
    "closing": (an_entry, closing, ENDS, {"done": 1, "StepNotOpen": HANDS - 1}),
    "sharing": (a_solved_entry, sharing, range(HANDS), {"done": 1, "RuleBroken": HANDS - 1}),
}


def run(app, race):
    """One round of a race: how it ended, and how it should."""
    make, deed, hands, right = RACES[race]
    entry = make()
    return entry, together(app, *(deed(entry, hand) for hand in hands)), right


@pytest.mark.parametrize("race", RACES)
def test_of_several_hands_one_counts_and_the_others_are_told(app, race):
    entry, endings, right = run(app, race)
    assert endings == right
    found = db.session.get_one(BarrierEntry, entry.id)
    if race == "closing":
        assert found.result == found.status.label
    shared = select(func.count()).select_from(Solution).where(Solution.entry_id == entry.id)
    assert db.session.scalar(shared) == (race == "sharing")


@pytest.mark.parametrize("race", RACES)
def test_without_locks_that_goes_wrong(app, race, unlocked):
    # Whether hands collide is a matter of luck, so they get several chances.
    for _ in range(8):
        _, endings, right = run(app, race)
        if endings != right:
            return
    pytest.fail("Eight rounds without a lock ended well, so the race above proves nothing.")


def reminders(app, time_machine, monkeypatch) -> int:
    """Several workers find the same review due before any of them told of it; how many letters go out."""
    an_entry(review_on=today() + timedelta(days=1))
    before = db.session.scalar(select(func.count()).select_from(Message))
    time_machine.move_to(now() + timedelta(days=1))
    db.session.rollback()
    start, look = threading.Barrier(HANDS), services.log_reminders.due_reviews

    def looking():
        found = look()
        start.wait(20)
        return found

    def work():
        with app.app_context():
            services.remind_of_reviews()

    monkeypatch.setattr(services.log_reminders, "due_reviews", looking)
    workers = [threading.Thread(target=work) for _ in range(HANDS)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(60)
    return db.session.scalar(select(func.count()).select_from(Message)) - before


def test_two_workers_remind_once(app, time_machine, monkeypatch):
    assert reminders(app, time_machine, monkeypatch) == 1


def test_without_its_mark_a_reminder_goes_out_again(app, time_machine, monkeypatch):
    # What keeps it from going out twice is a row that can be there once; here each worker writes another.
    days, row = itertools.count(1), BarrierReminder
    monkeypatch.setattr(
        services.log_reminders,
        "BarrierReminder",
        lambda entry_id, review_on: row(entry_id=entry_id, review_on=review_on + timedelta(next(days))),
    )
    assert reminders(app, time_machine, monkeypatch) == HANDS
