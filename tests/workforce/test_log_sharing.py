"""Sharing what solved a barrier: only words that were looked at, and none about a person."""

from __future__ import annotations

import pytest

from charter_portal.barriers.enums import ShareScope, SolutionStatus
from charter_portal.barriers.queries import solutions_from
from charter_portal.barriers.rules.consent import CURRENT
from charter_portal.barriers.services import decline_solution, offer_solution, publish_solution
from charter_portal.core.clock import now
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen
from charter_portal.workforce import services
from tests.factories.accounts import an_officer
from tests.factories.barrier_log import a_solved_entry, an_entry
from tests.factories.organisations import a_member, the_lead_of
from tests.factories.workforce import an_editor

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
        solution = services.share_entry(
            entry, title="Forms together", text="An hour with tea.", agreed=ShareScope.PUBLIC, by=lead
        )
    shown = (solution.title, solution.text, solution.source, solution.link, solution.setting, solution.region)
    assert shown == ("Forms together", "An hour with tea.", "", "", None, None)
    with pytest.raises(RuleBroken, match="shared this already"), unit_of_work():
        services.share_entry(entry, title="Again", text="Again", agreed=ShareScope.PUBLIC, by=lead)
    with unit_of_work():
        publish_solution(solution, version=1, by=officer)
    with unit_of_work():
        services.take_back_share(entry, by=lead)
    assert solutions_from([entry.id])[entry.id].status is SolutionStatus.WITHDRAWN


def test_a_declined_share_may_be_tried_again(session):
    entry = a_solved_entry()
    lead, officer = the_lead_of(entry.organisation), an_officer()
    with unit_of_work():
        first = services.share_entry(entry, title="One", text="Text", agreed=ShareScope.PUBLIC, by=lead)
    with unit_of_work():
        decline_solution(first, reason="Say a little more.", by=officer)
    with unit_of_work():
        second = services.share_entry(entry, title="Two", text="More text", agreed=ShareScope.PUBLIC, by=lead)
    assert solutions_from([entry.id])[entry.id] is second


def test_an_open_barrier_is_not_shared(session):
    entry = an_entry()
    lead = the_lead_of(entry.organisation)
    with pytest.raises(StepNotOpen, match="once it is solved"), unit_of_work():
        services.share_entry(entry, title="One", text="Text", agreed=ShareScope.PUBLIC, by=lead)


def test_no_way_into_the_library_goes_round_the_check_for_people(session, page):
    entry = a_solved_entry()
    lead = the_lead_of(entry.organisation)
    told = {"title": "Forms together", "text": "Ask Mr Okafor, 07700 900123."}
    for words in (told, {"title": "Ask Mrs Jones", "text": "An hour with tea."}):
        with pytest.raises(RuleBroken, match="about a person"), unit_of_work():
            services.share_entry(entry, **words, agreed=ShareScope.PUBLIC, by=lead)
        with pytest.raises(RuleBroken, match="about a person"), unit_of_work():
            offer_solution(entry.kind, **words, service=entry.service, agreed=ShareScope.PUBLIC, by=lead)
    assert solutions_from([entry.id]) == {}
    browser, path = page(lead), f"/workforce/barriers/{entry.id}/share"
    assert browser.send(path, told | {"step": "share", "agreed": "y"}, status=400).errors
    browser.send(path, told | {"step": "share", "agreed": "y", "not_about_a_person": "y"})
    assert solutions_from([entry.id])[entry.id].text == told["text"]


def test_a_named_editor_takes_back_what_a_lead_shared(session):
    entry = a_solved_entry()
    lead, editor = the_lead_of(entry.organisation), an_editor(entry.organisation)
    other = a_member(entry.organisation)
    words = {"title": "One", "text": "Text"}
    with unit_of_work():
        solution = services.share_entry(entry, **words, agreed=ShareScope.SERVICES, by=lead)
    assert (solution.agreed_public, solution.agreed_wording) == (False, CURRENT)
    with pytest.raises(NotAllowed), unit_of_work():
        services.take_back_share(entry, by=other)
    entry.let_go_at = now()
    session.commit()
    with unit_of_work():
        services.take_back_share(entry, by=editor)
    assert solution.is_taken_back and solution.decided_by_id == editor.id


def test_nothing_is_shared_without_agreement(session):
    entry = a_solved_entry()
    with pytest.raises(RuleBroken) as told, unit_of_work():
        services.share_entry(entry, title="One", text="Text", agreed=None, by=the_lead_of(entry.organisation))
    assert told.value.field == "agreed" and solutions_from([entry.id]) == {}


def test_what_was_shared_goes_with_its_barrier(session):
    entry = a_solved_entry()
    lead = the_lead_of(entry.organisation)
    with unit_of_work():
        solution = services.share_entry(entry, title="One", text="Text", agreed=ShareScope.PUBLIC, by=lead)
    with unit_of_work():
        services.erase_entry(entry, by=lead)
    assert solution.is_taken_back
