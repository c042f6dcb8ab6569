"""Several hands at once, on both engines: each race is shown to go wrong without the locks."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from charter_portal.accounts.models import User
from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import today
from charter_portal.core.database import RACE, db, unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite, StepNotOpen
from charter_portal.involvement import services
from charter_portal.involvement.enums import ActionSource
from charter_portal.involvement.models import (
    Action,
    AuditAnswer,
    BoardDecision,
    FeedbackForm,
    FeedbackReply,
    InvolvementAudit,
)
from charter_portal.involvement.queries import invariant_problems
from charter_portal.involvement.services.reminders import send_reminders
from charter_portal.notifications.models import Message
from charter_portal.organisations.models import Organisation, Service
from tests.factories.involvement import (
    a_feedback_form,
    a_meeting,
    an_action,
    an_audit,
    answer_to,
    first_service,
)
from tests.factories.organisations import an_organisation, the_lead_of

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("session")]
HANDS = 6


@pytest.fixture
def unlocked():
    """What the portal would be without its row locks."""
    RACE.locks, RACE.pause_seconds = False, 0.05
    yield
    RACE.locks, RACE.pause_seconds = True, 0.0


def together(app, *deeds: Callable[[], object], in_unit: bool = True) -> Counter[str]:
    """Do all of these at once, each in a unit of its own; how each of them ended."""
    db.session.rollback()
    start, endings = threading.Barrier(len(deeds)), []

    def hand(deed: Callable[[], object]) -> None:
        with app.app_context():
            start.wait(20)
            try:
                if in_unit:
                    with unit_of_work():
                        deed()
                else:
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


def saving(answer: AuditAnswer, place: int) -> Callable[[], object]:
    number, person = answer.id, the_lead_of(answer.audit.organisation).id

    def deed():
        services.save_answer(
            db.session.get_one(AuditAnswer, number),
            rating="partly",
            words=f"Window {place}",
            what_next="",
            version=1,
            by=db.session.get_one(User, person),
        )

    return deed


def adding(organisation: Organisation) -> Callable[[], object]:
    number, person = organisation.id, the_lead_of(organisation).id

    def deed():
        services.add_action(
            db.session.get_one(Organisation, number),
            words=services.ActionWords("At once"),
            source=ActionSource.OWN,
            by=db.session.get_one(User, person),
        )

    return deed


def test_one_of_many_windows_saves_and_the_others_are_shown_both_texts(app):
    answer = answer_to(an_audit(), "register")
    endings = together(app, *(saving(answer, place) for place in range(HANDS)))
    assert endings == {"done": 1, StaleWrite.__name__: HANDS - 1}
    assert answer.version == 2


def test_without_locks_a_save_would_be_buried(app, unlocked):
    for _ in range(10):
        answer = answer_to(an_audit(), "register")
        endings = together(app, *(saving(answer, place) for place in range(HANDS)))
        if endings != {"done": 1, StaleWrite.__name__: HANDS - 1}:
            return
    pytest.fail("Ten rounds without a lock ended well, so the race above proves nothing.")


def test_each_action_gets_a_number_of_its_own(app):
    organisation = an_organisation()
    assert together(app, *[adding(organisation)] * HANDS) == {"done": HANDS}
    numbers = db.session.scalars(select(Action.number).order_by(Action.number))
    assert list(numbers) == list(range(1, HANDS + 1))


def test_without_locks_two_would_reach_for_one_number(app, unlocked):
    for _ in range(10):
        if together(app, *[adding(an_organisation())] * HANDS) != {"done": HANDS}:
            return
    pytest.fail("Ten rounds without a lock ended well, so the race above proves nothing.")


def test_a_save_never_slips_into_a_finished_audit(app):
    for _ in range(4):
        audit = an_audit()
        answer, number, person = answer_to(audit, "register"), audit.id, the_lead_of(audit.organisation).id

        def finish(number=number, person=person):
            services.finish_audit(
                db.session.get_one(InvolvementAudit, number), by=db.session.get_one(User, person)
            )

        endings = together(app, finish, saving(answer, 1))
        assert endings["done"] + endings[StepNotOpen.__name__] == 2
        db.session.refresh(answer)
        db.session.refresh(audit)
        if endings["done"] == 1:
            assert answer.words == ""
        else:
            assert answer.saved_at <= audit.finished_at
    assert invariant_problems() == []


def test_ten_presses_on_done_are_one_deed(app):
    action = an_action()
    number, person = action.id, the_lead_of(action.organisation).id

    def finish():
        services.finish_action(
            db.session.get_one(Action, number), proof="x", by=db.session.get_one(User, person)
        )

    assert together(app, *[finish] * 10)["done"] == 1
    finished = select(func.count()).where(Entry.event == "involvement.action.finish")
    assert db.session.scalar(finished) == 1


def test_a_decision_becomes_one_action_however_often_it_is_pressed(app):
    meeting = a_meeting(decisions=("Decided",))
    number, person = meeting.decisions[0].id, the_lead_of(meeting.organisation).id

    def press():
        services.action_from_decision(
            db.session.get_one(BoardDecision, number),
            words=services.ActionWords("Decided"),
            by=db.session.get_one(User, person),
        )

    assert together(app, *[press] * HANDS) == {"done": HANDS}
    assert db.session.scalar(select(func.count()).select_from(Action)) == 1


def test_two_audits_of_one_year_are_one(app):
    organisation = an_organisation()
    number, service, person = organisation.id, first_service(organisation).id, the_lead_of(organisation).id

    def start():
        services.start_audit(
            db.session.get_one(Organisation, number),
            service=db.session.get_one(Service, service),
            year=2026,
            since=today(),
            until=today(),
            by=db.session.get_one(User, person),
        )

    assert together(app, *[start] * HANDS) == {"done": 1, RuleBroken.__name__: HANDS - 1}


def test_two_first_audits_share_one_wording(app):
    organisations = [an_organisation() for _ in range(HANDS)]
    numbers = [(each.id, first_service(each).id, the_lead_of(each).id) for each in organisations]

    def start(number, service, person):
        services.start_audit(
            db.session.get_one(Organisation, number),
            service=db.session.get_one(Service, service),
            year=2026,
            since=today(),
            until=today(),
            by=db.session.get_one(User, person),
        )

    deeds = [lambda each=each: start(*each) for each in numbers]
    assert together(app, *deeds) == {"done": HANDS}
    assert len(set(db.session.scalars(select(InvolvementAudit.question_set_id)))) == 1


def test_one_page_sent_by_many_hands_is_one_reply(app):
    form = a_feedback_form()
    number = form.id

    def send():
        services.give_feedback(
            db.session.get_one(FeedbackForm, number), mark="same", answers={"respect": "yes"}
        )

    assert together(app, *[send] * HANDS) == {"done": HANDS}
    assert db.session.scalar(select(func.count()).select_from(FeedbackReply)) == 1


def test_several_workers_remind_once(app):
    organisation = an_organisation()
    an_action(organisation, owner_id=the_lead_of(organisation).id, due_on=today())
    assert together(app, *[send_reminders] * 4, in_unit=False) == {"done": 4}
    assert db.session.scalar(select(func.count()).select_from(Message)) == 1


def test_without_locks_they_would_get_in_each_others_way(app, unlocked):
    for _ in range(10):
        organisation = an_organisation()
        lead = the_lead_of(organisation).id
        an_action(organisation, owner_id=lead, due_on=today())
        endings = together(app, *[send_reminders] * 4, in_unit=False)
        written = db.session.scalar(select(func.count()).where(Message.to_user_id == lead))
        if endings != {"done": 4} or written != 1:
            return
    pytest.fail("Ten rounds without a lock ended well, so the race above proves nothing.")
