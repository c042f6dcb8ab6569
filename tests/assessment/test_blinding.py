"""Nobody learns another's level, words or presence before finishing; a canary would show."""

from __future__ import annotations

import re

import pytest

from charter_portal.assessment import services
from charter_portal.core.database import unit_of_work
from tests.factories.accounts import an_assessor, an_officer
from tests.factories.assessment import (
    STORY,
    a_declined_reading,
    a_finished_reading,
    a_scored_reading,
    a_submission,
    an_allocation,
    an_assessor_who_says,
    an_open_reading,
    charter_for,
)

CANARY = "CANARY-WORDS-7f3a"
NAME = "Canary Name-9c1d"


def own_pages(allocation):
    """Every page that an assessor can open while scoring."""
    codes = [statement.code for statement in charter_for(allocation.application).statements]
    start = f"/assessment/{allocation.id}"
    return [
        "/assessment",
        "/assessment?show=finished",
        "/assessment?show=closed",
        "/assessment/profile",
        start,
        f"{start}/declaration",
        f"{start}/finish",
        *(f"{start}/statements/{code}" for code in codes),
    ]


def without_tokens(html):
    """A page without what differs from one request to the next."""
    return re.sub(r'value="[^"]{60,}"', "", html)


def test_no_page_changes_by_what_another_reader_does(session, page):
    application = a_submission()
    mine = an_open_reading(application)
    browser = page(mine.assessor)
    before = {path: without_tokens(browser.page(path).html) for path in own_pages(mine)}
    a_finished_reading(
        application, assessor=an_assessor(NAME), words=CANARY, levels=dict.fromkeys(["1.1"], "gold")
    )
    a_declined_reading(application, assessor=an_assessor(NAME))
    after = {path: without_tokens(browser.page(path).html) for path in own_pages(mine)}
    assert after == before
    assert not any(CANARY in html or NAME in html for html in after.values())


def test_the_same_questions_are_asked_whatever_another_reader_did(session, page, app):
    from tests.support.pages import counted_queries

    application = a_submission()
    mine = an_open_reading(application)
    browser = page(mine.assessor)
    paths = own_pages(mine)[:8]
    for path in paths:
        browser.page(path)

    def asked():
        found = {}
        for path in paths:
            with counted_queries(app) as statements:
                browser.page(path)
            found[path] = list(statements)
        return found

    before = asked()
    a_finished_reading(application, assessor=an_assessor(NAME), words=CANARY)
    assert asked() == before


def test_finishing_opens_nothing_of_the_others(session, page):
    application = a_submission()
    a_finished_reading(application, assessor=an_assessor_who_says(True, NAME), words=CANARY)
    mine = a_scored_reading(application)
    browser = page(mine.assessor)
    browser.send(f"/assessment/{mine.id}/finish")
    for path in own_pages(mine):
        answer = browser.get(path, follow_redirects=True)
        html = answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert CANARY not in html
        assert NAME not in html


def test_answers_to_saving_do_not_differ_either(session, page):
    application = a_submission()
    mine = an_open_reading(application)
    browser = page(mine.assessor)
    answers = []
    for place in (1, 2):
        code = charter_for(application).statements[place].code
        path = f"/assessment/{mine.id}/statements/{code}/autosave"
        answers.append(browser.send(path, {"level": "gold", "reason": "x", "version": "0"}, status=200).html)
        if place == 1:
            a_finished_reading(application, assessor=an_assessor(NAME), words=CANARY)
    assert [re.sub(r'"saved_at":"[^"]*"', "", answer) for answer in answers] == [answers[0].replace(
        re.search(r'"saved_at":"[^"]*"', answers[0]).group(), ""
    )] * 2  # fmt: skip


def test_staff_see_states_but_no_level_or_word_until_all_have_finished(session, page):
    application = a_submission()
    a_finished_reading(application, assessor=an_assessor_who_says(True, NAME), words=CANARY)
    last = a_scored_reading(application, words=CANARY)
    browser = page(an_officer())
    start = f"/staff/applications/{application.id}"
    overview = browser.page(f"{start}/moderation")
    assert NAME in overview.text
    assert "Reading and scoring" in overview.text
    for path in (f"{start}/moderation", f"{start}/assessors", f"{start}/moderation/1.1"):
        html = browser.get(path, follow_redirects=True).get_data(as_text=True)
        assert CANARY not in html
        assert "tier__steps" not in html
    refused = browser.send(
        f"{start}/moderation/1.1", {"level": "gold", "reason": "x", "version": "0"}, status=302
    )
    assert CANARY not in refused.html
    browser.send(f"{start}/moderation/1.1/as-scored", {"version": "0"}, status=302)
    with unit_of_work():
        services.finish(last, by=last.assessor)
    assert CANARY in browser.page(f"{start}/moderation/1.1").text


@pytest.mark.parametrize("path", ["", "?show=all&reader=1", "?show=wide", "?show=open", "?show=gold"])
def test_filters_tell_nothing_before_that(session, page, path):
    application = a_submission()
    an_open_reading(application, assessor=an_assessor_who_says(True))
    a_finished_reading(application, levels={"1.1": "gold"}, words=CANARY)
    browser = page(an_officer())
    plain = browser.page(f"/staff/applications/{application.id}/moderation").html
    filtered = browser.page(f"/staff/applications/{application.id}/moderation{path}").html
    assert without_tokens(filtered) == without_tokens(plain)


def test_before_declaring_only_what_is_needed_to_judge_a_conflict(session, page):
    application = a_submission(title="CANARY title of the application")
    allocation = an_allocation(application)
    browser = page(allocation.assessor)
    for path in ("/assessment", f"/assessment/{allocation.id}/declaration"):
        html = browser.page(path).html
        assert application.reference in html
        assert application.organisation.name in html
        for hidden in ("CANARY title", "Frozen account", STORY, "Recruitment policy", "Silver"):
            assert hidden not in html, hidden


def test_the_submission_is_read_frozen_and_never_live(session, page):
    allocation = an_open_reading()
    with unit_of_work():
        allocation.application.title = "CANARY of the living draft"
    browser = page(allocation.assessor)
    for path in own_pages(allocation):
        assert "CANARY" not in browser.page(path).html
