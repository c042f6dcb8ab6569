"""Several hands at one reading at the same moment, on both engines; each race fails without the locks."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from charter_portal.accounts.models import User
from charter_portal.applications.models import Application
from charter_portal.assessment import services
from charter_portal.assessment.models import AgreedLevel, Allocation, Score
from charter_portal.assessment.queries import invariant_problems
from charter_portal.audit_trail.models import Entry
from charter_portal.core.database import RACE, db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite
from tests.factories.accounts import an_assessor, an_officer
from tests.factories.assessment import (
    a_read_application,
    a_scored_reading,
    a_submission,
    allocation_officer,
    an_allocation,
    an_open_reading,
    charter_for,
)

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


def saving(allocation, place):
    number, person, statement = allocation.id, allocation.assessor_id, charter_for(allocation.application)

    def deed():
        services.save_score(
            db.session.get_one(Allocation, number),
            statement_id=statement.statements[0].id,
            level="gold",
            reason=f"Window {place}",
            version=0,
            by=db.session.get_one(User, person),
        )

    return deed


def test_one_of_many_windows_saves_and_the_others_are_shown_both_texts(app):
    allocation = an_open_reading()
    endings = together(app, *(saving(allocation, place) for place in range(HANDS)))
    assert endings == {"done": 1, StaleWrite.__name__: HANDS - 1}
    score = db.session.scalars(select(Score)).one()
    assert score.version == 1


def test_without_locks_that_goes_wrong(app, unlocked):
    # Whether hands collide is a matter of luck, so they get several chances.
    for _ in range(10):
        allocation = an_open_reading()
        endings = together(app, *(saving(allocation, place) for place in range(HANDS)))
        if endings != {"done": 1, StaleWrite.__name__: HANDS - 1}:
            return
    pytest.fail("Ten rounds without a lock ended well, so the race above proves nothing.")


def test_a_save_never_slips_in_after_the_reading_ended(app):
    for _ in range(4):
        allocation = an_open_reading()
        number, officer = allocation.id, allocation_officer(allocation).id

        def end(number=number, officer=officer):
            services.end_allocation(
                db.session.get_one(Allocation, number), reason="x", by=db.session.get_one(User, officer)
            )

        endings = together(app, end, saving(allocation, 1))
        assert endings["done"] + endings[NotAllowed.__name__] == 2
        saved = db.session.scalars(select(Entry.id).where(Entry.event == "assessment.score.save")).all()
        ended = db.session.scalars(select(Entry.id).where(Entry.event == "assessment.allocation.end")).all()
        if endings["done"] == 2:
            assert max(saved) < max(ended)


def test_ten_presses_finish_once(app):
    allocation = a_scored_reading()
    number, person = allocation.id, allocation.assessor_id

    def finish():
        services.finish(db.session.get_one(Allocation, number), by=db.session.get_one(User, person))

    assert together(app, *[finish] * 10)["done"] == 1
    finished = select(func.count()).where(Entry.event == "assessment.allocation.finish")
    assert db.session.scalar(finished) == 1
    assert invariant_problems() == []


def test_two_officers_ask_the_same_assessor_once(app):
    application, person, officer = a_submission(), an_assessor(), an_officer()
    number, assessor, by = application.id, person.id, officer.id

    def ask():
        services.allocate(
            db.session.get_one(Application, number),
            assessors=[db.session.get_one(User, assessor)],
            by=db.session.get_one(User, by),
        )

    assert together(app, *[ask] * 4) == {"done": 1, RuleBroken.__name__: 3}
    assert len(db.session.scalars(select(Allocation)).all()) == 1


def test_two_readers_declare_and_assessment_begins_once(app):
    application = a_submission()
    readings = [
        (each.id, each.assessor_id) for each in (an_allocation(application), an_allocation(application))
    ]

    def declare(number, person):
        return lambda: services.declare_no_conflict(
            db.session.get_one(Allocation, number), by=db.session.get_one(User, person)
        )

    assert together(app, *(declare(*each) for each in readings)) == {"done": 2}
    begun = select(func.count()).where(Entry.event == "applications.application.begin_assessment")
    assert db.session.scalar(begun) == 1


def test_two_moderators_lose_no_word(app):
    application = a_read_application()
    number, by, statement = application.id, an_officer().id, charter_for(application).statements[0].id

    def agree(place):
        return lambda: services.agree_level(
            db.session.get_one(Application, number),
            statement_id=statement,
            level="silver",
            reason=f"Moderator {place}",
            version=0,
            by=db.session.get_one(User, by),
        )

    endings = together(app, *(agree(place) for place in range(HANDS)))
    assert endings == {"done": 1, StaleWrite.__name__: HANDS - 1}
    assert db.session.scalars(select(AgreedLevel)).one().version == 1
