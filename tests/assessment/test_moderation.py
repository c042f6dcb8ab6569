"""Laying the scores side by side, agreeing, and what the award rule then says."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.queries import latest_submission
from charter_portal.applications.services import reopen_assessment
from charter_portal.assessment import permissions as can
from charter_portal.assessment import services
from charter_portal.assessment.enums import Closeness
from charter_portal.assessment.models import AgreedLevel, AssessorProfile, Score
from charter_portal.assessment.queries import (
    agreed_levels,
    invariant_problems,
    is_fully_agreed,
    proposed_outcome,
    scores_are_open,
    side_by_side,
)
from charter_portal.audit_trail.models import Entry
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite, StepNotOpen
from tests.factories.accounts import a_commissioner, an_assessor, an_officer
from tests.factories.assessment import (
    a_finished_reading,
    a_read_application,
    a_scored_reading,
    a_submission,
    an_agreed_application,
    an_assessed_application,
    an_assessor_who_says,
    charter_for,
)

pytestmark = pytest.mark.usefixtures("session")


def agree(application, *, place=0, by=None, version=0, **words):
    statement = charter_for(application).statements[place]
    officer = by or an_officer()
    given = {"level": "bronze", "reason": "We talked it through"} | words
    with unit_of_work():
        return services.agree_level(
            application, statement_id=statement.id, version=version, by=officer, **given
        )


def test_differences_are_laid_side_by_side():
    application = a_read_application(
        levels={"1.1": "silver", "1.2": "gold"}, other_levels={"1.1": "bronze", "1.2": "working_towards"}
    )
    together = side_by_side(application)
    assert [reader.assessor.name for reader in together.readers] == ["Robin Reader", "Sam Second"]
    first, second, third = together.lines[:3]
    assert (first.closeness, first.apart) == (Closeness.NEAR, "1 level apart")
    assert (second.closeness, second.apart) == (Closeness.WIDE, "3 levels apart")
    assert (third.closeness, third.shared_level.key) == (Closeness.SAME, "bronze")
    assert together.counts == {Closeness.SAME: 23, Closeness.NEAR: 1, Closeness.WIDE: 1}


def test_nothing_opens_before_everybody_has_finished():
    application = a_submission()
    a_finished_reading(application, assessor=an_assessor_who_says(True))
    last = a_scored_reading(application)
    assert side_by_side(application) is None
    with pytest.raises(StepNotOpen):
        agree(application)
    with unit_of_work():
        services.finish(last, by=last.assessor)
    assert side_by_side(application) is not None


def test_nor_without_a_second_reader_or_lived_experience():
    alone = a_submission()
    a_finished_reading(alone, assessor=an_assessor_who_says(True))
    none_says_so = a_submission()
    a_finished_reading(none_says_so, assessor=an_assessor_who_says(False))
    a_finished_reading(none_says_so)
    for application in (alone, none_says_so):
        assert not scores_are_open(application)
        with pytest.raises(StepNotOpen):
            agree(application)


def test_an_ended_reading_counts_no_more():
    application = a_read_application()
    third = a_finished_reading(application, levels={"1.1": "gold"})
    assert side_by_side(application).lines[0].closeness == Closeness.WIDE
    officer = an_officer()
    with unit_of_work():
        services.end_allocation(third, reason="A conflict came to light", by=officer)
    assert side_by_side(application).lines[0].closeness == Closeness.SAME


def test_a_level_is_agreed_with_its_reason_and_in_the_trail():
    application, officer = a_read_application(), an_officer()
    agreed = agree(application, by=officer, level="silver", strengths="Clear", lift="More voices")
    assert (agreed.level.key, agreed.version, agreed.agreed_by_id) == ("silver", 1, officer.id)
    assert agreed_levels(latest_submission(application))[agreed.statement_id].lift == "More voices"
    entry = db.session.scalars(select(Entry).where(Entry.event == "assessment.agreed_level.save")).one()
    assert (entry.subject_id, entry.actor_id, entry.after["statement"]) == (application.id, officer.id, "1.1")


def test_a_colleague_s_words_are_never_overwritten():
    application = a_read_application()
    agree(application, reason="First")
    assert agree(application, reason="First", version=0).version == 1
    with pytest.raises(StaleWrite) as caught:
        agree(application, reason="Second", version=0)
    assert caught.value.current.reason == "First"
    assert agree(application, reason="Second", version=1).version == 2


@pytest.mark.parametrize(("words", "says"), [
    ({"level": "platinum"}, "one of the levels"), ({"reason": "  "}, "few words"),
])  # fmt: skip
def test_a_level_and_a_reason_are_needed(words, says):
    with pytest.raises(RuleBroken, match=says):
        agree(a_read_application(), **words)


@pytest.mark.parametrize("who", [a_commissioner, an_assessor])
def test_only_staff_moderate(who):
    with pytest.raises(NotAllowed):
        agree(a_read_application(), by=who())


def test_a_reader_never_moderates_what_they_read():
    from charter_portal.accounts.models import RoleGrant

    application = a_read_application()
    reader = side_by_side(application).readers[0].assessor
    with unit_of_work():
        db.session.add(RoleGrant(user_id=reader.id, role="officer"))
    db.session.refresh(reader)
    assert not can.run(reader, application)
    with pytest.raises(NotAllowed):
        agree(application, by=reader)


def test_what_all_readers_gave_is_agreed_in_one_go_with_their_words():
    application, officer = a_read_application(), an_officer()
    statement = charter_for(application).statements[0]
    with unit_of_work():
        agreed = services.agree_as_scored(application, statement_id=statement.id, version=0, by=officer)
    assert agreed.level.key == "bronze"
    assert agreed.reason
    assert agreed.strengths == "Evidence 1, page 3: strength of 1.1"
    differing = a_read_application(levels={"1.1": "gold"}, other_levels={"1.1": "bronze"})
    with pytest.raises(RuleBroken, match="readers differ"), unit_of_work():
        services.agree_as_scored(differing, statement_id=statement.id, version=0, by=officer)


def test_moderation_is_complete_only_with_every_level():
    application, officer = a_read_application(), an_officer()
    agree(application, by=officer)
    assert not is_fully_agreed(application)
    with pytest.raises(RuleBroken, match="Every statement"), unit_of_work():
        services.complete_moderation(application, by=officer)
    done = an_agreed_application()
    assert is_fully_agreed(done)
    with unit_of_work():
        services.complete_moderation(done, by=officer)
    assert done.status == ApplicationStatus.ASSESSED
    assert not invariant_problems()


def test_afterwards_levels_stand_until_the_assessment_is_opened_again():
    application = an_assessed_application()
    assert side_by_side(application) is not None
    with pytest.raises(StepNotOpen):
        agree(application, reason="Afterthought", version=1)
    with unit_of_work():
        reopen_assessment(application, by=None)
    assert agree(application, reason="Afterthought", version=1).version == 2


def test_the_record_stays_readable_when_a_reader_changes_their_profile():
    application = an_assessed_application()
    with unit_of_work():
        db.session.execute(delete(AssessorProfile))
    assert side_by_side(application) is not None


@pytest.mark.parametrize(("levels", "tier", "following"), [
    ({}, "bronze", "silver"), ({"1.1": "working_towards"}, "working_towards", "bronze"),
    (dict.fromkeys(["1.2"], "not_yet"), "working_towards", "bronze"),
])  # fmt: skip
def test_the_rule_proposes_a_tier_and_the_way_to_the_next(levels, tier, following):
    outcome = proposed_outcome(an_agreed_application(levels=levels))
    assert (outcome.tier, outcome.next_tier) == (tier, following)
    assert outcome.nearest
    assert not outcome.for_tier(following).met


def test_the_checker_sees_each_kind_of_damage():
    application = an_assessed_application()
    assert invariant_problems() == []
    with unit_of_work():
        db.session.execute(delete(AgreedLevel))
        score = db.session.scalars(select(Score)).first()
        score.reason = ""
        other = db.session.scalars(select(Score).where(Score.allocation_id != score.allocation_id)).first()
        other.allocation.conflict_kind = "money"
    found = "\n".join(invariant_problems())
    assert "no declaration without a conflict" in found
    assert "not every statement has a level and a reason" in found
    assert "not every statement has an agreed level" in found
    with unit_of_work():
        application.status = ApplicationStatus.RETURNED
    assert "withdrawn, returned or replaced" in "\n".join(invariant_problems())


@pytest.mark.both_engines
def test_the_whole_way_on_both_engines():
    application = an_assessed_application(levels={"2.1": "silver"})
    assert side_by_side(application).agreed == 25
    assert proposed_outcome(application).tier == "bronze"
    assert invariant_problems() == []
