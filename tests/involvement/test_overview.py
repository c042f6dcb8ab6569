"""The way in, and what is there for whom: members only, whatever else somebody may read."""

from __future__ import annotations

import pytest

from charter_portal.core.database import db, unit_of_work
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.models import Membership
from tests.factories.accounts import a_commissioner, a_person, an_administrator, an_assessor, an_officer
from tests.factories.involvement import (
    a_feedback_form,
    a_finished_audit,
    a_meeting,
    an_action,
    an_activity,
    days_from_today,
)
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.support.pages import counted_queries

pytestmark = pytest.mark.usefixtures("session")


def home_of(organisation) -> str:
    return f"/organisations/{organisation.id}/involvement"


def test_one_organisation_leads_straight_to_it_and_several_are_a_choice(page):
    organisation = an_organisation("First trust")
    person = the_lead_of(organisation)
    assert page(person).get("/involvement").headers["Location"] == home_of(organisation)
    other = an_organisation("Second trust")
    with unit_of_work():
        db.session.add(Membership(organisation_id=other.id, user_id=person.id, role=MemberRole.VIEWER))
    shown = page(person).page("/involvement")
    assert {home_of(organisation), home_of(other)} <= set(shown.links)
    assert "You do not belong" in page(a_person()).page("/involvement").text


def test_everything_at_a_glance(page):
    organisation = an_organisation()
    a_finished_audit(organisation, 2026)
    an_action(organisation, title="Ask families", due_on=days_from_today(-2), owner_title="Peer lead")
    a_meeting(organisation, held_on=days_from_today(3))
    a_feedback_form(organisation)
    shown = page(the_lead_of(organisation)).page(home_of(organisation))
    for words in ("Ask families", "Peer lead", "Was due on", "Next meeting", "How was it for you?", "2026"):
        assert words in shown.text
    read_only = page(a_member(organisation, MemberRole.VIEWER)).page(home_of(organisation))
    assert not any(link.endswith("/new") for link in read_only.links)


@pytest.mark.parametrize("who", [an_officer, an_administrator, a_commissioner, an_assessor, a_person])
def test_nobody_outside_finds_anything(page, who):
    organisation = an_organisation()
    audit, action = a_finished_audit(organisation), an_action(organisation)
    browser = page(who())
    for path in ("", f"/audits/{audit.id}", f"/actions/{action.id}", "/board", "/feedback"):
        real = browser.page(home_of(organisation) + path, status=404)
        missing = browser.page(f"/organisations/999999/involvement{path}", status=404)
        assert real.heading == missing.heading


def test_a_member_who_leaves_sees_nothing_from_the_next_click_on(page):
    organisation = an_organisation()
    member = a_member(organisation)
    browser = page(member)
    browser.page(home_of(organisation))
    with unit_of_work():
        held = db.session.query(Membership).filter_by(user_id=member.id).one()
        db.session.delete(held)
    browser.page(home_of(organisation), status=404)


def test_the_overview_costs_the_same_with_any_number_of_things(app, page):
    organisation = an_organisation(services=3)
    lead, costs = page(the_lead_of(organisation)), []
    for _ in range(2):
        for place, service in enumerate(organisation.services):
            an_action(
                organisation,
                service=service,
                due_on=days_from_today(place),
                owner_id=a_member(organisation).id,
            )
            an_activity(organisation, service=service)
            a_meeting(organisation)
            a_feedback_form(organisation)
        lead.page(home_of(organisation))
        with counted_queries(app) as statements:
            lead.page(home_of(organisation))
        costs.append(len(statements))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("place", ["audits", "board", "feedback"])
def test_each_list_costs_the_same_at_any_length(app, page, place):
    organisation = an_organisation()
    lead, costs = page(the_lead_of(organisation)), []
    for year in (2021, 2022, 2023):
        a_finished_audit(organisation, year)
        a_meeting(organisation, ("Decided", "Again"))
        a_feedback_form(organisation)
        lead.page(f"{home_of(organisation)}/{place}")
        with counted_queries(app) as statements:
            lead.page(f"{home_of(organisation)}/{place}")
        costs.append(len(statements))
    assert len(set(costs)) == 1
