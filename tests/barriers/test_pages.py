"""The pages of the library, the catalogue and the queue, walked as a stranger and as staff."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from charter_portal.accounts.models import User
from charter_portal.barriers.enums import ShareScope, SolutionStatus
from charter_portal.barriers.models import Solution
from charter_portal.barriers.queries import kind_by_code, kinds, kinds_with_counts, solutions_like
from charter_portal.barriers.rules.consent import CURRENT, WORDINGS
from charter_portal.barriers.services import take_back
from charter_portal.core.database import unit_of_work
from tests.factories.accounts import a_commissioner, a_person, an_officer
from tests.factories.barriers import (
    a_kind,
    a_shared_solution,
    a_solution_in,
    an_offer,
    the_kind,
    the_library,
)
from tests.factories.organisations import an_organisation, the_lead_of
from tests.support.pages import counted_queries

NEW_KIND = {
    "title": "No lift",
    "code": "no_lift",
    "description": "Nobody can reach the office.",
    "stages": ["start", "stay"],
}
NEW_SOLUTION = {
    "title": "A ramp",
    "text": "Build it together.",
    "setting": "prison",
    "source": "A guide",
    "link": "https://example.org/guide",
    "checked_on": "2026-11-01",
    "version": "1",
}


def test_everybody_reads_the_library(page, session):
    empty = page().page("/barriers")
    assert "being filled" in empty.text
    the_library()
    browser = page()
    shown = browser.page("/barriers")
    assert len([link for link in shown.links if link.startswith("/barriers/")]) == 21
    assert "Nothing fits these words" in browser.page("/barriers?search=zebra").text
    found = browser.page("/barriers?search=apprenticeship")
    assert "/barriers/qualifications" in found.links and "/barriers/stigma" not in found.links
    by_stage = browser.page("/barriers?stage=progress")
    assert "/barriers/ceiling" in by_stage.links and "/barriers/dbs" not in by_stage.links
    kind = browser.page("/barriers/prison_vetting")
    assert "Lived Experience Appointment Pathway" in kind.text and "Not yet checked by us" in kind.text
    assert "Start vetting early" not in browser.page("/barriers/dbs").text
    browser.page("/barriers/nothing_like_it", status=404)


@pytest.mark.parametrize("nonsense", ["?search=%25%00", "?stage=x&search=%F0%9F%92%A5", "?page=-1&setting='"])
def test_nonsense_in_the_address_is_borne(page, session, nonsense):
    the_library()
    browser = page()
    browser.page(f"/barriers{nonsense}")
    browser.page(f"/barriers/dbs{nonsense}")
    page(an_officer()).page(f"/staff/solutions{nonsense}&show=%27&kind=zebra")


def test_a_setting_narrows_and_what_fits_every_setting_stays(page, session):
    the_library()
    shown = page().page("/barriers/prison_vetting?setting=reconnect").text
    assert "Begin with duties in the community" in shown and "Start vetting early" in shown
    assert "Ask for the decision to be looked at again" not in shown


def test_nothing_tells_who_shared(page, session):
    canary = an_organisation("Canary Trust")
    solution = a_shared_solution(the_kind(), organisation=canary, title="Tea first")
    for person in (None, a_person(), a_commissioner()):
        html = page(person).page("/barriers/prison_vetting").html
        assert "Tea first" in html and "Canary" not in html and "Midlands" not in html
    record = f"/staff/solutions/{solution.id}"
    assert "Canary" not in page(a_commissioner()).page(record).html
    writer = session.get(User, solution.offered_by_id).name
    told = page(an_officer()).page(record).html.replace(writer, "", 1)
    assert "Canary" not in told


def test_what_was_agreed_decides_who_reads_it(page, session):
    kind, said = a_kind(), "Among services"
    shared = a_shared_solution(kind, title=said, agreed=ShareScope.SERVICES)
    public = page()
    assert said not in public.page(f"/barriers/{kind.code}").text
    assert said in [found.title for found in solutions_like(kind, setting=None, region=None)]
    assert kind.id not in [found.id for found, count in kinds_with_counts() if count]
    assert kind not in [found for found, _ in kinds_with_counts(said)]
    record = page(an_officer()).page(f"/staff/solutions/{shared.id}").text
    assert session.get(User, shared.offered_by_id).name in record and CURRENT in record
    assert WORDINGS[CURRENT][ShareScope.SERVICES] in record
    assert WORDINGS[CURRENT][ShareScope.PUBLIC] not in record


def test_what_is_taken_back_is_gone_at_once(page, session):
    kind, organisation, said = a_kind(), an_organisation(), "Soon gone"
    shared = a_shared_solution(kind, organisation=organisation, title=said)
    address, commissioner = f"/barriers/{kind.code}", page(a_commissioner())
    answer = page().get(address)
    assert said in answer.text and answer.headers["Cache-Control"] == "no-store"
    with unit_of_work():
        take_back(shared, by=the_lead_of(organisation))
    assert said not in page().page(address).text
    assert solutions_like(kind, setting=None, region=None) == []
    assert said not in commissioner.page("/staff/solutions").text
    commissioner.page(f"/staff/solutions/{shared.id}", status=404)
    assert "They took it back" in page(an_officer()).page(f"/staff/solutions/{shared.id}").text


@pytest.mark.parametrize("state", [s for s in SolutionStatus if s is not SolutionStatus.PUBLISHED])
def test_only_what_is_in_the_library_is_read(page, session, state):
    kind = a_kind()
    solution = a_solution_in(state, kind=kind, title="Not for everybody")
    assert "Not for everybody" not in page().page(f"/barriers/{kind.code}").text
    assert "Not for everybody" in page(an_officer()).page("/staff/solutions").text
    seen_by_commissioner = page(a_commissioner()).page("/staff/solutions").text
    assert ("Not for everybody" in seen_by_commissioner) is (state is SolutionStatus.WITHDRAWN)
    status = 200 if state is SolutionStatus.WITHDRAWN else 404
    page(a_commissioner()).page(f"/staff/solutions/{solution.id}", status=status)


def test_a_filter_never_shows_the_commissioner_an_offer(page, session):
    an_offer(title="Waiting words")
    commissioner = page(a_commissioner())
    for asked in ("?show=offered", "?search=Waiting", "?show=declined"):
        assert "Waiting words" not in commissioner.page(f"/staff/solutions{asked}").text
    assert "Waiting words" in page(an_officer()).page("/staff/solutions?show=offered").text


def test_staff_keep_the_catalogue(page, session):
    the_library()
    browser = page(an_officer())
    browser.page("/staff/barriers/new")
    wrong = browser.send("/staff/barriers/new", NEW_KIND | {"code": "No lift", "stages": []}, status=400)
    assert wrong.errors == ["Choose at least one stage."] and wrong.value_of("title") == "No lift"
    wrong = browser.send("/staff/barriers/new", NEW_KIND | {"code": "dbs"}, status=400)
    assert wrong.errors == ["Another barrier has this code. Choose another."]
    browser.send("/staff/barriers/new", NEW_KIND)
    kind = kind_by_code("no_lift")
    path = f"/staff/barriers/{kind.id}"
    assert browser.page(path).value_of("title") == "No lift"
    assert "no_lift" in browser.page("/staff/barriers").text
    changed = {"title": "No lift at all", "description": "Still.", "stages": ["stay"], "version": "1"}
    browser.send(path, changed)
    page().page("/barriers/no_lift")
    conflict = browser.send(path, changed | {"title": "Mine"}, status=409)
    assert "No lift at all" in conflict.text and "Mine" in conflict.text
    browser.send(f"{path}/retire")
    assert "no_lift" not in page().page("/barriers").html
    assert "no longer used" in page().page("/barriers/no_lift").text
    assert "Use it again" in browser.page(path).text
    browser.send(f"{path}/restore")
    assert "/barriers/no_lift" in page().page("/barriers").links


def test_staff_put_guidance_into_the_library_and_keep_it_true(page, session):
    kind, browser = a_kind(), page(an_officer())
    given = NEW_SOLUTION | {"kind": str(kind.id)}
    browser.page("/staff/solutions/new")
    wrong = browser.send("/staff/solutions/new", given | {"source": "", "link": "x"}, status=400)
    assert wrong.value_of("text") == "Build it together."
    wrong = browser.send("/staff/solutions/new", given | {"is_policy": "y"}, status=400)
    assert wrong.errors == ["Say when this law or policy should be looked at again."]
    browser.send("/staff/solutions/new", given)
    shown = page().page(f"/barriers/{kind.code}")
    assert "A ramp" in shown.text and "https://example.org/guide" in shown.links
    path = f"/staff/solutions/{session.scalars(select(Solution.id)).one()}"
    assert browser.page(f"{path}/edit").value_of("setting") == "prison"
    changed = given | {"is_policy": "y", "review_on": "2026-11-10", "title": "A better ramp"}
    browser.send(f"{path}/edit", changed)
    assert "A better ramp" in browser.page("/staff/solutions?show=due").text
    assert "due to be checked again" in page().page(f"/barriers/{kind.code}").text
    conflict = browser.send(f"{path}/edit", given | {"title": "My ramp"}, status=409)
    assert "A better ramp" in conflict.text and "My ramp" in conflict.text
    assert conflict.value_of("version") == "2" and conflict.value_of("title") == "My ramp"


def test_staff_read_an_offer_and_decide(page, session):
    kind, browser = a_kind(), page(an_officer())
    offer, other = an_offer(kind, title="Tea first"), an_offer(kind, title="Naming a prison")
    shown = browser.page(f"/staff/solutions/{offer.id}")
    assert "Readers are told nothing of where it comes from" in shown.text
    stale = browser.send(f"/staff/solutions/{offer.id}/publish", {"version": "0"})
    assert stale.status == 302 and "Tea first" not in page().page(f"/barriers/{kind.code}").text
    browser.send(f"/staff/solutions/{offer.id}/publish", {"version": "1"})
    assert "Tea first" in page().page(f"/barriers/{kind.code}").text
    told = browser.send(f"/staff/solutions/{other.id}/decline", {"reason": ""}, status=400)
    assert told.errors == ["Say why, in words that help whoever shared it."]
    browser.send(f"/staff/solutions/{other.id}/decline", {"reason": "It names a prison."})
    assert "It names a prison." in browser.page(f"/staff/solutions/{other.id}").text
    browser.send(f"/staff/solutions/{offer.id}/withdraw", {"reason": ""}, status=400)
    browser.send(f"/staff/solutions/{offer.id}/withdraw", {"reason": "The law has changed."})
    assert "Tea first" not in page().page(f"/barriers/{kind.code}").text
    browser.send(f"/staff/solutions/{offer.id}/publish", {"version": "1"}, status=409)


@pytest.mark.parametrize("path", ["/barriers", "/barriers/dbs", "/staff/solutions", "/staff/barriers"])
def test_pages_cost_the_same_for_few_and_for_many(app, page, session, path):
    the_library()
    officer = page(an_officer())
    kind = kind_by_code("dbs")
    officer.page(path)
    with counted_queries(app) as few:
        officer.page(path)
    organisation = an_organisation()
    for _ in range(40):
        a_shared_solution(kind, organisation=organisation)
    assert len(kinds()) == 21
    with counted_queries(app) as many:
        officer.page(path)
    assert len(many) == len(few)
