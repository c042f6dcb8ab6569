"""Feedback and barrier notes: what is said, by whom it is read, and that anonymous means anonymous."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from charter_portal.audit_trail.models import Entry
from charter_portal.barriers.enums import Stage
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken
from charter_portal.training.enums import RegisterDeed
from charter_portal.training.models import DayFeedback
from charter_portal.training.queries.barriers import barrier_notes_of, notes_for, notes_on
from charter_portal.training.queries.feedback import feedback_on
from charter_portal.training.services.barriers import mark_notes_moved, remove_barrier_note
from charter_portal.training.services.feedback import give_feedback, may_give_feedback
from tests.factories.accounts import a_person, an_officer
from tests.factories.organisations import an_organisation
from tests.factories.training import a_trainer
from tests.factories.training_days import a_begun_day, a_held_day, a_note, marked, moved_to, places_of

pytestmark = pytest.mark.usefixtures("session")

FULLY = {"clear": "4", "next_step": "4", "heard": "4", "access": "4"}


def say(place, ratings=None, *, anonymous=True, most_useful="", to_change=""):
    with unit_of_work():
        give_feedback(
            place,
            ratings=FULLY if ratings is None else ratings,
            most_useful=most_useful,
            to_change=to_change,
            anonymous=anonymous,
        )


def a_place_that_came(count=1):
    return places_of(a_held_day(an_organisation(), each=count, capacity=count))


class TestFeedback:
    def test_with_a_name(self):
        (place,) = a_place_that_came()
        say(place, anonymous=False, most_useful="The examples.")
        kept = db.session.scalars(select(DayFeedback)).one()
        assert kept.place_id == place.id and kept.ratings["clear"] == 4
        assert feedback_on(place.day).most_useful[0].name == place.name

    def test_without_a_name_nothing_leads_back(self):
        first, second = a_place_that_came(2)
        told = len(db.session.scalars(select(Entry)).all())
        before = second.updated_at
        say(second, most_useful="The tea.")
        kept = db.session.scalars(select(DayFeedback)).one()
        assert kept.place_id is None
        assert (kept.created_at.hour, kept.created_at.minute, kept.updated_at.second) == (0, 0, 0)
        db.session.refresh(second)
        assert second.updated_at == before and second.feedback_on is not None and first.feedback_on is None
        assert len(db.session.scalars(select(Entry)).all()) == told
        assert feedback_on(second.day).most_useful == []

    def test_nameless_words_wait_until_enough_people_have_answered(self):
        places = a_place_that_came(8)
        say(places[0], anonymous=False, most_useful="The examples.")
        say(places[1], most_useful="The tea.")
        for place in places[2:7]:
            say(place)
        few = feedback_on(places[0].day)
        assert ([each.words for each in few.most_useful], few.holds_back) == (["The examples."], True)
        say(places[7])
        enough = feedback_on(places[0].day)
        told = [(each.words, each.name) for each in enough.most_useful]
        assert told == [("The examples.", places[0].name), ("The tea.", "")]
        assert not enough.holds_back

    def test_nobody_speaks_twice(self):
        (place,) = a_place_that_came()
        say(place)
        with pytest.raises(RuleBroken, match="already"):
            say(place, anonymous=False)
        assert len(db.session.scalars(select(DayFeedback)).all()) == 1

    def test_any_answer_may_be_skipped_but_not_all(self):
        (place,) = a_place_that_came()
        with pytest.raises(RuleBroken, match="at least one"):
            say(place, {"clear": None, "heard": "9"})
        say(place, {}, to_change="A longer break.")
        assert db.session.scalars(select(DayFeedback)).one().ratings == {}

    def test_only_those_who_came_and_only_afterwards(self):
        came, absent = places_of(a_held_day(an_organisation(), came=1, each=2, capacity=2))
        assert may_give_feedback(came) and not may_give_feedback(absent)
        with pytest.raises(RuleBroken, match="everybody who came"):
            say(absent)
        (present,) = places_of(a_begun_day(an_organisation()))
        marked(present)
        assert not may_give_feedback(present)
        moved_to(present.day, now() - timedelta(hours=8))
        assert may_give_feedback(present)

    def test_small_numbers_are_hidden(self):
        places = a_place_that_came(9)
        for place in places[:3]:
            say(place)
        summary = feedback_on(places[0].day)
        assert (summary.answered.text, summary.came.text) == ("*", "10")
        assert {figure.text for figure in summary.table.rows[0]} <= {"*", "0"}
        for place in places[3:]:
            say(place)
        assert feedback_on(places[0].day).table.rows[0][0].text == "10"

    def test_words_stand_in_no_order_of_time(self):
        places = a_place_that_came(8)
        for place, words in zip(places, ("Zebra", "apple", "Mango", *[""] * 5), strict=True):
            say(place, most_useful=words)
        assert [each.words for each in feedback_on(places[0].day).most_useful] == ["apple", "Mango", "Zebra"]


class TestBarrierNotes:
    def test_are_of_an_organisation_that_was_there(self):
        here, elsewhere = an_organisation(), an_organisation()
        day = a_held_day(here)
        a_note(day, here, title="Vetting takes months")
        with pytest.raises(RuleBroken) as problem:
            a_note(day, elsewhere)
        assert problem.value.field == "organisation_id"
        with pytest.raises(RuleBroken) as problem:
            a_note(day, here, title="")
        assert problem.value.field == "title"
        assert [note.title for note in notes_on(day)] == ["Vetting takes months"]

    def test_are_written_by_trainers_of_the_day_and_staff(self):
        trainer, organisation = a_trainer(), an_organisation()
        day = a_held_day(organisation, trainers=(trainer,))
        a_note(day, organisation, by=trainer)
        for other in (a_trainer(), a_person()):
            with pytest.raises(NotAllowed):
                a_note(day, organisation, by=other)

    def test_are_handed_on_once(self):
        organisation, other = an_organisation(), an_organisation()
        day, by = a_held_day(organisation, other), an_officer()
        first = a_note(day, organisation, stage=Stage.APPLY, barrier_code="disclosure", title="")
        second, theirs = a_note(day, organisation), a_note(day, other)
        found = barrier_notes_of(organisation)
        assert [(each.id, each.barrier_code, each.stage) for each in found] == [
            (first.id, "disclosure", Stage.APPLY),
            (second.id, None, Stage.CHECK),
        ]
        assert found[0].day_title == day.title
        with unit_of_work():
            assert mark_notes_moved([first.id, first.id], by=by) == [first]
        with unit_of_work():
            assert mark_notes_moved([first.id], by=by) == []
        assert [each.id for each in barrier_notes_of(organisation)] == [second.id]
        assert len(notes_for(organisation)) == 2 and theirs.moved_at is None

    def test_a_mistake_is_removed_until_it_is_handed_on(self):
        organisation, by = an_organisation(), an_officer()
        day = a_held_day(organisation)
        note, moved = a_note(day, organisation), a_note(day, organisation)
        with unit_of_work():
            remove_barrier_note(note, by=by)
        with unit_of_work():
            mark_notes_moved([moved.id, note.id], by=by)
        with pytest.raises(RuleBroken, match="barrier log already"), unit_of_work():
            remove_barrier_note(moved, by=by)
        assert notes_on(day) == [moved]


def test_a_line_put_right_after_closing_opens_the_form():
    absent = places_of(a_held_day(an_organisation(), came=0))[0]
    assert not may_give_feedback(absent)
    marked(absent, RegisterDeed.CHECK_IN)
    assert may_give_feedback(absent)
