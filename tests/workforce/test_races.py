"""Several hands at one person, one post and one clock at once; each race fails without the locks."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from charter_portal.core.clock import today
from charter_portal.core.database import RACE, db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken
from charter_portal.notifications.models import Message
from charter_portal.organisations.models import Service
from charter_portal.workforce import services
from charter_portal.workforce.enums import MilestoneKind as M
from charter_portal.workforce.models import CircleMember, Milestone, Person, Post, PostVersion
from charter_portal.workforce.queries import invariant_problems
from charter_portal.workforce.rules.clock import add_months
from charter_portal.workforce.services import MilestoneFacts
from tests.factories.organisations import the_lead_of
from tests.factories.workforce import a_post, a_service, an_editor, facts, someone, someone_in, the_place_of

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("session")]
HANDS = 5


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


def titles_at_once(app) -> tuple[Counter[str], int]:
    """Several people give one post another title, each from the same version of it."""
    post = a_post(a_service(), since=today() - timedelta(days=50))
    number, by = post.id, the_lead_of(post.service.organisation).id
    profile = post.versions[0].role_profile_id
    told = [facts(title=f"Title {place}") for place in range(HANDS)]

    def deed(wanted):
        def act():
            held = db.session.get_one(Post, number)
            lead = db.session.get_one(type(the_lead_of(held.service.organisation)), by)
            mine = services.PostFacts(
                role_profile=db.session.get_one(type(wanted.role_profile), profile),
                level=wanted.level,
                title=wanted.title,
                kind=wanted.kind,
                status=wanted.status,
                headcount=wanted.headcount,
                wte=wanted.wte,
            )
            services.change_post(held, mine, since=today(), version=1, by=lead)

        return act

    endings = together(app, *(deed(wanted) for wanted in told))
    return endings, db.session.scalar(select(func.count()).select_from(PostVersion))


def test_of_several_changes_from_one_version_one_counts(app):
    endings, versions = titles_at_once(app)
    assert endings == {"done": 1, "StaleWrite": HANDS - 1}
    assert versions == 2
    assert invariant_problems() == []


def test_without_locks_several_changes_would_count(app, unlocked):
    endings, _versions = titles_at_once(app)
    assert endings != {"done": 1, "StaleWrite": HANDS - 1}


def test_the_same_milestone_sent_at_once_is_one(app):
    person = someone(a_service())
    number, lead = person.id, the_lead_of(person.organisation)

    def deed():
        held = db.session.get_one(Person, number)
        by = db.session.merge(lead, load=True)
        services.record_milestone(held, MilestoneFacts(kind=M.APPLIED, happened_on=today()), by=by)

    endings = together(app, *[deed] * HANDS)
    assert endings == {"done": HANDS}
    assert db.session.scalar(select(func.count()).select_from(Milestone)) == 1


def test_one_code_added_at_once_is_one_person(app):
    service = a_service()
    number, lead = service.id, the_lead_of(service.organisation)

    def deed():
        by = db.session.merge(lead, load=True)
        services.add_person(db.session.get_one(Service, number), code="PW-1", by=by)

    endings = together(app, *[deed] * HANDS)
    assert endings["done"] == 1
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_somebody_taken_out_at_the_same_moment_writes_before_it_or_not_at_all(app):
    service = a_service()
    person, editor = someone(service), an_editor(service.organisation)
    place, lead = the_place_of(service.organisation, editor), the_lead_of(service.organisation)
    numbers = person.id, place.id

    def write():
        by = db.session.merge(editor, load=True)
        held = db.session.get_one(Person, numbers[0])
        services.record_milestone(held, MilestoneFacts(kind=M.APPLIED, happened_on=today()), by=by)

    def take_out():
        by = db.session.merge(lead, load=True)
        services.take_from_circle(db.session.get_one(CircleMember, numbers[1]), by=by)

    endings = together(app, write, take_out)
    written = db.session.scalar(select(func.count()).select_from(Milestone))
    assert endings["done"] == 1 + written
    with pytest.raises(NotAllowed), unit_of_work():
        services.add_person(db.session.get_one(Service, service.id), code="PW-2", by=editor)


def test_two_workers_remind_once(app):
    service = a_service()
    someone_in(a_post(service, "volunteer"), add_months(today(), -13))
    db.session.rollback()
    start = threading.Barrier(3)

    def work():
        with app.app_context():
            start.wait(20)
            services.remind_of_clocks()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    sent = select(func.count()).where(Message.event == "workforce.clock.reminded")
    assert db.session.scalar(sent) == 1
