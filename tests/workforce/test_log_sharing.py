"""Sharing what solved a barrier: only words that were looked at, and none about a person."""

from __future__ import annotations

import pytest

from charter_portal.barriers.enums import SolutionStatus
from charter_portal.barriers.queries import solutions_from
from charter_portal.barriers.services import decline_solution, offer_solution, publish_solution
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken, StepNotOpen
from charter_portal.workforce import services
from tests.factories.accounts import an_officer
from tests.factories.barrier_log import a_solved_entry, an_entry
from tests.factories.organisations import the_lead_of

PERSON_WORDS = "He was in HMP Somewhere."


def test_only_what_was_looked_at_is_shared(session):
    entry = a_solved_entry(words=PERSON_WORDS, action=PERSON_WORDS)
    lead, officer = the_lead_of(entry.organisation), an_officer()
    with pytest.raises(StepNotOpen), unit_of_work():
        services.take_back_share(entry, by=lead)
    assert services.words_to_share(entry) == (
        "We sat down together for the forms.\n\nClearance now takes seven weeks."
    )
    with unit_of_work():
        solution = services.share_entry(entry, title="Forms together", text="An hour with tea.", by=lead)
    shown = (solution.title, solution.text, solution.source, solution.link, solution.setting, solution.region)
    assert shown == ("Forms together", "An hour with tea.", "", "", None, None)
    with pytest.raises(RuleBroken, match="shared this already"), unit_of_work():
        services.share_entry(entry, title="Again", text="Again", by=lead)
    with unit_of_work():
        publish_solution(solution, version=1, by=officer)
    with unit_of_work():
        services.take_back_share(entry, by=lead)
    assert solutions_from([entry.id])[entry.id].status is SolutionStatus.WITHDRAWN


def test_a_declined_share_may_be_tried_again(session):
    entry = a_solved_entry()
    lead, officer = the_lead_of(entry.organisation), an_officer()
    with unit_of_work():
        first = services.share_entry(entry, title="One", text="Text", by=lead)
    with unit_of_work():
        decline_solution(first, reason="Say a little more.", by=officer)
    with unit_of_work():
        second = services.share_entry(entry, title="Two", text="More text", by=lead)
    assert solutions_from([entry.id])[entry.id] is second


def test_an_open_barrier_is_not_shared(session):
    entry = an_entry()
    lead = the_lead_of(entry.organisation)
    with pytest.raises(StepNotOpen, match="once it is solved"), unit_of_work():
        services.share_entry(entry, title="One", text="Text", by=lead)


def test_no_way_into_the_library_goes_round_the_check_for_people(session, page):
    entry = a_solved_entry()
    lead = the_lead_of(entry.organisation)
    told = {"title": "Forms together", "text": "Ask Mr Okafor, 07700 900123."}
    for words in (told, {"title": "Ask Mrs Jones", "text": "An hour with tea."}):
        with pytest.raises(RuleBroken, match="about a person"), unit_of_work():
            services.share_entry(entry, **words, by=lead)
        with pytest.raises(RuleBroken, match="about a person"), unit_of_work():
            offer_solution(entry.kind, **words, service=entry.service, by=lead)
    assert solutions_from([entry.id]) == {}
    browser, path = page(lead), f"/workforce/barriers/{entry.id}/share"
    assert browser.send(path, told | {"step": "share"}, status=400).errors
    browser.send(path, told | {"step": "share", "not_about_a_person": "y"})
    assert solutions_from([entry.id])[entry.id].text == told["text"]
