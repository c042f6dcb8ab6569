"""Submitting: whole, once, in time; and what it leaves behind."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from charter_portal.applications.enums import ApplicationStatus as S
from charter_portal.applications.models import ReferenceSeries, Submission
from charter_portal.applications.rules import document as doc
from charter_portal.applications.rules.deadline import TooLate
from charter_portal.applications.rules.declaration import DECLARATION_TEXT
from charter_portal.applications.services import return_for_changes, save_response, withdraw_application
from charter_portal.applications.services.submissions import submit_application
from charter_portal.applications.signals import application_submitted
from charter_portal.audit_trail.models import Entry
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen
from charter_portal.jobs.models import Job
from charter_portal.organisations.enums import MemberRole
from tests.factories.accounts import an_officer
from tests.factories.cycles import a_cycle
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.factories.submissions import (
    a_begun_application,
    a_complete_application,
    a_file_of,
    point,
    responses_of,
)

pytestmark = pytest.mark.usefixtures("session")
DEADLINE = datetime(2027, 3, 5, 17, 0, tzinfo=UTC)


def submit(application, *, by=None, **options) -> Submission:
    by = by or the_lead_of(application.organisation)
    given = {"declaration": DECLARATION_TEXT, "name": "Sam Okafor", "job_title": "Director"}
    with unit_of_work():
        return submit_application(application, by=by, **given | options)


def give_back(application, *responses) -> None:
    officer, chosen = an_officer(), {each.statement_id: "" for each in responses}
    with unit_of_work():
        return_for_changes(application, reason="Please say more.", statements=chosen, by=officer)


def count(session, thing) -> int:
    return session.scalar(select(func.count()).select_from(thing)) or 0


def test_a_submission_freezes_the_application_with_the_digests_of_its_files(session):
    application = a_complete_application(title="RECONNECT مرحبا 👩🏽‍🚀")
    item = a_file_of(application, "plan.txt", b"Our plan.\n")
    unused = a_file_of(application, "unused.txt", b"Not needed.\n")
    point(responses_of(application)[0], item, "page 2")
    submission = submit(application)
    document = doc.read_document(submission.document)
    assert submission.sha256 == doc.digest_of(submission.document)
    assert doc.write_document(document) == submission.document
    assert document.reference == application.reference
    assert document.title == "RECONNECT مرحبا 👩🏽‍🚀"
    assert document.evidence_by_number[item.number].sha256 == item.file.sha256
    assert unused.number not in document.evidence_by_number
    assert [r.code for r in document.responses][:2] == ["1.1", "1.2"]
    assert document.responses[0].citations[1] == doc.CitationFacts(item.number, "page 2")
    assert document.declaration == doc.DeclarationFacts(DECLARATION_TEXT, "Sam Okafor", "Director")
    assert document.moment == submission.submitted_at == application.submitted_at
    assert json.loads(submission.document)["format"] == "charter-submission/1"


def test_submitting_changes_the_state_once_and_tells_everybody_concerned(session, mails):
    application = a_complete_application()
    lead = the_lead_of(application.organisation)
    sponsor = a_member(application.organisation, MemberRole.SPONSOR)
    a_member(application.organisation, MemberRole.VIEWER)
    heard = []

    def hear(sender, submission, by, **_):
        heard.append((sender, submission.number, by))

    with application_submitted.connected_to(hear):
        submission = submit(application, by=sponsor)
    assert application.status == S.SUBMITTED
    assert heard == [(application, 1, sponsor)]
    assert {each.to_address for each in mails()} == {lead.email, sponsor.email}
    for mail in mails():
        assert mail.subject == "Received: your receipt from the Charter portal"
        assert submission.sha256 in mail.text
        assert submission.sha256 in mail.html
        assert application.reference in mail.text
    (entry,) = session.scalars(select(Entry).where(Entry.event == "applications.application.submit"))
    assert entry.actor_id == sponsor.id
    (job,) = session.scalars(select(Job))
    assert (job.kind, job.subject_id) == ("applications.submission_pdf", submission.id)


def test_a_replay_returns_the_first_submission_and_does_nothing_else(session, mails):
    application = a_complete_application()
    first = submit(application, number=1)
    sent, entries = len(mails()), count(session, Entry)
    assert submit(application, number=1, name="Somebody Else").id == first.id
    assert submit(application).id == first.id
    assert (len(mails()), count(session, Entry), count(session, Job)) == (sent, entries, 1)
    assert first.declared_name == "Sam Okafor"


def test_a_form_from_before_a_return_leads_to_the_first_receipt_and_not_to_a_second_submission(session):
    application = a_complete_application()
    first = submit(application, number=1)
    give_back(application, responses_of(application)[0])
    assert submit(application, number=1).id == first.id
    assert application.status == S.RETURNED
    second = submit(application, number=2)
    assert second.number == 2
    assert second.id != first.id


def test_after_a_return_only_the_chosen_statements_differ(session):
    application = a_complete_application()
    first = submit(application)
    chosen, other = responses_of(application)[3:5]
    give_back(application, chosen)
    lead = the_lead_of(application.organisation)
    words = {"own_level": chosen.own_level, "narrative": "More.", "lived_experience": "", "by": lead}
    with unit_of_work():
        save_response(chosen, version=chosen.version, **words)
    with pytest.raises(StepNotOpen), unit_of_work():
        save_response(other, version=other.version, **words)
    second = submit(application)
    before, after = doc.read_document(first.document), doc.read_document(second.document)
    changed = [b.statement for b, a in zip(before.responses, after.responses, strict=True) if a != b]
    assert len(changed) == 1
    assert after.responses_by_statement[changed[0]].narrative == "More."
    assert (after.reference, after.number) == (before.reference, 2)
    assert before == doc.read_document(session.get_one(Submission, first.id).document)


def test_something_missing_is_refused(session):
    application = a_begun_application()
    with pytest.raises(RuleBroken, match="25 statements still need something"):
        submit(application)
    assert application.status == S.DRAFT
    assert application.reference is None
    assert count(session, ReferenceSeries) == 0


@pytest.mark.parametrize("role", [MemberRole.CONTRIBUTOR, MemberRole.VIEWER])
def test_only_a_lead_or_a_sponsor_signs(session, mails, role):
    application = a_complete_application()
    with pytest.raises(NotAllowed):
        submit(application, by=a_member(application.organisation, role))
    db.session.refresh(application)
    assert (application.status, application.reference) == (S.DRAFT, None)
    assert count(session, ReferenceSeries) == count(session, Submission) == len(mails()) == 0


def test_a_lead_of_another_organisation_does_not_sign(session):
    application = a_complete_application()
    with pytest.raises(NotAllowed):
        submit(application, by=the_lead_of(an_organisation()))


def test_a_withdrawn_application_is_not_submitted(session):
    application = a_complete_application()
    lead = the_lead_of(application.organisation)
    with unit_of_work():
        withdraw_application(application, reason="", by=lead)
    with pytest.raises(StepNotOpen):
        submit(application)


def test_work_that_breaks_off_leaves_no_mail_no_job_and_no_hole_in_the_references(session, mails):
    application = a_complete_application()
    lead = the_lead_of(application.organisation)

    def break_off(_sender, **_):
        raise ZeroDivisionError

    with application_submitted.connected_to(break_off), pytest.raises(ZeroDivisionError):
        submit(application, by=lead)
    assert count(session, Submission) == count(session, Job) == len(mails()) == 0
    assert submit(application).application.reference.endswith("-0001")


def test_references_count_up_within_the_year_in_london(session):
    cycle = a_cycle(deadline_at=datetime(2028, 1, 31, 17, 0, tzinfo=UTC))
    with time_machine.travel(datetime(2027, 12, 31, 23, 59, 59, tzinfo=UTC), tick=False):
        first, second = (a_complete_application(an_organisation(), cycle) for _ in range(2))
        assert submit(first).application.reference == "LEC-2027-0001"
        assert submit(second).application.reference == "LEC-2027-0002"
    with time_machine.travel(datetime(2028, 1, 1, 0, 0, 0, tzinfo=UTC), tick=False):
        third = a_complete_application(an_organisation(), cycle)
        assert submit(third).application.reference == "LEC-2028-0001"


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("grace", "after_deadline", "taken"),
    [(0, -1, True), (0, 0, True), (0, 1, False), (15, 1, True), (15, 900, True), (15, 901, False)],
)
def test_the_deadline_is_one_instant_for_submitting(session, grace, after_deadline, taken):
    application = due_application(grace)
    with time_machine.travel(DEADLINE + timedelta(seconds=after_deadline), tick=False):
        if taken:
            assert submit(application).submitted_at == DEADLINE + timedelta(seconds=after_deadline)
            return
        with pytest.raises(TooLate) as refused:
            submit(application)
    assert "The deadline was Friday 5 March 2027 at 5pm (UK time)." in refused.value.message
    time_used = (DEADLINE + timedelta(seconds=after_deadline)).strftime("%H:%M:%S")
    assert f"arrived at {time_used} GMT on 5 March 2027" in refused.value.message
    assert ("until 5:15pm" in refused.value.message) is bool(grace)
    assert count(session, Submission) == 0


def test_a_returned_application_comes_back_after_the_deadline(session):
    application = due_application(0)
    with time_machine.travel(DEADLINE - timedelta(hours=1), tick=False):
        submit(application)
        give_back(application, responses_of(application)[0])
    with time_machine.travel(DEADLINE + timedelta(days=2), tick=False):
        assert submit(application).number == 2


def due_application(grace: int):
    with time_machine.travel(DEADLINE - timedelta(days=5), tick=False):
        cycle = a_cycle(deadline_at=DEADLINE, grace_minutes=grace)
        return a_complete_application(an_organisation(), cycle)
