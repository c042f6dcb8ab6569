"""Staff's pages as they are used: who reads, ending a reading, agreeing, and the proposal of the rule."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from charter_portal.applications.enums import ApplicationStatus
from charter_portal.assessment.models import AgreedLevel, Allocation
from charter_portal.audit_trail.models import Entry
from charter_portal.core.database import db, unit_of_work
from charter_portal.organisations.models import Membership
from tests.factories.accounts import an_assessor, an_officer
from tests.factories.assessment import (
    STORY,
    a_declined_reading,
    a_read_application,
    a_submission,
    an_agreed_application,
    an_assessor_who_says,
    an_open_reading,
)
from tests.support.words import banned_words, long_sentences, visible_text

pytestmark = pytest.mark.usefixtures("session")
WORDS = {
    "level": "silver",
    "reason": "Evidence 1 decided it",
    "strengths": "Clear",
    "lift": "",
    "version": "0",
}


def assessors_page(application):
    return f"/staff/applications/{application.id}/assessors"


def moderation(application, code=""):
    return f"/staff/applications/{application.id}/moderation{'/' + code if code else ''}"


def agreed(application, code="1.1"):
    db.session.expire_all()
    rows = select(AgreedLevel).join(AgreedLevel.statement).join(AgreedLevel.submission)
    found = db.session.scalars(rows.where(AgreedLevel.submission.has(application_id=application.id))).all()
    return next((each for each in found if each.statement.code == code), None)


class TestAllocating:
    def test_the_page_says_who_can_and_who_cannot_and_why(self, page):
        application = a_submission()
        an_assessor_who_says(True, "Dee")
        an_assessor_who_says(False, "Noor")
        insider = an_assessor("Ivy Insider")
        with unit_of_work():
            db.session.add(
                Membership(organisation_id=application.organisation_id, user_id=insider.id, role="viewer")
            )
        a_declined_reading(application, assessor=an_assessor("Con Flicted"))
        found = page(an_officer()).page(assessors_page(application))
        assert "Reads nothing else now. Has told us of lived experience." in found.text
        assert found.text.count("Has told us of lived experience") == 1
        assert "Belongs to an organisation of this application" in found.text
        assert "Declared a conflict with this application" in found.text
        names = {label.get("for"): "".join(label.itertext()) for label in found.tree.iter("label")}
        assert {"Dee", "Noor"} <= set(names.values())
        assert not {"Ivy Insider", "Con Flicted"} & set(names.values())
        assert "Allocate two or more assessors." in found.text

    def test_the_chosen_are_asked(self, page):
        application, one, two = a_submission(), an_assessor(), an_assessor()
        browser = page(an_officer())
        browser.send(assessors_page(application), {"assessors": [one.id, two.id]})
        asked = db.session.scalars(select(Allocation.assessor_id)).all()
        assert set(asked) == {one.id, two.id}
        assert "2 assessors asked" in browser.page(assessors_page(application)).text

    def test_nobody_chosen_is_said_beside_the_choices(self, page):
        found = page(an_officer()).send(assessors_page(a_submission()), {}, status=400)
        assert found.errors == ["Choose at least one assessor."]

    def test_foreign_and_unavailable_numbers_are_refused(self, page):
        application, insider = a_submission(), an_assessor("Ivy Insider")
        with unit_of_work():
            db.session.add(
                Membership(organisation_id=application.organisation_id, user_id=insider.id, role="viewer")
            )
        browser = page(an_officer())
        refused = browser.send(assessors_page(application), {"assessors": [insider.id]}, status=400)
        assert "Ivy Insider belongs to an organisation" in refused.errors[0]
        for foreign in ("999999", "abc", "1; DROP", "\x00"):
            browser.send(assessors_page(application), {"assessors": [foreign]}, status=400)
        assert db.session.scalars(select(Allocation)).all() == []

    def test_ending_asks_for_a_reason(self, page):
        allocation = an_open_reading()
        browser = page(an_officer())
        path = f"/staff/allocations/{allocation.id}/end"
        assert browser.send(path, {"reason": " "}, status=400).errors
        browser.send(path, {"reason": "No longer free"})
        db.session.expire_all()
        assert db.session.get(Allocation, allocation.id).status == "ended"
        assert browser.send(path, {"reason": "Again"}, status=400).errors

    def test_a_conflict_is_shown_to_staff(self, page):
        application = a_submission()
        a_declined_reading(application)
        found = page(an_officer()).page(assessors_page(application))
        assert "I helped with this application" in found.text


class TestModerating:
    def test_levels_and_differences_stand_in_words(self, page):
        application = a_read_application(levels={"1.1": "gold"}, other_levels={"1.1": "bronze"})
        browser = page(an_officer())
        found = browser.page(moderation(application))
        assert "2 levels apart" in found.text
        assert "0 of 25" in found.text
        wide = browser.page(moderation(application) + "?show=wide")
        assert "1.1 Fair recruitment" in wide.text
        assert "1.2" not in wide.text
        assert "Talk this one through" in browser.page(moderation(application, "1.1")).text

    def test_words_of_all_readers_and_the_submission_are_on_one_page(self, page):
        application = a_read_application()
        found = page(an_officer()).page(moderation(application, "1.1"))
        assert f"/staff/applications/{application.id}/evidence/1" in found.links
        assert "Robin Reader" in found.text
        assert "Sam Second" in found.text
        assert "reason for 1.1" in found.text
        assert "Frozen account 1 of 1.1" in found.text
        stories = [each for each in found.tree.iter("details") if STORY in "".join(each.itertext())]
        assert stories
        assert all(each.get("open") is None for each in stories)
        assert found.value_of("reason") == ""

    def test_a_level_is_agreed_and_the_next_one_comes(self, page):
        application = a_read_application()
        saved = page(an_officer()).send(moderation(application, "1.1"), WORDS)
        assert saved.response.headers["Location"].endswith(moderation(application, "1.2"))
        assert (agreed(application).level.key, agreed(application).strengths) == ("silver", "Clear")

    def test_a_level_and_a_reason_are_asked_for_and_words_kept(self, page):
        application = a_read_application()
        found = page(an_officer()).send(
            moderation(application, "1.1"), {"strengths": "My careful words", "version": "0"}, status=400
        )
        assert set(found.errors) == {
            "Choose the level you agreed on.", "Say in a few words why this level was agreed.",
        }  # fmt: skip
        assert found.value_of("strengths") == "My careful words"

    def test_a_reader_s_words_can_be_copied_without_saving(self, page):
        application = a_read_application()
        found = page(an_officer()).send(
            moderation(application, "1.1"), {**WORDS, "copy": "strengths-1"}, status=200
        )
        assert found.value_of("strengths") == "Clear\n\nEvidence 1, page 3: strength of 1.1"
        assert found.value_of("level") == "silver"
        assert agreed(application) is None

    @pytest.mark.parametrize("copy", ["strengths-9", "level-0", "nonsense", "reason-²", "lift--1", "x-\x00"])
    def test_copying_what_is_not_there_changes_nothing(self, page, copy):
        found = page(an_officer()).send(
            moderation(a_read_application(), "1.1"), {**WORDS, "copy": copy}, status=200
        )
        assert found.value_of("strengths") == "Clear"

    def test_what_all_gave_is_agreed_with_one_press(self, page):
        application = a_read_application()
        browser = page(an_officer())
        assert "Agree Bronze as scored" in browser.page(moderation(application, "1.1")).text
        browser.send(f"{moderation(application, '1.1')}/as-scored", {"version": "0"})
        assert agreed(application).reason
        assert "Agree Bronze as scored" not in browser.page(moderation(application, "1.1")).text

    def test_where_readers_differ_it_is_not_offered_and_not_taken(self, page):
        application = a_read_application(levels={"1.1": "gold"}, other_levels={"1.1": "bronze"})
        browser = page(an_officer())
        assert "as scored" not in browser.page(moderation(application, "1.1")).text
        refused = browser.send(f"{moderation(application, '1.1')}/as-scored", {"version": "0"}, status=409)
        assert "readers differ" in refused.errors[0]

    def test_two_colleagues_lose_no_word(self, page):
        application = a_read_application()
        one, two = page(an_officer("One")), page(an_officer("Two"))
        one.send(moderation(application, "1.1"), {**WORDS, "reason": "From colleague one"})
        both = two.send(moderation(application, "1.1"), {**WORDS, "reason": "From colleague two"}, status=409)
        assert "From colleague one" in both.text
        assert both.value_of("reason") == "From colleague two"
        two.send(
            moderation(application, "1.1"),
            {**WORDS, "reason": "Both", "version": both.value_of("version")},
        )
        assert agreed(application).reason == "Both"

    def test_as_scored_never_writes_over_a_colleague(self, page):
        application = a_read_application()
        browser = page(an_officer())
        browser.send(moderation(application, "1.1"), WORDS)
        both = browser.send(f"{moderation(application, '1.1')}/as-scored", {"version": "0"}, status=409)
        assert "A colleague saved this statement" in both.text
        assert agreed(application).reason == WORDS["reason"]


class TestProposal:
    def test_the_rule_speaks_once_everything_is_agreed(self, page):
        assert "award rule" not in page(an_officer()).page(moderation(a_read_application())).text
        found = page(an_officer()).page(moderation(an_agreed_application(levels={"1.1": "working_towards"})))
        assert "The award rule proposes: Working towards" in found.text
        assert "Nearest way to Bronze" in found.text
        assert "1.1 Fair recruitment policy : from Working towards to Bronze" in found.text.replace(
            "policy:", "policy :"
        )
        assert "Not met. Every core statement must reach Bronze. 7 of 8 do." in found.text

    def test_moderation_is_closed_and_the_page_stays_readable(self, page):
        application = an_agreed_application()
        browser = page(an_officer())
        browser.send(moderation(application))
        db.session.refresh(application)
        assert application.status == ApplicationStatus.ASSESSED
        found = browser.page(moderation(application))
        assert "Complete moderation" not in found.text
        assert "Propose a decision" in found.text
        line = browser.page(moderation(application, "1.1"))
        assert line.value_of("reason") is None
        assert "Agreed on 1.1" in line.text

    def test_closing_too_early_says_why(self, page):
        refused = page(an_officer()).send(moderation(a_read_application()), status=409)
        assert "Every statement needs an agreed level" in refused.errors[0]


def test_looking_at_a_submission_is_in_the_trail(page):
    application, officer = a_read_application(), an_officer()
    page(officer).page(moderation(application, "1.1"))
    viewed = select(Entry).where(
        Entry.event == "applications.submission.viewed", Entry.actor_id == officer.id
    )
    assert len(db.session.scalars(viewed).all()) == 1


def test_every_page_minds_its_words(page):
    application = an_agreed_application()
    allocation = an_open_reading(application)
    browser = page(an_officer())
    for path in (
        assessors_page(application),
        moderation(application),
        f"/staff/allocations/{allocation.id}/end",
    ):
        text = visible_text(browser.page(path).html)
        assert not banned_words(text), path
        assert not long_sentences(text), path
