"""What the people of an organisation read once the outcome is shared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from charter_portal.assessment.models import AgreedLevel
from charter_portal.assessment.queries import allocations_of
from charter_portal.awards.enums import DecisionStatus
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.pdf import close_press
from charter_portal.framework.queries import charter_of
from charter_portal.involvement.enums import ActionSource
from charter_portal.involvement.models import Action
from charter_portal.jobs.enums import JobState
from charter_portal.jobs.models import Job
from charter_portal.jobs.services import run_due
from charter_portal.organisations.enums import MemberRole
from tests.factories.assessment import an_assessed_application as a_really_assessed_application
from tests.factories.awards import a_decision, a_withdrawn_award, an_award
from tests.factories.organisations import a_member, the_lead_of
from tests.support.pages import counted_queries

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture(scope="module", autouse=True)
def _press_ends() -> Iterator[None]:
    yield
    close_press()


def path_of(decision, part="outcome"):
    return f"/applications/{decision.application_id}/{part}"


def reader_of(decision):
    return the_lead_of(decision.application.organisation)


def test_the_page_first_says_what_it_holds_and_its_title_tells_nothing(page):
    decision = a_decision(status=DecisionStatus.RELEASED, level="gold")
    shown = page(reader_of(decision)).page(path_of(decision))
    assert shown.title == "Outcome and feedback – Charter portal" and shown.heading == "Outcome and feedback"
    assert shown.text.index("This page holds the outcome") < shown.text.index("Gold")


def test_an_award_with_its_feedback(page):
    decision = a_decision(status=DecisionStatus.RELEASED, levels={"1.1": "gold", "6.4": "working_towards"})
    shown = page(reader_of(decision)).page(path_of(decision))
    for words in (
        "Bronze is awarded to",
        decision.summary,
        "The way to Silver",
        "6.4",
        "from Working towards to Silver",
        "What is strong",
        "Strong at 1.1",
        "What would lift it",
        "Next for 6.4",
        "What you can do next",
        "You can ask us to look at this decision again.",
        "help@portal.test",
        "020 7946 0000",
        "LEC-C-",
    ):
        assert words in shown.text, words
    assert "Canary reason" not in shown.html


def test_not_yet_reads_with_the_same_care(page):
    decision = a_decision(status=DecisionStatus.RELEASED, level="not_yet", levels={"1.1": "silver"})
    shown = page(reader_of(decision)).page(path_of(decision))
    for words in (
        "There is no award for",
        "A great deal of work went into what you sent",
        "1 statement of 25 is at Working towards or above already.",
        "The way to Working towards",
        "You can apply again in a later round.",
        "Strong at 1.1",
    ):
        assert words in shown.text, words
    for word in ("unfortunately", "regret", "unsuccessful", "reject", "certificate"):
        assert word not in shown.text.lower(), word
    assert page(reader_of(decision)).get(path_of(decision, "certificate.pdf")).status_code == 404


def test_at_the_top_there_is_no_further_step(page):
    decision = a_decision(status=DecisionStatus.RELEASED, level="gold")
    shown = page(reader_of(decision)).page(path_of(decision))
    assert "You hold the highest level" in shown.text


def test_a_panel_that_decided_otherwise_says_where_its_reason_is(page):
    lower = a_decision(status=DecisionStatus.RELEASED, level="gold", decided="silver")
    shown = page(reader_of(lower)).page(path_of(lower))
    assert "Silver is awarded to" in shown.text and "reach Gold already" in shown.text
    assert "The panel saw more than the rule can." not in shown.text
    higher = a_decision(status=DecisionStatus.RELEASED, level="bronze", decided="silver")
    shown = page(reader_of(higher)).page(path_of(higher))
    assert "The way to Gold" in shown.text and "from Bronze to Gold" in shown.text


def test_no_assessor_and_no_single_score_shows(page):
    application = a_really_assessed_application()
    names = {allocation.assessor.name for allocation in allocations_of(application)}
    decision = a_decision(application, status=DecisionStatus.RELEASED)
    browser = page(reader_of(decision))
    run_due(20)
    for part in ("outcome", "outcome/feedback.pdf", "certificate.pdf"):
        data = browser.get(path_of(decision, part)).data
        for hidden in (*names, "Evidence 1, page 3", "Agreed on 1.1", "Pat Proposer", "Connie Confirmer"):
            assert hidden.encode() not in data, (part, hidden)
    assert names == {"Robin Reader", "Sam Second"}


def test_documents_while_they_are_prepared_and_when_they_are_there(page):
    award = an_award()
    decision = award.decision
    browser = page(a_member(decision.application.organisation))
    shown = browser.page(path_of(decision))
    assert "Download the certificate" not in shown.text
    for part in ("certificate.pdf", "outcome/feedback.pdf"):
        shown = browser.page(path_of(decision, part))
        assert shown.heading == "The PDF is being prepared"
        assert shown.title == "Being prepared – Charter portal"
    run_due(10)
    assert "Download the certificate" in browser.page(path_of(decision)).text
    for part, name in (
        ("certificate.pdf", f"{award.number}.pdf"),
        ("outcome/feedback.pdf", f"{decision.application.reference}-document.pdf"),
    ):
        answer = browser.get(path_of(decision, part))
        assert answer.data.startswith(b"%PDF") and answer.mimetype == "application/pdf"
        assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_document_that_stopped_can_be_asked_for_again(page):
    award = an_award()
    browser = page(reader_of(award.decision))
    with unit_of_work():
        for job in db.session.query(Job):
            job.state = JobState.STOPPED
    shown = browser.page(path_of(award.decision, "certificate.pdf"))
    assert shown.heading == "The PDF is not there yet"
    browser.send(path_of(award.decision, "outcome/documents"))
    browser.send(path_of(award.decision, "outcome/documents"))
    assert db.session.query(Job).filter_by(state=JobState.WAITING).count() == 2


def test_a_withdrawn_award_says_why_and_gives_no_certificate(page):
    award = a_withdrawn_award(reason="The service closed in May.")
    browser = page(reader_of(award.decision))
    shown = browser.page(path_of(award.decision))
    assert "This award has been withdrawn" in shown.text and "The service closed in May." in shown.text
    assert "Congratulations" not in shown.text and "Share the certificate" not in shown.text
    answer = browser.get(path_of(award.decision, "certificate.pdf"))
    assert answer.status_code == 302 and answer.headers["Location"].endswith("/outcome")


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "{{7*7}}", "שלום 🌉\u202eabc", "Ŵel\n\nO’Neill"]
)
def test_words_come_back_as_they_were_written(words, page):
    decision = a_decision(status=DecisionStatus.RELEASED, summary=words)
    with unit_of_work():
        db.session.query(AgreedLevel).update({"strengths": words, "lift": words})
    shown = page(reader_of(decision)).page(path_of(decision))
    assert shown.text.count(" ".join(words.split())) >= 3


def test_the_page_costs_few_queries(app, page):
    decision = a_decision(status=DecisionStatus.RELEASED)
    browser = page(reader_of(decision))
    browser.page(path_of(decision))
    with counted_queries(app) as sent:
        browser.page(path_of(decision))
    assert len(sent) <= 16, len(sent)


def test_what_would_lift_a_statement_goes_on_the_action_plan_once(page, session):
    decision = a_decision(status=DecisionStatus.RELEASED, level="bronze")
    agreed = session.scalars(select(AgreedLevel).order_by(AgreedLevel.id)).first()
    with unit_of_work():
        agreed.lift = "Ask people on probation to read the advert first."
    charter = charter_of(decision.application.cycle.framework_version_id)
    statement = charter.statement_by_id[agreed.statement_id]
    browser = page(reader_of(decision))
    path = path_of(decision, f"outcome/statements/{statement.code}/action")
    places = {browser.send(path).response.headers["Location"] for _ in range(2)}
    action = session.scalars(select(Action)).one()
    assert places == {
        f"/organisations/{decision.application.organisation_id}/involvement/actions/{action.id}/change"
    }
    assert (action.detail, action.source) == (agreed.lift, ActionSource.FEEDBACK)
    assert f"On your action plan: action {action.number}" in browser.page(path_of(decision)).text
    viewer = page(a_member(decision.application.organisation, MemberRole.VIEWER))
    assert "Put it on our action plan" not in viewer.page(path_of(decision)).text
    viewer.send(path, status=403)
    browser.send(path_of(decision, "outcome/statements/9.9/action"), status=409)
