"""The home of an application, the list of applications, and what pages cost."""

from __future__ import annotations

import pytest

from charter_portal.applications.enums import ApplicationStatus as S
from charter_portal.applications.rules.waiting import TURNS
from charter_portal.core.clock import now
from charter_portal.core.database import unit_of_work
from charter_portal.organisations.enums import MemberRole
from tests.factories.accounts import an_officer
from tests.factories.applications import an_application, the_response, write, write_all
from tests.factories.cycles import a_cycle
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.factories.submissions import a_file_of, a_submission, point
from tests.support.pages import counted_queries
from tests.support.words import banned_words, long_sentences, visible_text

pytestmark = pytest.mark.usefixtures("session")


def test_the_matrix_shows_every_statement_with_its_state(page):
    application = an_application()
    write(application, "1.1", level="not_yet")
    write(application, "2.1", level="silver")
    shown = page(the_lead_of(application.organisation)).page(f"/applications/{application.id}")
    table = shown.all("table", class_="matrix")[0]
    assert len(list(table.iter("td"))) == 18
    assert len([a for a in table.iter("a") if "/statements/" in a.get("href")]) == 25
    words = " ".join("".join(table.itertext()).split())
    assert "1.1 Fair recruitment policy Complete" in words
    assert words.count("In progress") == 1
    assert words.count("Carry on here") == 1
    assert "1 of 25 statements complete" in shown.text
    assert "Carry on with: 2.1" in shown.text


def test_the_deadline_and_its_grace_are_told_in_words(page):
    cycle = a_cycle(grace_minutes=30)
    application = an_application(cycle=cycle)
    shown = page(the_lead_of(application.organisation)).page(f"/applications/{application.id}")
    assert "(UK time)" in shown.text
    assert "We still take your application until" in shown.text
    assert "days left" not in shown.text


def test_when_all_is_complete_the_way_to_check_is_next(page):
    application = an_application()
    write_all(application)
    shown = page(the_lead_of(application.organisation)).page(f"/applications/{application.id}")
    assert "Every statement is complete" in shown.text
    assert f"/applications/{application.id}/check" in shown.links


@pytest.mark.parametrize("state", [s for s in S if s not in {S.DRAFT, S.RETURNED}])
def test_each_state_has_a_home_and_a_staff_page(page, state):
    application = a_submission().application
    with unit_of_work():
        application.status = state
        application.withdrawn_at = now() if state is S.WITHDRAWN else None
    shown = page(the_lead_of(application.organisation)).page(f"/applications/{application.id}")
    assert state.their_label in shown.text
    staff = page(an_officer()).page(f"/staff/applications/{application.id}")
    assert state.label in staff.text
    assert state in TURNS


def test_what_the_outcome_is_stays_out_of_sight_until_release(page):
    application = a_submission().application
    for state in (S.IN_ASSESSMENT, S.ASSESSED, S.DECIDED):
        with unit_of_work():
            application.status = state
        shown = page(the_lead_of(application.organisation)).page(f"/applications/{application.id}")
        assert "Being assessed" in shown.text
        assert "/outcome" not in shown.html


def paths_of(application) -> list[str]:
    ends = ("", "/scope", "/statements/1.1", "/statements/6.4", "/withdraw")
    return ["/applications", "/applications/new", *(f"/applications/{application.id}{end}" for end in ends)]


def test_pages_keep_to_plain_words(page):
    application = an_application()
    browser = page(the_lead_of(application.organisation))
    public = (browser.page(f"/charter/statements/{code}").html for code in ("1.1", "6.4"))
    known = {sentence for html in public for sentence in long_sentences(visible_text(html))}
    for path in paths_of(application):
        text = visible_text(browser.page(path).html)
        assert not banned_words(text), path
        # The kinds of files that are taken are a list, not a sentence.
        long = {sentence for sentence in long_sentences(text) if "(docx)" not in sentence}
        assert not long - known, path


def queries_for(app, browser, path: str) -> int:
    browser.page(path)
    with counted_queries(app) as statements:
        browser.page(path)
    return len(statements)


def test_the_home_and_a_statement_need_few_queries(app, page):
    application = an_application()
    for number in range(3):
        a_member(application.organisation, MemberRole.CONTRIBUTOR, f"Colleague {number}")
    browser = page(the_lead_of(application.organisation))
    empty = [queries_for(app, browser, path) for path in paths_of(application)[2:5]]
    write_all(application)
    full = [queries_for(app, browser, path) for path in paths_of(application)[2:5]]
    home, _, statement = full
    assert home == empty[0]
    assert home <= 10
    assert statement == empty[2]
    assert statement <= 10


def test_a_full_library_makes_the_statement_page_no_dearer(app, page):
    application = an_application()
    browser = page(the_lead_of(application.organisation))
    path = f"/applications/{application.id}/statements/1.1"
    before = queries_for(app, browser, path)
    for number in range(5):
        item = a_file_of(application, f"plan-{number}.txt", f"Plan {number}.".encode())
        if number % 2:
            point(the_response(application), item, "page 2")
    assert queries_for(app, browser, path) <= before + 1


def test_the_list_costs_the_same_for_one_and_for_many(app, page):
    organisation = an_organisation(services=6)
    browser = page(the_lead_of(organisation))
    an_application(organisation, services=organisation.services[:1])
    one = queries_for(app, browser, "/applications")
    for service in organisation.services[1:]:
        an_application(organisation, services=[service])
    assert queries_for(app, browser, "/applications") == one
    assert one <= 10
