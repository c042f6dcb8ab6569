"""Home shows what waits for each person, and nothing of anybody else's."""

from __future__ import annotations

from flask import current_app

from charter_portal.applications.services import return_for_changes
from charter_portal.core.clock import add_months, today
from charter_portal.core.database import unit_of_work
from charter_portal.home.tasks import waiting_for
from charter_portal.organisations.enums import MemberRole
from charter_portal.workforce.enums import Place
from charter_portal.workforce.services import plan_exit
from tests.factories.accounts import a_commissioner, a_person, an_assessor, an_officer
from tests.factories.assessment import a_submission, an_allocation, an_assessed_application, an_open_reading
from tests.factories.cycles import a_cycle
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.factories.submissions import a_begun_application, a_complete_application
from tests.factories.workforce import a_post, an_editor, in_the_circle, someone_in
from tests.support.pages import counted_queries


def whats(person):
    with current_app.test_request_context(base_url="https://portal.test"):
        return [task.what for task in waiting_for(person)]


def test_a_newcomer_is_asked_for_an_organisation(session, page):
    person = a_person()
    assert whats(person) == ["Add your organisation"]
    assert "Add your organisation" in page(person).page("/home").text


def test_a_lead_carries_on_with_a_draft_and_enters_open_rounds(session):
    organisation = an_organisation()
    other = a_cycle("Other round", closes_in_days=30)
    draft = a_begun_application(organisation, a_cycle("This round", closes_in_days=20))
    assert whats(the_lead_of(organisation)) == [
        f"Carry on with {draft.title}",
        f"Start an application for {other.name}",
    ]


def test_a_sponsor_waits_until_there_is_something_to_sign(session):
    organisation = an_organisation()
    sponsor = a_member(organisation, MemberRole.SPONSOR)
    a_begun_application(organisation)
    assert whats(sponsor) == []
    done = a_complete_application(organisation, a_cycle())
    assert whats(sponsor) == [f"Check and submit {done.title}"]


def test_a_viewer_and_a_commissioner_have_nothing_to_do(session):
    organisation = an_organisation()
    a_begun_application(organisation)
    assert whats(a_member(organisation, MemberRole.VIEWER)) == []
    assert whats(a_commissioner()) == []


def test_a_return_asks_the_writers(session):
    application = a_submission()
    officer = an_officer()
    statement = application.cycle.framework_version.statements[0]
    with unit_of_work():
        return_for_changes(application, reason="Please add dates.", statements={statement.id: ""}, by=officer)
    lead = the_lead_of(application.organisation)
    assert f"Make the changes asked for in {application.title}" in whats(lead)


def test_an_assessor_declares_then_reads(session):
    asked = an_allocation()
    assert any("conflicts of interest" in what for what in whats(asked.assessor))
    reading = an_open_reading()
    assert any(what.startswith("Read and score") for what in whats(reading.assessor))
    assert not any(what.startswith("Read and score") for what in whats(asked.assessor))


def test_staff_see_counts_for_each_step(session):
    a_submission()
    an_assessed_application()
    found = whats(an_officer())
    assert "Choose assessors for 1 application" in found
    assert "Propose a decision on 1 application" in found


def test_the_page_costs_the_same_however_much_waits(app, session, page):
    assessor = an_assessor()
    counts = []
    for target in (2, 12):
        for _ in range(target):
            an_open_reading(assessor=assessor)
        browser = page(assessor)
        browser.page("/home")
        with counted_queries(app) as statements:
            browser.page("/home")
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_the_public_pages_stand(session, page):
    for path in ("/", "/help", "/accessibility", "/privacy"):
        page().page(path)
    assert page().get("/healthz").text == "ok"


def test_volunteer_clocks_wait_for_those_who_write_from_the_first_reminder_on(session, app, page):
    organisation = an_organisation()
    service, lead = organisation.services[0], the_lead_of(organisation)
    editor, viewer = an_editor(organisation), a_member(organisation, MemberRole.VIEWER)
    reader = in_the_circle(organisation, an_officer(), Place.READER)
    post = a_post(service, "volunteer", headcount=20, wte=5)
    young = someone_in(post, add_months(today(), -11))
    assert whats(editor) == [], "The first reminder comes after twelve months."
    near, over = someone_in(post, add_months(today(), -12)), someone_in(post, add_months(today(), -19))
    with unit_of_work():
        plan_exit(near, on=today(), by=lead)
    wanted = f"Talk about what comes next: 2 volunteer clocks at {organisation.name}"
    for person in (lead, editor):
        assert wanted in whats(person)
    for person in (viewer, reader):
        assert not [what for what in whats(person) if "volunteer" in what]
    shown = page(editor).page("/home")
    assert "Exit plan agreed: 1 of 2." in shown.text
    assert not [code for code in (young.code, near.code, over.code) if code in shown.text]
    browser = page(editor)
    browser.page("/home")
    with counted_queries(app) as few:
        browser.page("/home")
    for _ in range(4):
        someone_in(post, add_months(today(), -14))
    with counted_queries(app) as many:
        browser.page("/home")
    assert len(many) == len(few)
