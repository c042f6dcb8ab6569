"""An assessor's pages as they are used: queue, choices, declaration, reading, saving, finishing."""

from __future__ import annotations

import json

import pytest
import time_machine
from sqlalchemy import select

from charter_portal.assessment import services
from charter_portal.assessment.models import Allocation, Score
from charter_portal.assessment.queries import profile_of
from charter_portal.audit_trail.models import Entry
from charter_portal.core.database import db, unit_of_work
from tests.factories.accounts import an_assessor
from tests.factories.assessment import (
    FILE_TEXT,
    STORY,
    a_finished_reading,
    a_scored_reading,
    allocation_officer,
    an_allocation,
    an_assessor_who_says,
    an_open_reading,
)
from tests.support.words import banned_words, long_sentences, visible_text

pytestmark = pytest.mark.usefixtures("session")
WORDS = {
    "level": "silver",
    "reason": "Evidence 1, page 3",
    "strengths": "Clear",
    "lift": "Review",
    "version": "0",
}


def score_of(allocation):
    db.session.expire_all()
    return db.session.scalar(select(Score).where(Score.allocation_id == allocation.id))


class TestQueue:
    def test_each_part_has_its_words_and_its_way_on(self, page):
        waiting = an_allocation()
        person = waiting.assessor
        reading, finished = an_open_reading(assessor=person), a_finished_reading(assessor=person)
        ended = an_open_reading(assessor=person)
        with unit_of_work():
            services.end_allocation(ended, reason="x", by=allocation_officer(ended))
        browser = page(person)
        to_do = browser.page("/assessment")
        assert f"/assessment/{waiting.id}/declaration" in to_do.links
        assert f"/assessment/{reading.id}" in to_do.links
        assert "Tell us about conflicts first" in to_do.text
        assert "0 of 25 scored" in to_do.text
        assert f"/assessment/{finished.id}" in browser.page("/assessment?show=finished").links
        closed = browser.page("/assessment?show=closed")
        assert ended.application.reference in closed.text
        assert not any(str(ended.id) in link.split("/") for link in closed.links)

    def test_a_conflict_shows_as_closed(self, page):
        allocation = an_allocation()
        browser = page(allocation.assessor)
        browser.send(f"/assessment/{allocation.id}/declaration", {"answer": "helped"})
        assert "Closed to you" in browser.page("/assessment?show=closed").text
        assert browser.get(f"/assessment/{allocation.id}").status_code == 404

    def test_an_empty_queue_and_strange_addresses_are_calm(self, page):
        browser = page(an_assessor())
        assert "Nothing waits for you now" in browser.page("/assessment").text
        browser.page("/assessment?show=nonsense&page=-1")
        browser.page("/assessment?show=closed&page=99999999999")


class TestProfile:
    def test_nothing_is_chosen_beforehand_and_nothing_is_needed(self, page):
        person = an_assessor()
        browser = page(person)
        first = browser.page("/assessment/profile")
        assert first.value_of("lived_experience") is None
        assert "Prefer not to say" in first.text
        assert "Why we ask" in first.text
        assert "Who sees it" in first.text
        browser.send("/assessment/profile", {})
        assert profile_of(person).lived_experience is None

    @pytest.mark.parametrize(("said", "kept"), [("yes", True), ("no", False), ("prefer_not_to_say", None)])
    def test_each_answer_is_kept_and_shown_again(self, page, said, kept):
        person = an_assessor()
        browser = page(person)
        browser.send("/assessment/profile", {"lived_experience": said, "daily_limit": "7"})
        assert profile_of(person).lived_experience is kept
        again = browser.page("/assessment/profile")
        assert (again.value_of("lived_experience"), again.value_of("daily_limit")) == (said, "7")

    @pytest.mark.parametrize("typed", ["0", "-3", "many", "1000", "2.5"])
    def test_a_limit_that_is_no_number_is_answered_kindly(self, page, typed):
        found = page(an_assessor()).send("/assessment/profile", {"daily_limit": typed}, status=400)
        assert len(found.errors) == 1
        assert "whole number" in found.errors[0]
        assert found.value_of("daily_limit") == typed


class TestDeclaring:
    def test_no_conflict_opens_the_room(self, page):
        allocation = an_allocation()
        browser = page(allocation.assessor)
        first = browser.page(f"/assessment/{allocation.id}/declaration")
        assert "What this reading holds" in first.text
        assert "I prefer not to say" in first.text
        browser.send(f"/assessment/{allocation.id}/declaration", {"answer": "no_conflict"})
        assert "Riverside peer support" in browser.page(f"/assessment/{allocation.id}").text

    def test_an_answer_is_needed_and_words_are_kept(self, page):
        allocation = an_allocation()
        found = page(allocation.assessor).send(
            f"/assessment/{allocation.id}/declaration", {"note": "My words"}, status=400
        )
        assert found.errors == ["Choose the answer that fits best."]
        assert found.value_of("note") == "My words"

    @pytest.mark.parametrize("answer", ["no_conflict", "nonsense"])
    def test_once_open_only_a_conflict_can_be_declared(self, page, answer):
        allocation = an_open_reading()
        path = f"/assessment/{allocation.id}/declaration"
        assert page(allocation.assessor).send(path, {"answer": answer}, status=400).errors


class TestReading:
    def test_what_was_submitted_stands_beside_the_form(self, page):
        allocation = an_open_reading()
        found = page(allocation.assessor).page(f"/assessment/{allocation.id}/statements/1.1")
        assert "Frozen account 1 of 1.1" in found.text
        assert "Where to look: Page 3" in found.text
        assert f"/assessment/{allocation.id}/evidence/1" in found.links
        assert "https://example.org/film" in found.links
        assert found.value_of("level") is None

    def test_stories_are_closed_until_somebody_opens_them(self, page):
        allocation = an_open_reading()
        found = page(allocation.assessor).page(f"/assessment/{allocation.id}/statements/1.1")
        (holder,) = [each for each in found.tree.iter("details") if STORY in "".join(each.itertext())]
        assert holder.get("open") is None
        assert "Pause here if you like" in "".join(holder.itertext())

    def test_every_view_is_in_the_trail_once(self, page):
        allocation = an_open_reading()
        browser = page(allocation.assessor)
        for path in ("", "/statements/1.1", "/statements/1.2"):
            browser.page(f"/assessment/{allocation.id}{path}")
        viewed = select(Entry).where(Entry.event == "applications.submission.viewed")
        (entry,) = db.session.scalars(viewed).all()
        assert (entry.subject_id, entry.actor_id) == (allocation.submission_id, allocation.assessor_id)

    def test_evidence_comes_as_an_attachment_by_its_number(self, page):
        allocation = an_open_reading()
        browser = page(allocation.assessor)
        answer = browser.get(f"/assessment/{allocation.id}/evidence/1")
        assert (answer.status_code, answer.data) == (200, FILE_TEXT)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        for number in (0, 2, 3, 2**31):
            assert browser.get(f"/assessment/{allocation.id}/evidence/{number}").status_code == 404

    def test_unknown_statements_are_not_found(self, page):
        allocation = an_open_reading()
        browser = page(allocation.assessor)
        for code in ("9.9", "1.1%00", "..", "%ff"):
            assert browser.get(f"/assessment/{allocation.id}/statements/{code}").status_code in {404, 308}

    def test_a_chosen_number_a_day_only_suggests_a_pause(self, page):
        allocation = an_open_reading(assessor=an_assessor_who_says(None, daily_limit=1))
        browser = page(allocation.assessor)
        start = f"/assessment/{allocation.id}/statements"
        assert "number you chose for today" not in browser.page(f"{start}/1.1").text
        browser.send(f"{start}/1.1", WORDS)
        assert "number you chose for today" in browser.page(f"{start}/1.2").text
        browser.send(f"{start}/1.2", WORDS)

    def test_the_day_ends_at_midnight_in_london(self, page):
        allocation = an_open_reading(assessor=an_assessor_who_says(None, daily_limit=1))
        start = f"/assessment/{allocation.id}/statements"
        with time_machine.travel("2026-11-24 10:00:00+00:00", tick=False):
            page(allocation.assessor).send(f"{start}/1.1", WORDS)
        with time_machine.travel("2026-11-25 00:00:01+00:00", tick=False):
            assert "chose for today" not in page(allocation.assessor).page(f"{start}/1.2").text


class TestSaving:
    @pytest.mark.parametrize(("then", "to"), [
        ("next", "/statements/1.2"), ("stay", "/statements/1.1"), ("later", ""),
    ])  # fmt: skip
    def test_a_score_is_kept_and_the_button_says_where_to_go(self, page, then, to):
        allocation = an_open_reading()
        saved = page(allocation.assessor).send(
            f"/assessment/{allocation.id}/statements/1.1", {**WORDS, "then": then}
        )
        assert saved.response.headers["Location"].endswith(f"/assessment/{allocation.id}{to}")
        score = score_of(allocation)
        assert (score.level.key, score.reason, score.lift) == ("silver", "Evidence 1, page 3", "Review")

    def test_after_the_last_statement_comes_the_overview(self, page):
        allocation = an_open_reading()
        saved = page(allocation.assessor).send(f"/assessment/{allocation.id}/statements/6.4", WORDS)
        assert saved.response.headers["Location"].endswith(f"/assessment/{allocation.id}")

    def test_too_many_words_are_all_kept_on_the_page(self, page):
        allocation = an_open_reading()
        found = page(allocation.assessor).send(
            f"/assessment/{allocation.id}/statements/1.1", {**WORDS, "reason": "word " * 301}, status=400
        )
        assert found.errors == ["Use 300 words or fewer. You have 301."]
        assert found.value_of("reason").split() == ["word"] * 301
        assert score_of(allocation) is None

    def test_two_windows_lose_no_word(self, page):
        allocation = an_open_reading()
        browser = page(allocation.assessor)
        path = f"/assessment/{allocation.id}/statements/1.1"
        browser.send(path, {**WORDS, "reason": "From the first window"})
        both = browser.send(path, {**WORDS, "reason": "From the second window"}, status=409)
        assert "From the first window" in both.text
        assert both.value_of("reason") == "From the second window"
        assert score_of(allocation).reason == "From the first window"
        browser.send(path, {**WORDS, "reason": "Both together", "version": both.value_of("version")})
        assert score_of(allocation).reason == "Both together"

    def test_a_reading_that_ended_meanwhile_gives_the_words_back(self, page):
        allocation = an_open_reading()
        browser = page(allocation.assessor)
        path = f"/assessment/{allocation.id}/statements/1.1"
        browser.page(path)
        with unit_of_work():
            services.end_allocation(allocation, reason="Ill", by=allocation_officer(allocation))
        kept = browser.send(path, {**WORDS, "reason": "Long careful words"}, status=409)
        assert "Long careful words" in kept.text
        assert "Frozen account" not in kept.html
        assert allocation.application.reference not in kept.html
        said = browser.send(f"{path}/autosave", WORDS, status=409)
        assert "Copy your words" in json.loads(said.html)["message"]
        assert browser.get(path).status_code == 404
        assert score_of(allocation) is None

    def test_nothing_changes_after_finishing(self, page):
        allocation = a_finished_reading()
        browser = page(allocation.assessor)
        path = f"/assessment/{allocation.id}/statements/1.1"
        assert browser.page(path).value_of("reason") is None
        kept = browser.send(path, {**WORDS, "reason": "One more thought", "version": "1"}, status=409)
        assert "One more thought" in kept.text
        browser.send(f"{path}/autosave", {**WORDS, "version": "1"}, status=409)
        assert "One more thought" not in score_of(allocation).reason

    def test_the_page_saves_by_itself(self, page):
        allocation = an_open_reading()
        path = f"/assessment/{allocation.id}/statements/1.1/autosave"
        with time_machine.travel("2026-11-24 14:02:00+00:00", tick=False):
            answer = json.loads(page(allocation.assessor).send(path, WORDS, status=200).html)
        assert answer == {"saved_at": "2:02pm", "version": 1}
        browser = page(allocation.assessor)
        stale = json.loads(browser.send(path, {**WORDS, "reason": "Other"}, status=409).html)
        assert "another window" in stale["message"]
        long = json.loads(
            browser.send(path, {**WORDS, "lift": "word " * 201, "version": "1"}, status=400).html
        )
        assert "Your words stay here" in long["message"]

    @pytest.mark.parametrize(
        "words", ["a\x00b\x07c", "👩🏽‍🚒 مرحبا Ŵyn O’Neill", "<script>alert(1)</script>{{7*7}}"]
    )
    def test_any_text_is_kept_and_shown_as_text(self, page, words):
        allocation = an_open_reading()
        browser = page(allocation.assessor)
        path = f"/assessment/{allocation.id}/statements/1.1"
        browser.send(path, {**WORDS, "reason": words})
        assert browser.page(path).value_of("reason") == words.replace("\x00", "").replace("\x07", "")

    def test_fields_that_the_form_does_not_have_are_passed_over(self, page):
        allocation = an_open_reading()
        browser = page(allocation.assessor)
        extra = {"status": "finished", "allocation_id": "1", "assessor_id": "1", "level_id": "5"}
        browser.send(f"/assessment/{allocation.id}/statements/1.1", WORDS | extra)
        db.session.expire_all()
        assert db.session.get(Allocation, allocation.id).status == "scoring"


class TestFinishing:
    def test_gaps_are_listed_with_the_way_there(self, page):
        allocation = an_open_reading()
        browser = page(allocation.assessor)
        browser.send(f"/assessment/{allocation.id}/statements/1.1", {**WORDS, "level": ""}, status=400)
        found = browser.page(f"/assessment/{allocation.id}/finish")
        assert "25 statements still need something" in found.text
        assert f"/assessment/{allocation.id}/statements/1.1" in found.links
        refused = browser.send(f"/assessment/{allocation.id}/finish", status=400)
        assert refused.errors

    def test_a_look_over_then_finished(self, page):
        allocation = a_scored_reading()
        browser = page(allocation.assessor)
        assert "What happens next" in browser.page(f"/assessment/{allocation.id}/finish").text
        browser.send(f"/assessment/{allocation.id}/finish")
        assert "You finished this reading" in browser.page(f"/assessment/{allocation.id}").text


def test_every_page_minds_its_words(page):
    allocation = an_open_reading()
    waiting = an_allocation(assessor=allocation.assessor)
    browser = page(allocation.assessor)
    start = f"/assessment/{allocation.id}"
    for path in (
        "/assessment",
        "/assessment/profile",
        f"/assessment/{waiting.id}/declaration",
        start,
        f"{start}/finish",
    ):
        text = visible_text(browser.page(path).html)
        assert not banned_words(text), path
        assert not long_sentences(text), path
