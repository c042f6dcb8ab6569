"""The pages of the barrier log, walked as the circle and as everybody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from charter_portal.barriers.models import Solution
from charter_portal.core.clock import today
from charter_portal.core.database import unit_of_work
from charter_portal.framework.models import Statement
from charter_portal.involvement.enums import ActionSource
from charter_portal.involvement.models import Action
from charter_portal.organisations.enums import MemberRole
from charter_portal.workforce.enums import EntryStatus, Place
from charter_portal.workforce.models import BarrierEntry
from charter_portal.workforce.services import link_action, link_statement
from tests.factories.accounts import an_officer
from tests.factories.barrier_log import a_solved_entry, an_entry, many_entries
from tests.factories.barriers import a_shared_solution, the_kind
from tests.factories.involvement import an_action
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.factories.workforce import a_post, a_way_in, an_editor, in_the_circle
from tests.support.pages import counted_queries


def log_of(organisation):
    return f"/organisations/{organisation.id}/workforce/barriers"


def new_in(organisation):
    return log_of(organisation) + "/new"


def given(organisation, **changes):
    return {
        "kind": str(the_kind().id),
        "stage": "check",
        "service": str(organisation.services[0].id),
        "severity": "high",
        "words": "Clearance takes five months, and nobody says why.",
        "action": "Begin on the day of the offer.",
        "owner": "",
        "owner_role": "Service manager",
        "opened_on": (today() - timedelta(days=40)).isoformat(),
        "review_on": (today() + timedelta(days=9)).isoformat(),
        "version": "0",
    } | changes


def test_a_barrier_from_noticing_to_sharing(page, session):
    organisation = an_organisation()
    lead, officer = the_lead_of(organisation), an_officer()
    browser, base = page(lead), log_of(organisation)
    assert "Nothing is written down yet" in browser.page(base).text
    browser.page(f"{base}/new")
    browser.send(f"{base}/new", given(organisation, owner=str(lead.id)))
    entry = session.scalars(select(BarrierEntry)).one()
    path = f"/workforce/barriers/{entry.id}"
    assert path in browser.page(base).links
    shown = browser.page(path)
    for words in ("nobody says why", "Stops everybody for now", lead.name, "What helped services like yours"):
        assert words in shown.text
    browser.send(f"{path}/start")
    tried = {"words": "A call each week", "tried_on": today().isoformat(), "outcome": "helped"}
    wrong = browser.send(f"{path}/tries", tried | {"words": "", "outcome": ""}, status=400)
    assert wrong.errors == ["Say what you tried.", "Choose what came of it."]
    browser.send(f"{path}/tries", tried)
    assert "A call each week" in browser.page(path).text
    statement = session.scalars(select(Statement).order_by(Statement.id)).first()
    browser.send(f"{path}/statements", {"statement": str(statement.id)})
    assert f"{statement.code} {statement.title}" in browser.page(path).text
    browser.page(f"{path}/close")
    ending = {"outcome": "solved", "result": "Seven weeks now.", "closed_on": today().isoformat()}
    wrong = browser.send(f"{path}/close", ending | {"outcome": "", "version": "1"}, status=400)
    assert wrong.errors == ["Choose how it ended."] and wrong.value_of("result") == "Seven weeks now."
    browser.send(f"{path}/close", ending | {"version": str(session.get(BarrierEntry, entry.id).version)})
    assert "Seven weeks now." in browser.page(path).text
    first = browser.page(f"{path}/share")
    assert first.value_of("text") == "A call each week\n\nSeven weeks now."
    words = {"title": "A weekly call", "text": "The manager rings each Monday."}
    preview = browser.send(f"{path}/share", words | {"step": "look"}, status=200)
    assert "This is all that others will read" in preview.text
    assert session.scalars(select(Solution).where(Solution.entry_id == entry.id)).all() == []
    assert all(preview.html.count(f'name="{box}"') == 1 for box in ("agreed", "agreed_public"))
    assert "checked" not in preview.html
    for unticked in ({}, {"agreed_public": "y"}):
        refused = browser.send(f"{path}/share", words | unticked | {"step": "share"}, status=400)
        assert refused.errors == ["Tick the first box if you agree. Without it nothing is shared."]
        assert refused.value_of("text") == words["text"]
    browser.send(f"{path}/share", words | {"step": "share", "agreed": "y", "agreed_public": "y"})
    assert "Career Matters is reading it" in browser.page(path).text
    queue = page(officer)
    offered = session.scalars(select(Solution).where(Solution.entry_id == entry.id)).one()
    assert "A weekly call" in queue.page("/staff/solutions?show=offered").text
    queue.send(f"/staff/solutions/{offered.id}/publish", {"version": "1"})
    assert "A weekly call" in page().page("/barriers/prison_vetting").text
    assert organisation.name not in page().page("/barriers/prison_vetting").text
    browser.send(f"{path}/take-back")
    assert "A weekly call" not in page().page("/barriers/prison_vetting").text
    browser.send(f"{path}/reopen")
    assert session.get(BarrierEntry, entry.id).status is EntryStatus.OPEN


@pytest.mark.parametrize("box", ["words", "action", "owner_role"])
def test_what_may_tell_who_a_person_is_comes_back_with_every_word(page, session, box):
    organisation = an_organisation()
    browser, path = (
        page(the_lead_of(organisation)),
        f"/organisations/{organisation.id}/workforce/barriers/new",
    )
    typed = given(organisation, **{box: "Mr Smith, A1234BC"})
    told = browser.send(path, typed, status=400)
    assert len(told.errors) == 1 and "looks like" in told.errors[0]
    assert told.value_of(box) == "Mr Smith, A1234BC" and told.value_of("severity") == "high"
    assert session.scalars(select(BarrierEntry)).all() == []
    browser.send(path, typed | {"not_about_a_person": "y"})
    assert len(session.scalars(select(BarrierEntry)).all()) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": "999999"}, "Choose"),
        ({"kind": ""}, "Choose the barrier that is nearest."),
        ({"stage": "zebra"}, "Choose the stage."),
        ({"service": "x"}, "Choose"),
        ({"severity": ""}, "Choose how much it holds up."),
        ({"words": "\x00  "}, "Say what is in the way."),
        ({"words": "word " * 401}, "Use 400 words or fewer."),
        ({"opened_on": "2026-02-30"}, "Enter a real date"),
        ({"opened_on": "9999-01-01"}, "Choose the day you noticed it"),
        ({"review_on": "2001-01-01"}, "The review comes after"),
    ],
)
def test_each_slip_is_told_kindly(page, session, wrong, said):
    organisation = an_organisation()
    browser, path = (
        page(the_lead_of(organisation)),
        f"/organisations/{organisation.id}/workforce/barriers/new",
    )
    told = browser.send(path, given(organisation, **wrong), status=400)
    assert len(told.errors) == 1 and said in told.errors[0]
    assert told.value_of("owner_role") == "Service manager"


def test_another_organisations_things_cannot_be_chosen(page, session):
    organisation, other = an_organisation(), an_organisation()
    post = a_post(other.services[0])
    browser, path = (
        page(the_lead_of(organisation)),
        f"/organisations/{organisation.id}/workforce/barriers/new",
    )
    for changes in (
        {"service": str(other.services[0].id)},
        {"post": str(post.id)},
        {"owner": str(the_lead_of(other).id)},
    ):
        browser.send(path, given(organisation, **changes), status=400)
    assert session.scalars(select(BarrierEntry)).all() == []


def test_a_post_belongs_to_its_service(page, session):
    organisation = an_organisation(services=2)
    post = a_post(organisation.services[1])
    browser, path = (
        page(the_lead_of(organisation)),
        f"/organisations/{organisation.id}/workforce/barriers/new",
    )
    told = browser.send(path, given(organisation, post=str(post.id)), status=400)
    assert told.errors == ["Choose a post of the same service, or none."]
    browser.send(path, given(organisation, post=str(post.id), service=str(organisation.services[1].id)))
    entry = session.scalars(select(BarrierEntry)).one()
    assert "Peer supporter" in browser.page(f"/workforce/barriers/{entry.id}").text


def test_two_editors_meet_and_nothing_is_lost(page, session):
    organisation = an_organisation()
    entry = an_entry(organisation, words="The first words")
    one, other = page(the_lead_of(organisation)), page(an_editor(organisation))
    path = f"/workforce/barriers/{entry.id}/edit"
    assert one.page(path).value_of("words") == other.page(path).value_of("words") == "The first words"
    one.send(path, given(organisation, words="Words of one", version="1"))
    conflict = other.send(path, given(organisation, words="Words of the other", version="1"), status=409)
    assert "Words of one" in conflict.text and conflict.value_of("words") == "Words of the other"
    other.send(path, given(organisation, words="Both words", version=conflict.value_of("version")))
    assert session.get(BarrierEntry, entry.id).words == "Both words"


def test_the_circle_reads_and_nobody_else_knows_it_is_there(page, session):
    organisation = an_organisation()
    entry = an_entry(organisation, words="Canary words")
    for person in (a_member(organisation), the_lead_of(an_organisation()), an_officer()):
        browser = page(person)
        for path in (
            f"/organisations/{organisation.id}/workforce/barriers",
            f"/workforce/barriers/{entry.id}",
        ):
            assert "Canary" not in browser.page(path, status=404).html
    assert "Canary" in page(an_editor(organisation)).page(f"/workforce/barriers/{entry.id}").html


def test_a_try_of_another_barrier_is_not_there(page, session):
    organisation = an_organisation()
    entry, other = an_entry(organisation), a_solved_entry(an_organisation())
    browser = page(the_lead_of(organisation))
    browser.send(f"/workforce/barriers/{entry.id}/tries/{other.tries[0].id}/remove", status=404)
    assert len(session.get(BarrierEntry, other.id).tries) == 1


def test_links_can_be_taken_away_and_a_barrier_taken_out(page, session):
    entry = a_solved_entry()
    lead = the_lead_of(entry.organisation)
    action = an_action(entry.organisation, title="Ring the governor")
    with unit_of_work():
        link_action(entry, action, by=lead)
    browser, path = page(lead), f"/workforce/barriers/{entry.id}"
    assert "Ring the governor" in browser.page(path).text
    browser.send(f"{path}/actions/{action.id}/remove")
    browser.send(f"{path}/tries/{entry.tries[0].id}/remove")
    assert "Ring the governor" not in browser.page(path).text
    statement = session.scalars(select(Statement)).first()
    told = browser.send(f"{path}/statements", {"statement": ""}, status=400)
    assert told.errors == ["Choose a statement."]
    browser.send(f"{path}/statements", {"statement": str(statement.id)})
    browser.send(f"{path}/statements/{statement.id}/remove")
    assert "Not linked to a statement." in browser.page(path).text
    browser.page(f"{path}/erase")
    browser.send(f"{path}/erase")
    browser.page(path, status=404)


def test_three_services_like_yours_are_shown(page, session):
    organisation = an_organisation()
    for number in range(5):
        a_shared_solution(the_kind(), organisation=an_organisation(), title=f"Found way {number}")
    shown = page(the_lead_of(organisation)).page(f"/workforce/barriers/{an_entry(organisation).id}").text
    assert sum(f"Found way {number}" in shown for number in range(5)) == 3


def test_only_a_solved_barrier_leads_to_sharing(page, session):
    entry = an_entry()
    browser = page(the_lead_of(entry.organisation))
    answer = browser.get(f"/workforce/barriers/{entry.id}/share")
    assert answer.status_code == 302
    browser.send(f"/workforce/barriers/{entry.id}/take-back", status=404)


@pytest.mark.parametrize(
    "nonsense", ["?show=%27&stage=x&kind=y&service=-1", "?search=%25&page=0", "?sort=--words"]
)
def test_nonsense_in_the_address_is_borne(page, session, nonsense):
    organisation = an_organisation()
    an_entry(organisation)
    page(the_lead_of(organisation)).page(log_of(organisation) + nonsense)


@pytest.mark.parametrize("query", ["", "?show=all", "?show=due", "?sort=severity", "?search=way&show=all"])
def test_the_list_costs_the_same_for_ten_and_for_five_thousand(app, page, session, query):
    organisation = an_organisation(services=3)
    the_kind()
    many_entries(organisation, 10, review_on=today() - timedelta(days=1))
    browser, path = page(the_lead_of(organisation)), log_of(organisation)
    browser.page(path + query)
    with counted_queries(app) as few:
        browser.page(path + query)
    many_entries(organisation, 4990, review_on=today() - timedelta(days=1))
    with counted_queries(app) as many:
        shown = browser.page(path + query)
    assert len(many) == len(few) and "of 5,000 barriers" in shown.text


def test_a_page_of_a_barrier_costs_the_same_with_much_on_it(app, page, session):
    organisation = an_organisation()
    entry = a_solved_entry(organisation)
    browser, path = page(the_lead_of(organisation)), f"/workforce/barriers/{entry.id}"
    browser.page(path)
    with counted_queries(app) as few:
        browser.page(path)
    statements = session.scalars(select(Statement).limit(9)).all()
    lead = the_lead_of(organisation)
    actions = [an_action(organisation) for _ in statements]
    with unit_of_work():
        for statement, action in zip(statements, actions, strict=True):
            link_statement(entry, statement, by=lead)
            link_action(entry, action, by=lead)
    for _ in range(9):
        a_shared_solution(entry.kind, organisation=organisation)
    with counted_queries(app) as many:
        browser.page(path)
    assert len(many) - len(few) <= 1, "Statements are read with one query, and only when there are any."


def test_a_barrier_of_vetting_shows_how_long_vetting_takes(page, session):
    organisation = an_organisation()
    service = organisation.services[0]
    a_way_in(service, a_post(service), today() - timedelta(days=200), vetting_days=47)
    lead = page(the_lead_of(organisation))
    vetting = an_entry(organisation, kind=the_kind("prison_vetting"))
    other = an_entry(organisation, kind=the_kind("stigma"))
    shown = lead.page(f"/workforce/barriers/{vetting.id}")
    assert "47" in [each.text for each in shown.all("dd")] and "Days in vetting" in shown.text
    assert "Days in vetting" not in lead.page(f"/workforce/barriers/{other.id}").text


def test_the_log_is_found_from_the_workforce(page, session):
    organisation = an_organisation()
    shown = page(the_lead_of(organisation)).page(f"/organisations/{organisation.id}/workforce")
    assert log_of(organisation) in shown.links


def test_a_barrier_goes_on_the_action_plan_once_and_tells_its_kind_only(page, session):
    entry = an_entry(an_organisation(), words="The gate list takes weeks.")
    lead = the_lead_of(entry.organisation)
    browser, path = page(lead), f"/workforce/barriers/{entry.id}"
    assert "Put it on the action plan" in browser.page(path).text
    first, second = (browser.send(f"{path}/actions").response.headers["Location"] for _ in range(2))
    assert first == second
    action = session.scalars(select(Action)).one()
    assert (action.source, action.source_number) == (ActionSource.BARRIER, entry.id)
    assert "gate list" not in f"{action.title} {action.detail} {action.source_label}"
    assert f"Action {action.number}: {action.title}" in browser.page(path).text


def test_who_writes_in_the_log_and_not_in_the_plan_is_not_offered_it(page, session):
    organisation = an_organisation()
    entry = an_entry(organisation)
    viewer = in_the_circle(organisation, a_member(organisation, MemberRole.VIEWER), Place.EDITOR)
    browser, path = page(viewer), f"/workforce/barriers/{entry.id}"
    assert "Put it on the action plan" not in browser.page(path).text
    browser.send(f"{path}/actions", status=403)
