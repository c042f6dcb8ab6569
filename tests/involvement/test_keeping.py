"""Words about involvement are kept for their time; then they go once, and what is counted stays (I7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import add_months, now, pretending, today
from charter_portal.core.database import Base, db, unit_of_work
from charter_portal.core.errors import StepNotOpen
from charter_portal.files.models import StoredFile
from charter_portal.files.services import store_bytes
from charter_portal.involvement import services
from charter_portal.involvement.models import (
    Action,
    ActionNote,
    AuditAnswer,
    BoardMeeting,
    FeedbackForm,
    FeedbackReply,
)
from charter_portal.involvement.queries import changes_between, invariant_problems, ratings_of
from charter_portal.involvement.rules import keeping
from tests.factories.involvement import (
    a_done_action,
    a_feedback_form,
    a_finished_audit,
    a_meeting,
    an_action,
    an_activity,
    an_audit,
    closed,
    first_service,
    meeting_words,
    reply_to,
    say,
)
from tests.factories.organisations import an_organisation, the_lead_of

pytestmark = pytest.mark.usefixtures("session")

CANARY = "Quetzalcoatlus"


def later(months: int, days: int = 0):
    """So many months and days from today."""
    return pretending(now() + (add_months(today(), months) - today()) + timedelta(days=days))


def entries() -> list[Entry]:
    return list(db.session.scalars(select(Entry).where(Entry.event == "involvement.words.let_go")))


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_each_kind_reaches_its_limit_on_its_day_and_goes_once():
    organisation = an_organisation()
    rows = [
        closed(a_feedback_form(organisation)),
        an_activity(organisation),
        a_finished_audit(organisation),
        a_meeting(organisation),
        a_done_action(organisation),
    ]
    for months, goes in ((24, 1), (72, 4)):
        with later(months):
            assert services.let_go_of_words() == 0
        with later(months, days=1):
            assert services.let_go_of_words() == goes
            assert services.let_go_of_words() == 0
    db.session.expire_all()
    assert all(row.let_go_at for row in rows)
    assert len(entries()) == len(rows)
    assert all(entry.actor_id is None for entry in entries())
    assert invariant_problems() == []


def test_nothing_that_still_lives_is_touched():
    organisation = an_organisation()
    action, form = an_action(organisation), a_feedback_form(organisation)
    audit = an_audit(organisation)
    with later(80):
        say(audit, audit.answers[0].question, None, words="Said late")
    with later(keeping.AUDITS.months, days=40):
        services.let_go_of_words()
    db.session.expire_all()
    assert action.let_go_at is None and action.title == "Offer travel money"
    assert audit.let_go_at is None
    assert form.let_go_at is not None, "A form whose last day is long past counts as closed."


def test_no_word_of_a_meeting_or_an_action_is_left_and_what_counts_stays():
    organisation = an_organisation()
    lead = the_lead_of(organisation)
    meeting = a_meeting(organisation, decisions=(f"{CANARY} decided",), said=CANARY, talked_about=CANARY)
    action = an_action(organisation, title=CANARY, detail=CANARY, owner_id=lead.id)
    with unit_of_work():
        services.add_note(action, words=CANARY, by=lead)
        services.finish_action(action, proof=CANARY, by=lead)
        action.proof_file = store_bytes("proof.txt", CANARY.encode(), "text/plain", by=lead)
        meeting.report_file = store_bytes("board.pdf", b"%PDF", "application/pdf", by=None)
        meeting.report_digest = "0" * 64
    an_activity(organisation, title=CANARY, happened=CANARY, thanks=CANARY, changed=CANARY, using_count=4)
    services_of_it, period = [first_service(organisation)], (today() - timedelta(days=9), today())
    before = changes_between(organisation, *period, services=services_of_it)
    with later(keeping.ACTIONS.months, days=1):
        services.let_go_of_words()
    db.session.expire_all()
    after = changes_between(organisation, *period, services=services_of_it)
    assert after.summary == before.summary and [each.number for each in after.done] == [action.number]
    assert (action.owner_id, action.saved_by_id, meeting.report_file_id) == (None, None, None)
    assert count(ActionNote) == count(StoredFile) == 0
    assert meeting.decisions == []
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            assert CANARY not in repr(row), table.name
    assert invariant_problems() == []


def test_an_audit_keeps_its_ratings_to_compare_with():
    audit = an_audit()
    key = audit.answers[0].question
    say(audit, key, None, words=CANARY, what_next=CANARY)
    with unit_of_work():
        services.finish_audit(audit, by=the_lead_of(audit.organisation))
    ratings = ratings_of(audit)
    with later(keeping.AUDITS.months, days=1):
        services.let_go_of_words()
        with pytest.raises(StepNotOpen), unit_of_work():
            services.reopen_audit(audit, by=the_lead_of(audit.organisation))
    db.session.expire_all()
    assert ratings_of(audit) == ratings
    said = db.session.scalars(select(AuditAnswer.words + AuditAnswer.what_next))
    assert set(said) == {""}


def test_replies_go_and_the_trail_does_not_say_how_many():
    form, other = a_feedback_form(), a_feedback_form()
    reply_to(form, 3, respect="yes", better=CANARY)
    reply_to(other, 1, respect="yes")
    closed(form)
    with unit_of_work():
        other.closes_on = today() + timedelta(days=1000)
    with later(keeping.REPLIES.months, days=1):
        assert services.let_go_of_words() == 1
    assert db.session.scalars(select(FeedbackReply.form_id)).all() == [other.id]
    (entry,) = entries()
    assert entry.after == {"had_answers": True}


def test_nothing_is_written_to_it_afterwards(page):
    organisation = an_organisation()
    lead, meeting = the_lead_of(organisation), a_meeting(organisation)
    action, form = a_done_action(organisation), closed(a_feedback_form(organisation))
    activity = an_activity(organisation)
    with later(keeping.MEETINGS.months, days=1):
        services.let_go_of_words()
    db.session.expire_all()
    here = f"/organisations/{organisation.id}/involvement"
    with pytest.raises(StepNotOpen), unit_of_work():
        services.change_meeting(
            meeting, words=meeting_words(organisation, said="New"), version=meeting.version, by=lead
        )
    with pytest.raises(StepNotOpen), unit_of_work():
        services.take_up_again(action, by=lead)
    signed_in = page(lead)
    for path, gone in {
        f"board/{meeting.id}": "Add the decision",
        f"actions/{action.id}": "Take it up again",
        f"activities/{activity.id}": f"activities/{activity.id}/change",
        f"feedback/{form.id}": "Not enough people",
    }.items():
        shown = signed_in.page(f"{here}/{path}")
        assert "kept for its time" in shown.text, path
        assert gone not in shown.html, path


def test_the_privacy_page_says_how_long(page):
    words = page().page("/privacy").text
    for kept in keeping.KEPT:
        assert kept.what in words
    assert "2 years after the form closed" in words and "6 years after the meeting" in words


def test_two_workers_at_once_do_no_harm():
    meeting = a_meeting()
    with later(keeping.MEETINGS.months, days=1):
        services.let_go_of_words()
        with unit_of_work():
            assert not services.keeping._let_go(db.session.get(BoardMeeting, meeting.id))
    assert len(entries()) == 1
    assert count(Action) == count(FeedbackForm) == 0
