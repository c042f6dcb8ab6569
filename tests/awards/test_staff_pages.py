"""The pages on which staff decide, release and look after awards, with good input and bad."""

from __future__ import annotations

from datetime import timedelta

import pytest

from charter_portal.audit_trail.models import Entry
from charter_portal.awards.enums import DecisionStatus
from charter_portal.awards.models import Award
from charter_portal.awards.queries import decision_of
from charter_portal.core.clock import today
from charter_portal.core.database import db, unit_of_work
from charter_portal.framework.queries import charter_of
from tests.factories.accounts import a_commissioner, an_officer
from tests.factories.assessment import a_submission
from tests.factories.awards import a_decision, an_assessed_application, an_award, many_awards
from tests.factories.cycles import a_cycle
from tests.support.pages import counted_queries

pytestmark = pytest.mark.usefixtures("session")


def path_of(application, deed=""):
    return f"/staff/applications/{application.id}/decision{deed}"


def test_the_page_says_what_the_rule_gives_and_why(page):
    application = an_assessed_application(levels={"1.1": "gold"})
    shown = page(an_officer()).page(path_of(application))
    for words in (
        "What the award rule gives: Bronze",
        "The shortest way to Silver",
        "Silver: 4 conditions open",
        "Bronze: met",
        "Every core statement must reach Silver.",
        "Not yet",
        "sample charter",
    ):
        assert words in shown.text, words
    assert shown.value_of("level") == "bronze" and shown.value_of("version") == "0"


def test_propose_and_confirm(page):
    application = an_assessed_application()
    olu, ada = page(an_officer()), page(an_officer())
    olu.send(path_of(application), {"level": "bronze", "summary": "Well done.", "version": "0"})
    shown = olu.page(path_of(application))
    assert "You proposed this decision, so somebody else confirms it." in shown.text
    assert "Confirm this decision" not in shown.text
    shown = ada.page(path_of(application))
    assert "Confirm this decision" in shown.text and "Well done." in shown.text
    ada.send(path_of(application, "/confirm"), {"version": "1"})
    shown = ada.page(path_of(application))
    assert "Confirmed, to be released" in shown.text and "Propose" not in shown.heading
    assert decision_of(application).status is DecisionStatus.CONFIRMED


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, "Choose a level, or “Not yet”."),
        ({"level": "platinum", "summary": "x"}, "Choose a level, or “Not yet”."),
        ({"level": "not_yet", "summary": "x"}, "Choose a level, or “Not yet”."),
        ({"level": "bronze", "summary": " \x00 "}, "Write a message to the applicant."),
        ({"level": "gold", "summary": "x"}, "This differs from what the award rule gives. Say why."),
        ({"level": "-", "summary": "x"}, "This differs from what the award rule gives. Say why."),
        ({"level": "bronze", "summary": "word " * 501}, "Use 500 words or fewer. You have 501."),
        (
            {"level": "bronze", "summary": "a" * 70_000},
            "This text is very long. Use 60,000 characters or fewer.",
        ),
    ],
)
def test_a_proposal_that_lacks_something_keeps_what_was_typed(data, error, page):
    application = an_assessed_application()
    given = {"version": "0", "override_reason": "Ŵel 🌉", **data}
    if "differs" in error:
        given["override_reason"] = ""
    shown = page(an_officer()).send(path_of(application), given, status=400)
    assert error in shown.errors
    if data.get("summary", "x").strip(" \x00"):
        assert (shown.value_of("summary") or "") == data.get("summary", "").strip()
    assert decision_of(application) is None


def test_a_version_that_is_no_number_is_a_stale_page(page):
    application = an_assessed_application()
    data = {"level": "bronze", "summary": "x", "version": "1; DROP"}
    page(an_officer()).send(path_of(application), data, status=409)
    assert decision_of(application) is None


def test_a_colleagues_proposal_is_shown_beside_ones_own_words(page):
    application = an_assessed_application()
    a_decision(application, summary="Theirs, word for word.")
    browser = page(an_officer())
    data = {"level": "bronze", "summary": "Mine, word for word.", "version": "0"}
    shown = browser.send(path_of(application), data, status=409)
    assert "Theirs, word for word." in shown.text and shown.value_of("summary") == "Mine, word for word."
    versions = {field.get("value") for field in shown.all("input", name="version")}
    assert versions == {"1"}
    browser.send(path_of(application), data | {"version": "1"})
    assert decision_of(application).summary == "Mine, word for word."


def test_a_proposal_that_changed_is_not_confirmed_unread(page):
    application = an_assessed_application()
    a_decision(application)
    a_decision(application, decided=None)
    browser = page(an_officer())
    browser.send(path_of(application, "/confirm"), {"version": "1"})
    assert "read the new proposal first" in browser.page(path_of(application)).text
    assert decision_of(application).status is DecisionStatus.PROPOSED


def test_sending_back_needs_a_reason_and_shows_it(page):
    decision = a_decision()
    path = path_of(decision.application)
    browser = page(an_officer())
    shown = browser.send(f"{path}/send-back", {"version": "1", "reason": " "}, status=400)
    assert shown.errors == ["Say what to look at again, so that the proposer can help."]
    browser.send(f"{path}/send-back", {"version": "1", "reason": "Look at 1.1."})
    shown = browser.page(path)
    assert "Look at 1.1." in shown.text and "Sent back to the proposer" in shown.text


def test_before_moderation_is_complete_nothing_is_shown(page):
    application = a_submission()
    shown = page(an_officer()).page(path_of(application))
    assert "once every statement has an agreed level" in shown.text and "award rule" not in shown.text


def test_the_commissioner_reads_and_is_offered_nothing(page):
    decision = a_decision()
    shown = page(a_commissioner()).page(path_of(decision.application))
    assert decision.summary in shown.text
    assert [form.get("action") for form in shown.all("form") if form.get("method") == "post"] == ["/sign-out"]


def test_every_look_at_a_decision_is_in_the_trail_once(page):
    decision = a_decision()
    browser = page(an_officer())
    for _ in range(2):
        browser.page(path_of(decision.application))
    assert db.session.query(Entry).filter_by(event="awards.decision.viewed").count() == 1


def test_release_shows_what_goes_and_what_waits(page):
    cycle = a_cycle()
    ready = a_decision(status=DecisionStatus.CONFIRMED, cycle=cycle)
    waiting = a_decision(cycle=cycle)
    browser = page(an_officer())
    shown = browser.page(f"/staff/cycles/{cycle.id}/release")
    assert ready.application.title in shown.text and "A second person to confirm" in shown.text
    shown = browser.page(f"/staff/cycles/{cycle.id}/release/check")
    assert "This shares 1 outcome, makes 1 award and sends 1 mail." in shown.text
    assert waiting.application.title not in shown.text.split("Release now")[0].split("Mails")[1]
    browser.send(f"/staff/cycles/{cycle.id}/release/check", {"decisions": shown.value_of("decisions")})
    assert "1 outcome shared" in browser.page(f"/staff/cycles/{cycle.id}/release").text
    assert db.session.query(Award).count() == 1


@pytest.mark.parametrize(("days_to_go", "is_early"), [(2, True), (0, False)])
def test_a_release_before_its_day_says_so(days_to_go, is_early, page):
    cycle = a_cycle()
    decision = a_decision(status=DecisionStatus.CONFIRMED, cycle=cycle)
    with unit_of_work():
        cycle.release_on = today() + timedelta(days=days_to_go)
    shown = page(an_officer()).page(f"/staff/cycles/{decision.application.cycle_id}/release/check")
    assert ("This is earlier than announced" in shown.text) == is_early


@pytest.mark.parametrize("checked", ["", "999999", "x,y", "1" * 5000, "\x00"])
def test_a_release_of_another_list_than_the_one_checked_is_refused(checked, page):
    decision = a_decision(status=DecisionStatus.CONFIRMED)
    path = f"/staff/cycles/{decision.application.cycle_id}/release/check"
    shown = page(an_officer()).send(path, {"decisions": checked}, status=409)
    assert "Please check it once more." in shown.errors[0]
    assert shown.value_of("decisions") == str(decision.id)
    assert db.session.query(Award).count() == 0


def test_releasing_twice_releases_once(page):
    decision = a_decision(status=DecisionStatus.CONFIRMED)
    path = f"/staff/cycles/{decision.application.cycle_id}/release/check"
    browser, data = page(an_officer()), {"decisions": str(decision.id)}
    browser.send(path, data)
    browser.send(path, data, status=409)
    assert db.session.query(Award).count() == 1


def test_withdrawing_an_award(page):
    award = an_award()
    browser = page(an_officer())
    shown = browser.send(f"/staff/awards/{award.id}/withdraw", {"reason": ""}, status=400)
    assert shown.errors == ["Give the reason. The organisation reads it; the public does not."]
    browser.send(f"/staff/awards/{award.id}/withdraw", {"reason": "The service has closed."})
    assert "The service has closed." in browser.page(f"/staff/awards/{award.id}/withdraw").text
    shown = browser.page("/staff/awards?state=withdrawn")
    assert award.number in shown.text
    shown = browser.send(f"/staff/awards/{award.id}/withdraw", {"reason": "Again"}, status=400)
    assert shown.errors == ["This award has been withdrawn already."]


def test_the_list_filters_sorts_and_pages(page):
    award = an_award(level="gold")
    many_awards(60, award)
    browser = page(a_commissioner())
    shown = browser.page("/staff/awards")
    assert "Showing 1 to 50 of 61 awards." in shown.text and "Action" not in shown.text
    one = db.session.query(Award).order_by(Award.id.desc()).first()
    found = browser.page(f"/staff/awards?search={one.organisation_name.upper().replace(' ', '+')}")
    assert one.number in found.text and "Showing the only award." in found.text
    assert "Showing the only award." in browser.page(f"/staff/awards?search={award.number}").text
    for query in ("state=expired", "state=withdrawn", "search=%25"):
        assert "Nothing to show." in browser.page(f"/staff/awards?{query}").text
    for query in (
        "state=x&level=y&sort=code&page=-1",
        "page=9999999",
        "sort=--level",
        "search=%00%F0%9F%8C%89",
    ):
        browser.page(f"/staff/awards?{query}")


def test_lists_cost_the_same_at_any_length(app, page):
    award = an_award()
    cycle_id = award.decision.application.cycle_id
    browser = page(an_officer())
    costs = []
    for _ in range(2):
        for path in ("/staff/awards", f"/staff/cycles/{cycle_id}/release"):
            browser.page(path)
            with counted_queries(app) as sent:
                browser.page(path)
            costs.append(len(sent))
        many_awards(60, award)
    assert costs[:2] == costs[2:] and max(costs) <= 8, costs


def test_an_unpublished_tier_name_never_decides(page):
    application = an_assessed_application(level="gold")
    assert charter_of(application.cycle.framework_version_id).tiers[-1].name == "Gold"
    shown = page(an_officer()).page(path_of(application))
    assert "What the award rule gives: Gold" in shown.text and "The shortest way" not in shown.text
