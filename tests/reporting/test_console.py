"""The staff console: filters, search, order, counts, who waits for whom, at a constant price."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import select

from charter_portal.applications.enums import ApplicationStatus
from charter_portal.audit_trail.models import Entry
from charter_portal.core.database import unit_of_work
from charter_portal.framework.queries import charter_of
from charter_portal.organisations.enums import OrganisationKind, Region
from charter_portal.reporting.queries import ConsoleFilter, console_page, counts_per_state
from tests.factories.accounts import a_commissioner, an_officer
from tests.factories.assessment import (
    a_finished_reading,
    a_submission,
    an_assessed_application,
    an_open_reading,
)
from tests.factories.cycles import a_cycle
from tests.factories.organisations import an_organisation
from tests.factories.submissions import a_begun_application
from tests.support.pages import counted_queries


def titles(cycle, sort=None, **chosen):
    page, _ = console_page(cycle, ConsoleFilter(**chosen), sort=sort, number=1)
    return [row.title for row in page.items]


@pytest.mark.both_engines
def test_each_filter_narrows_to_what_it_says(session):
    cycle = a_cycle()
    north = an_organisation("North Trust", region=Region.NORTH_WEST, kind=OrganisationKind.NHS_TRUST)
    south = an_organisation("South Charity", region=Region.SOUTH_WEST, kind=OrganisationKind.CHARITY)
    first = a_submission(organisation=north, cycle=cycle, title="Alder service")
    second = a_submission(organisation=south, cycle=cycle, title="Birch service")
    a_submission(title="Of another round")
    reading = an_open_reading(second)
    charter = charter_of(cycle.framework_version_id)
    with unit_of_work():
        first.aim_level_id = charter.level_by_key["silver"].id
    assert titles(cycle) == ["Alder service", "Birch service"]
    assert titles(cycle, sort="-title") == ["Birch service", "Alder service"]
    assert titles(cycle, search="alder") == ["Alder service"]
    assert titles(cycle, search="south ch") == ["Birch service"]
    assert titles(cycle, search=first.reference) == ["Alder service"]
    assert titles(cycle, search="100%_") == []
    assert titles(cycle, region=Region.NORTH_WEST) == ["Alder service"]
    assert titles(cycle, kind=OrganisationKind.CHARITY) == ["Birch service"]
    assert titles(cycle, state=ApplicationStatus.IN_ASSESSMENT) == ["Birch service"]
    assert titles(cycle, tier=charter.level_by_key["silver"]) == ["Alder service"]
    assert titles(cycle, assessor_id=reading.assessor_id) == ["Birch service"]


@pytest.mark.both_engines
def test_it_says_who_waits_for_whom(session):
    cycle = a_cycle()
    organisation = an_organisation()
    a_submission(organisation=organisation, cycle=cycle, title="A nobody reads")
    read = a_submission(organisation=organisation, cycle=cycle, title="B one has finished")
    an_open_reading(read)
    a_finished_reading(read)
    page, _ = console_page(cycle, ConsoleFilter(), sort=None, number=1)
    assert [str(row.waiting) for row in page.items] == [
        "Career Matters: choose assessors",
        "Assessors: 1 of 2 finished",
    ]


def test_an_assessed_one_waits_for_a_decision(session):
    application = an_assessed_application()
    page, _ = console_page(application.cycle, ConsoleFilter(), sort=None, number=1)
    assert str(page.items[0].waiting) == "Career Matters: propose a decision"


def test_drafts_are_counted_and_never_listed(session, page):
    cycle = a_cycle()
    draft = a_begun_application(cycle=cycle, title="Private draft of ours")
    a_submission(cycle=cycle, title="Handed over")
    assert counts_per_state(cycle).per_state[ApplicationStatus.DRAFT] == 1
    shown = page(an_officer()).page(f"/staff/cycles/{cycle.id}/applications")
    assert "Handed over" in shown.text
    assert draft.title not in shown.text and draft.organisation.name not in shown.text
    assert draft.title not in page(an_officer()).get(f"/staff/cycles/{cycle.id}/applications.csv").text


def test_the_price_is_the_same_at_two_rows_and_at_thirty(app, session, page):
    cycle, officer, counts = a_cycle(), an_officer(), []
    address = f"/staff/cycles/{cycle.id}/applications"
    for target in (2, 30):
        while len(titles(cycle)) < target:
            an_open_reading(a_submission(cycle=cycle))
        browser = page(officer)
        browser.page(address)
        with counted_queries(app) as statements:
            browser.page(address)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8, statements


def test_strange_filters_and_orders_do_no_harm(session, page):
    cycle = a_cycle()
    a_submission(cycle=cycle, title="Steady")
    browser = page(an_officer())
    for query in (
        "sort=password_hash",
        "sort=--title",
        "sort=title;drop",
        "page=0",
        "page=99999999999",
        "page=-1",
        "page=x",
        "state=none",
        "tier=%00",
        "assessor=1%20or%201",
        "assessor=99999999999999999999",
        "region=%27",
        "search=%00%FF",
        "search=" + "x" * 5000,
        "state=draft",
    ):
        browser.page(f"/staff/cycles/{cycle.id}/applications?{query}")


def test_the_file_holds_the_filtered_list_as_text_and_is_kept_in_the_trail(session, page):
    cycle = a_cycle()
    a_submission(cycle=cycle, title="=HYPERLINK(1)")
    a_submission(cycle=cycle, title="Other")
    officer = an_officer()
    answer = page(officer).get(f"/staff/cycles/{cycle.id}/applications.csv?search=hyper")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert [row[1] for row in rows[1:]] == ["'=HYPERLINK(1)"]
    taken = session.scalars(select(Entry).where(Entry.event == "reporting.cycle.exported")).all()
    assert [(entry.actor_id, entry.subject_id) for entry in taken] == [(officer.id, cycle.id)]


def test_the_commissioner_reads_and_takes_nothing_away(session, page):
    cycle = a_cycle()
    reader = page(a_commissioner())
    shown = reader.page(f"/staff/cycles/{cycle.id}/applications")
    assert "Download" not in shown.text
    reader.page(f"/staff/cycles/{cycle.id}/applications.csv", status=403)
