"""Certificate numbers and releases when many act in the same moment, on both engines."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from charter_portal.accounts.models import User
from charter_portal.applications.models import Application
from charter_portal.awards import services
from charter_portal.awards.enums import DecisionStatus
from charter_portal.awards.models import Award, Decision
from charter_portal.core.clock import today
from charter_portal.core.database import RACE, db, unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.cycles.models import Cycle
from charter_portal.notifications.models import Message
from tests.factories.accounts import an_officer
from tests.factories.awards import a_decision, an_assessed_application, more_decisions
from tests.factories.cycles import a_cycle

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("session")]
ROUNDS, EACH = 20, 10


@pytest.fixture
def unlocked():
    """What the portal would be without its row locks."""
    RACE.locks, RACE.pause_seconds = False, 0.02
    yield
    RACE.locks, RACE.pause_seconds = True, 0.0


def together(app, *deeds: Callable[[], object]) -> Counter[str]:
    """Do all of these at once, each in a unit of its own; how each of them ended."""
    db.session.rollback()
    start, endings = threading.Barrier(len(deeds)), []

    def hand(deed: Callable[[], object]) -> None:
        with app.app_context():
            start.wait(30)
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
        thread.join(120)
    db.session.expire_all()
    return Counter(endings)


def releasing(cycle, officer):
    cycle_id, officer_id = cycle.id, officer.id

    def deed():
        cycle = db.session.get_one(Cycle, cycle_id)
        services.release_decisions(cycle, by=db.session.get_one(User, officer_id))

    return deed


def rounds(count, each):
    """So many rounds, each with so many confirmed decisions."""
    decision = a_decision(status=DecisionStatus.CONFIRMED)
    officer = an_officer()
    cycles = [a_cycle(by=officer) for _ in range(count)]
    for cycle in cycles:
        more_decisions(each, decision, cycle)
    return [releasing(cycle, officer) for cycle in cycles]


def numbers_given():
    return sorted(db.session.scalars(select(Award.number)))


def test_two_hundred_certificates_at_once_have_numbers_without_a_gap(app):
    assert together(app, *rounds(ROUNDS, EACH)) == {"done": ROUNDS}
    expected = [f"LEC-C-{today().year}-{place:04}" for place in range(1, ROUNDS * EACH + 1)]
    assert numbers_given() == expected
    assert len(set(db.session.scalars(select(Award.code)))) == ROUNDS * EACH


def test_without_locks_numbers_clash(app, unlocked):
    # Whether hands collide is a matter of luck, so they get several chances.
    assert any(together(app, *rounds(6, 2)) != {"done": 6} for _ in range(6))


def test_one_release_of_a_round_counts(app):
    decision = a_decision(status=DecisionStatus.CONFIRMED)
    officer = an_officer()
    endings = together(app, *(releasing(decision.application.cycle, officer) for _ in range(8)))
    assert endings == {"done": 1, "RuleBroken": 7}
    shared = select(func.count()).select_from(Message).where(Message.notice == "awards/outcome_shared")
    assert db.session.scalar(select(func.count()).select_from(Award)) == db.session.scalar(shared) == 1


def test_without_locks_a_round_is_released_twice(app, unlocked):
    decision = a_decision(status=DecisionStatus.CONFIRMED)
    officer = an_officer()
    endings = together(app, *(releasing(decision.application.cycle, officer) for _ in range(8)))
    assert endings != {"done": 1, "RuleBroken": 7}


def confirming(decision, version):
    number, officer_id = decision.id, an_officer().id

    def deed():
        person = db.session.get_one(User, officer_id)
        services.confirm_decision(db.session.get_one(Decision, number), version=version, by=person)

    return deed


def proposing(application, version):
    officer_id, number = an_officer().id, application.id

    def deed():
        services.propose_decision(
            db.session.get_one(Application, number),
            level=None,
            override_reason="Seen on site.",
            summary="Well done.",
            version=version,
            by=db.session.get_one(User, officer_id),
        )

    return deed


def test_what_is_confirmed_is_what_was_read(app):
    for _ in range(3):
        decision = a_decision()
        application = decision.application
        confirm, propose = confirming(decision, 1), proposing(application, 1)
        endings = together(app, confirm, propose)
        assert endings["done"] == 1, endings
        db.session.refresh(decision)
        read = decision.status is DecisionStatus.CONFIRMED and decision.version == 1
        anew = decision.status is DecisionStatus.PROPOSED and decision.version == 2
        assert read or anew


def test_one_application_gets_one_decision(app):
    application = an_assessed_application()
    endings = together(app, *(proposing(application, 0) for _ in range(6)))
    assert endings == {"done": 1, "StaleWrite": 5}
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 1
