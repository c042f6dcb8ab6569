"""Two workers at one round's picture: one is kept. Without the lock, that goes wrong."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from charter_portal.audit_trail.models import Entry
from charter_portal.core.database import RACE, db, unit_of_work
from charter_portal.jobs.models import Job
from charter_portal.reporting.models import NationalPicture
from charter_portal.reporting.services import national, request_picture
from tests.factories.accounts import an_officer
from tests.factories.national import a_shared_round

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("session")]
HANDS = 3


@pytest.fixture
def unlocked():
    """What the portal would be without its row locks."""
    RACE.locks, RACE.pause_seconds = False, 0.05
    yield
    RACE.locks, RACE.pause_seconds = True, 0.0


def pictures(app, monkeypatch) -> Counter[str]:
    """Workers that have all counted before any of them keeps the picture; how each of them ended."""
    cycle, officer = a_shared_round(), an_officer()
    with unit_of_work():
        job = request_picture(cycle, by=officer)
    number, round_of, start, endings = job.id, type(cycle), threading.Barrier(HANDS), []
    work_out = national.published

    def together(*given):
        found = work_out(*given[:3])
        start.wait(30)
        return found

    def work():
        with app.app_context():
            mine = db.session.get_one(Job, number)
            try:
                national._kept(db.session.get_one(round_of, mine.subject_id), mine)
                endings.append("done")
            except SQLAlchemyError as problem:
                endings.append(type(problem).__name__)

    db.session.rollback()
    with monkeypatch.context() as patched:
        patched.setattr(national, "published", together)
        patched.setattr(national, "report_progress", lambda *_: None)
        workers = [threading.Thread(target=work) for _ in range(HANDS)]
        for each in workers:
            each.start()
        for each in workers:
            each.join(60)
    db.session.expire_all()
    return Counter(endings)


def test_workers_who_make_one_picture_at_once_keep_one_and_say_so_once(app, monkeypatch):
    assert pictures(app, monkeypatch) == {"done": HANDS}
    assert db.session.scalar(select(func.count()).select_from(NationalPicture)) == 1
    made = select(func.count()).where(Entry.event == "reporting.picture.made")
    assert db.session.scalar(made) == 1


def test_without_the_lock_some_of_them_stumble(app, monkeypatch, unlocked):
    assert pictures(app, monkeypatch) != {"done": HANDS}
