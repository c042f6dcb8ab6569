"""Declaring, scoring alone, and finishing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from charter_portal.accounts.models import RoleGrant
from charter_portal.applications.enums import ApplicationStatus
from charter_portal.assessment import permissions as can
from charter_portal.assessment import services
from charter_portal.assessment.enums import AllocationStatus, ConflictKind
from charter_portal.assessment.models import Score
from charter_portal.assessment.queries import (
    invariant_problems,
    my_queue,
    profile_of,
    queue_counts,
    reading_of,
)
from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite, StepNotOpen
from tests.factories.accounts import an_assessor, an_officer
from tests.factories.assessment import (
    a_finished_reading,
    a_scored_reading,
    a_submission,
    allocation_officer,
    an_allocation,
    an_assessor_who_says,
    an_open_reading,
    charter_for,
)

pytestmark = pytest.mark.usefixtures("session")


def save(allocation, *, place=0, by=None, version=0, **words):
    statement = charter_for(allocation.application).statements[place]
    given = {"level": "bronze", "reason": "Evidence 1"} | words
    with unit_of_work():
        return services.save_score(
            allocation, statement_id=statement.id, version=version, by=by or allocation.assessor, **given
        )


def events(name):
    return db.session.scalars(select(Entry).where(Entry.event == name)).all()


class TestDeclaring:
    def test_the_first_to_declare_begins_the_assessment(self):
        application = a_submission()
        first, second = an_allocation(application), an_allocation(application)
        with unit_of_work():
            services.declare_no_conflict(first, by=first.assessor)
        assert (first.status, application.status) == ("scoring", ApplicationStatus.IN_ASSESSMENT)
        assert first.declared_at is not None
        with unit_of_work():
            services.declare_no_conflict(second, by=second.assessor)
        assert second.status == AllocationStatus.SCORING
        assert len(events("applications.application.begin_assessment")) == 1

    def test_nobody_declares_for_another_nor_twice(self):
        allocation = an_allocation()
        other, officer = an_assessor(), an_officer()
        for stranger in (other, officer):
            with pytest.raises(NotAllowed), unit_of_work():
                services.declare_no_conflict(allocation, by=stranger)
            with pytest.raises(NotAllowed), unit_of_work():
                services.declare_conflict(allocation, kind=ConflictKind.MONEY, by=stranger)
        with unit_of_work():
            services.declare_no_conflict(allocation, by=allocation.assessor)
        with pytest.raises(StepNotOpen), unit_of_work():
            services.declare_no_conflict(allocation, by=allocation.assessor)

    def test_a_conflict_closes_the_application_and_tells_whoever_allocated(self, mails):
        allocation = an_allocation()
        with unit_of_work():
            services.declare_conflict(
                allocation, kind=ConflictKind.CLOSE_PERSON, note="My sister", by=allocation.assessor
            )
        assert allocation.status == AllocationStatus.DECLINED
        assert not can.view(allocation.assessor, allocation)
        assert allocation.application.status == ApplicationStatus.SUBMITTED
        mail = mails()[-1]
        assert (mail.notice, mail.to_user_id) == ("assessment/conflict_declared", allocation.allocated_by_id)
        assert "sister" not in mail.text
        assert allocation.assessor.name not in mail.text
        assert not invariant_problems()

    def test_all_staff_hear_of_it_when_the_allocator_has_left(self, mails):
        allocation, colleague = an_allocation(), an_officer("Colleague")
        with unit_of_work():
            allocation_officer(allocation).deactivated_at = now()
        with unit_of_work():
            services.declare_conflict(allocation, kind=ConflictKind.OTHER, by=allocation.assessor)
        told = {mail.to_user_id for mail in mails() if mail.notice == "assessment/conflict_declared"}
        assert colleague.id in told
        assert allocation.allocated_by_id not in told

    def test_a_conflict_noticed_while_reading_removes_the_scores(self):
        allocation = a_scored_reading()
        with unit_of_work():
            services.declare_conflict(allocation, kind=ConflictKind.HELPED, by=allocation.assessor)
        assert db.session.scalars(select(Score).where(Score.allocation_id == allocation.id)).all() == []
        assert not invariant_problems()

    def test_after_finishing_a_conflict_is_for_staff_to_act_on(self):
        allocation = a_finished_reading()
        with pytest.raises(StepNotOpen), unit_of_work():
            services.declare_conflict(allocation, kind=ConflictKind.HELPED, by=allocation.assessor)


class TestScoring:
    def test_a_half_written_score_is_kept(self):
        allocation = an_open_reading()
        score = save(allocation, level=None, reason="", strengths="A start")
        assert (score.level_id, score.strengths, score.version) == (None, "A start", 1)
        assert reading_of(allocation).scored == 0

    def test_versions_count_saves_and_equal_words_change_nothing(self):
        allocation = an_open_reading()
        assert save(allocation).version == 1
        assert save(allocation, version=0).version == 1, "A lost answer is sent again with the old version."
        assert save(allocation, version=1, reason="Evidence 2").version == 2

    def test_another_window_s_words_are_never_overwritten(self):
        allocation = an_open_reading()
        save(allocation, reason="From the first window")
        with pytest.raises(StaleWrite) as caught:
            save(allocation, reason="From the second window", version=0)
        assert caught.value.current.reason == "From the first window"

    def test_the_trail_knows_that_but_not_what(self):
        allocation = an_open_reading()
        save(allocation, reason="CANARY-REASON", level="gold")
        (entry,) = events("assessment.score.save")
        assert (entry.subject_id, entry.actor_id) == (allocation.id, allocation.assessor_id)
        assert entry.after == {"statement": "1.1", "version": 1}
        assert "CANARY" not in f"{entry.note}{entry.before}{entry.after}"

    def test_only_a_level_and_statement_of_this_charter(self):
        allocation = an_open_reading()
        with pytest.raises(RuleBroken, match="one of the levels"):
            save(allocation, level="platinum")
        with pytest.raises(RuleBroken, match="not part of the charter"), unit_of_work():
            services.save_score(allocation, statement_id=10**6, level=None, version=0, by=allocation.assessor)

    def test_nobody_scores_for_another_or_before_declaring_or_after_it_closed(self):
        allocation = an_open_reading()
        waiting, finished = an_allocation(), a_finished_reading()
        ended = an_open_reading()
        officer = allocation_officer(ended)
        with unit_of_work():
            services.end_allocation(ended, reason="Ill", by=officer)
        with pytest.raises(NotAllowed):
            save(allocation, by=an_assessor())
        for closed in (waiting, finished, ended):
            with pytest.raises(NotAllowed):
                save(closed, reason="Too late")

    def test_an_assessor_who_lost_the_role_scores_no_more(self):
        allocation = an_open_reading()
        with unit_of_work():
            db.session.scalars(
                select(RoleGrant).where(RoleGrant.user_id == allocation.assessor_id)
            ).one().ended_at = now()
        db.session.refresh(allocation.assessor)
        assert not can.view(allocation.assessor, allocation)
        with pytest.raises(NotAllowed):
            save(allocation)

    def test_hostile_text_comes_back_as_it_was(self):
        allocation = an_open_reading()
        words = "Ŵyn O’Neill 👩🏽‍🚒 مرحبا {{7*7}} <b>"
        save(allocation, reason=words)
        assert reading_of(allocation).lines[0].score.reason == words


class TestFinishing:
    def test_gaps_stand_in_the_way_and_are_listed(self):
        allocation = a_scored_reading()
        save(allocation, place=3, version=1, reason="")
        with pytest.raises(RuleBroken, match="level or a reason"), unit_of_work():
            services.finish(allocation, by=allocation.assessor)
        db.session.refresh(allocation)
        assert allocation.status == AllocationStatus.SCORING
        assert [line.statement.code for line in reading_of(allocation).gaps] == ["1.4"]

    def test_only_the_assessor_finishes_and_only_once(self):
        allocation = a_scored_reading()
        stranger = an_officer()
        with pytest.raises(NotAllowed), unit_of_work():
            services.finish(allocation, by=stranger)
        with unit_of_work():
            services.finish(allocation, by=allocation.assessor)
        assert allocation.finished_at is not None
        with pytest.raises(StepNotOpen), unit_of_work():
            services.finish(allocation, by=allocation.assessor)
        assert not invariant_problems()

    def test_staff_hear_once_when_the_last_has_finished(self, mails):
        application = a_submission()
        officer = an_officer()
        a_finished_reading(application, assessor=an_assessor_who_says(True), by=officer)
        assert not [mail for mail in mails() if mail.notice == "assessment/all_finished"]
        a_finished_reading(application, by=officer)
        (told,) = [mail for mail in mails() if mail.notice == "assessment/all_finished"]
        assert told.to_user_id == officer.id

    def test_two_readers_without_lived_experience_are_not_enough(self, mails):
        application = a_submission()
        a_finished_reading(application, assessor=an_assessor_who_says(False))
        a_finished_reading(application, assessor=an_assessor_who_says(None))
        assert not [mail for mail in mails() if mail.notice == "assessment/all_finished"]


class TestProfile:
    def test_a_choice_is_kept_and_the_trail_does_not_say_which(self):
        person = an_assessor()
        for answer in (True, False, None):
            with unit_of_work():
                services.keep_profile(person, lived_experience=answer, daily_limit=5, by=person)
            assert profile_of(person).lived_experience is answer
        entries = events("assessment.profile.save")
        assert len(entries) == 3
        assert all(entry.before is None and entry.after is None and not entry.note for entry in entries)

    def test_nobody_chooses_for_somebody_else(self):
        person, officer = an_assessor(), an_officer()
        with pytest.raises(NotAllowed), unit_of_work():
            services.keep_profile(person, lived_experience=True, by=officer)
        with pytest.raises(NotAllowed), unit_of_work():
            services.keep_profile(officer, lived_experience=True, by=officer)


def test_the_queue_holds_only_the_own_readings():
    mine, other = an_open_reading(), an_open_reading()
    done = a_finished_reading(assessor=mine.assessor)
    assert [each.id for each in db.session.scalars(my_queue(mine.assessor))] == [mine.id]
    counts = queue_counts(mine.assessor)
    assert {part.value: count for part, count in counts.items()} == {"to_do": 1, "finished": 1, "closed": 0}
    assert done.id != other.id


def test_the_reading_is_of_the_frozen_submission():
    allocation = an_open_reading()
    with unit_of_work():
        allocation.application.title = "CANARY changed afterwards"
    assert reading_of(allocation).document.title == "Riverside peer support"
