"""Giving a submission back, and taking an application back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from charter_portal.applications import services
from charter_portal.applications.enums import ApplicationStatus as S
from charter_portal.applications.models import ReturnRequest
from charter_portal.applications.queries import open_return
from charter_portal.applications.signals import application_withdrawn
from charter_portal.audit_trail.models import Entry
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen
from charter_portal.framework.queries import charter_of
from charter_portal.organisations.enums import MemberRole
from tests.factories.accounts import a_commissioner, an_officer
from tests.factories.applications import write
from tests.factories.organisations import a_member, the_lead_of
from tests.factories.submissions import a_submission
from tests.support.words import banned_words

pytestmark = pytest.mark.usefixtures("session")
REASON = "Thank you. Two statements need a little more."


def statement_id(application, code: str) -> int:
    return charter_of(application.cycle.framework_version_id).statement_by_code(code).id


def give_back(application, *codes: str, by=None, reason: str = REASON) -> ReturnRequest:
    by = by or an_officer()
    chosen = {statement_id(application, code): f"More on {code}" for code in codes}
    with unit_of_work():
        return services.return_for_changes(application, reason=reason, statements=chosen, by=by)


@pytest.fixture
def submitted():
    return a_submission().application


def test_only_the_chosen_statements_may_change(submitted):
    give_back(submitted, "1.1", "2.3")
    assert submitted.status is S.RETURNED
    write(submitted, "1.1", narrative="Said better now.")
    with pytest.raises(StepNotOpen, match="not opened for changes"):
        write(submitted, "1.2", narrative="Slipped in.")
    lead = the_lead_of(submitted.organisation)
    with pytest.raises(StepNotOpen), unit_of_work():
        services.change_scope(submitted, title="Other", services=submitted.services, version=1, by=lead)


def test_the_pages_show_what_is_asked_and_open_only_that(submitted, page):
    give_back(submitted, "1.1")
    browser = page(the_lead_of(submitted.organisation))
    home = browser.page(f"/applications/{submitted.id}")
    assert REASON in home.text
    assert "More on 1.1" in home.text
    asked = browser.page(f"/applications/{submitted.id}/statements/1.1")
    assert "What we ask you to change" in asked.text
    assert asked.all("textarea", name="narrative")
    closed = browser.page(f"/applications/{submitted.id}/statements/1.2")
    assert not closed.all("textarea")
    refused = browser.send(
        f"/applications/{submitted.id}/statements/1.2",
        {"narrative": "My words", "own_level": "none", "version": "1"},
        status=409,
    )
    assert "My words" in refused.text


def test_its_people_hear_that_there_is_news_and_no_more(submitted, mails):
    sponsor = a_member(submitted.organisation, MemberRole.SPONSOR)
    a_member(submitted.organisation, MemberRole.VIEWER)
    before = len(mails())
    give_back(submitted, "1.1")
    told = mails()[before:]
    lead = the_lead_of(submitted.organisation)
    assert {each.to_address for each in told} == {lead.email, sponsor.email}
    for each in told:
        assert each.subject == "There is news in the Charter portal"
        assert REASON not in each.text + each.html
        assert submitted.title not in each.text + each.html
        assert f"https://portal.test/applications/{submitted.id}" in each.text
        assert not banned_words(each.text)


def test_a_return_needs_a_reason_and_statements_of_this_charter(submitted):
    officer = an_officer()
    one = {statement_id(submitted, "1.1"): ""}
    for reason, statements in (("  ", one), ("Why", {}), ("Why", {9999: ""})):
        with pytest.raises(RuleBroken), unit_of_work():
            services.return_for_changes(submitted, reason=reason, statements=statements, by=officer)
    assert submitted.status is S.SUBMITTED
    assert open_return(submitted) is None


def test_only_staff_return_and_only_before_assessment(submitted):
    for person in (the_lead_of(submitted.organisation), a_commissioner()):
        with pytest.raises(NotAllowed):
            give_back(submitted, "1.1", by=person)
    officer = an_officer()
    with unit_of_work():
        services.begin_assessment(submitted, by=officer)
    with pytest.raises(StepNotOpen):
        give_back(submitted, "1.1", by=officer)
    with pytest.raises(StepNotOpen), unit_of_work():
        services.withdraw_application(submitted, by=the_lead_of(submitted.organisation))


def test_staff_return_from_a_page_that_keeps_what_they_typed(submitted, page):
    browser, path = page(an_officer()), f"/staff/applications/{submitted.id}/return"
    number = statement_id(submitted, "2.3")
    shown = browser.send(path, {"reason": "", f"note_{number}": "A kept note"}, status=400)
    assert shown.value_of(f"note_{number}") == "A kept note"
    shown = browser.send(path, {"reason": "Why", f"note_{number}": "A kept note"}, status=400)
    assert "at least one statement" in shown.errors[0]
    browser.send(path, {"reason": "Why", f"open_{number}": "y", f"note_{number}": "A kept note"})
    request = open_return(submitted)
    assert [(each.statement_id, each.reason) for each in request.statements] == [(number, "A kept note")]
    shown = browser.page(f"/staff/applications/{submitted.id}")
    assert "Waiting for the organisation" in shown.text
    assert "Returned for changes" in shown.text
    assert "cannot be returned now" in browser.page(path).text


def test_every_step_is_in_the_trail_with_its_note(submitted, session):
    officer = an_officer()
    give_back(submitted, "1.1", by=officer)
    entry = session.scalar(select(Entry).where(Entry.event == "applications.application.return_for_changes"))
    assert (entry.actor_id, entry.note) == (officer.id, REASON)
    assert (entry.before, entry.after) == ({"status": "submitted"}, {"status": "returned"})


class TestWithdrawing:
    def test_it_asks_first_and_says_what_it_means(self, submitted, page):
        shown = page(the_lead_of(submitted.organisation)).page(f"/applications/{submitted.id}/withdraw")
        assert "You do not have to say why" in shown.text
        assert submitted.status is S.SUBMITTED

    def test_a_lead_withdraws_and_gets_a_receipt(self, submitted, page, mails, session):
        before = len(mails())
        browser, heard = page(the_lead_of(submitted.organisation)), []

        def hear(application, by) -> None:
            heard.append((application.id, by.id))

        with application_withdrawn.connected_to(hear):
            browser.send(f"/applications/{submitted.id}/withdraw", {"reason": ""})
        session.expire_all()
        assert submitted.status is S.WITHDRAWN
        assert submitted.withdrawn_at is not None
        assert heard == [(submitted.id, the_lead_of(submitted.organisation).id)]
        assert [each.to_address for each in mails()[before:]] == [the_lead_of(submitted.organisation).email]
        assert "This application is withdrawn" in browser.page(f"/applications/{submitted.id}").text

    def test_twice_is_met_calmly(self, submitted, page):
        browser, path = page(the_lead_of(submitted.organisation)), f"/applications/{submitted.id}/withdraw"
        browser.send(path, {})
        shown = browser.send(path, {}, status=400)
        assert "already moved on" in shown.errors[0]
        assert "can no longer be withdrawn" in browser.page(path).text

    def test_nothing_changes_any_more(self, submitted, page):
        lead = the_lead_of(submitted.organisation)
        with unit_of_work():
            services.withdraw_application(submitted, by=lead)
        with pytest.raises(StepNotOpen, match="withdrawn"):
            write(submitted, "1.1", narrative="Late")
