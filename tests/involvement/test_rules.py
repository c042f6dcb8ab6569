"""Rules without a database: question files, comparing, due dates, tallies."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter_portal.core.places import PACKAGE
from charter_portal.involvement.enums import Audience, Reach, ReminderKind
from charter_portal.involvement.rules.comparison import Move, Summary, in_words, question_moves, reach_moves
from charter_portal.involvement.rules.feedback import (
    AskedQuestion,
    read_bank,
    tallies,
    week_of,
    words_said,
)
from charter_portal.involvement.rules.plan import due_in_words, is_overdue, reminder_due
from charter_portal.involvement.rules.questions import QuestionFileProblems, ScaleStep, read_questions
from tests.support.words import banned_words, long_sentences

QUESTIONS = (PACKAGE / "involvement" / "questions.yaml").read_text("utf-8")
BANK = (PACKAGE / "involvement" / "feedback.yaml").read_text("utf-8")
TODAY = date(2027, 3, 10)


def small(*questions: str, steps: str = "[{key: no, label: No}, {key: yes_, label: Yes}]") -> str:
    """A question file of one section."""
    steps = steps.replace("yes_", "full")
    asked = "".join(
        f"      - {{key: {key}, title: Title {key}, text: Text {key}, hint: Hint {key}}}\n"
        for key in questions
    )
    return (
        "version: v1\ntitle: T\nsource: S\n"
        f"scales:\n  - key: s\n    steps: {steps}\n"
        f"sections:\n  - key: one\n    title: One\n    summary: Sum\n    scale: s\n    questions:\n{asked}"
    )


class TestQuestionFiles:
    def test_the_shipped_questions_are_the_eight_points_and_4pi(self):
        asked = read_questions(QUESTIONS)
        by_section = {section.key: len(section.questions) for section in asked.sections}
        assert by_section == {"checklist": 8, "four_pi": 5, "families": 3, "heard": 3}
        assert [question.key for question in asked.sections[1].questions] == [
            *("principles", "purpose", "presence", "process", "impact")
        ]

    def test_what_people_read_is_plain(self):
        asked, bank = read_questions(QUESTIONS), read_bank(BANK)
        said = [f"{each.title}\n{each.text}\n{each.hint}" for each in asked.questions]
        said += [each.text for each in bank.questions] + [line.what for line in bank.support]
        for text in said:
            assert not banned_words(text) and not long_sentences(text), text

    def test_every_audience_has_questions_to_choose_from_and_a_box_for_words(self):
        bank = read_bank(BANK)
        for audience in Audience:
            kinds = {question.kind for question in bank.for_audience(audience)}
            assert kinds == {"scale", "words"}

    def test_support_is_there_by_phone_and_by_text_and_nobody_claims_to_have_rung(self):
        bank = read_bank(BANK)
        assert any(line.phone == "116 123" for line in bank.support)
        assert any("85258" in line.text for line in bank.support)
        assert bank.checked_day is None and bank.is_due_to_ring(date(2027, 1, 1))
        rung = read_bank(BANK.replace("checked_on: not yet", 'checked_on: "2027-01-01"'))
        assert not rung.is_due_to_ring(date(2027, 4, 1)) and rung.is_due_to_ring(date(2027, 4, 5))

    def test_neighbours_lead_through_every_question_once(self):
        asked = read_questions(QUESTIONS)
        walked, here = [], asked.questions[0]
        while here is not None:
            walked.append(here.key)
            here = asked.neighbours(here)[1]
        assert walked == [question.key for question in asked.questions]

    @pytest.mark.parametrize(
        ("text", "remedy"),
        [
            (small("a", "a"), "Choose another"),
            (small("a").replace("scale: s", "scale: other"), "Use one of these keys"),
            (small("a").replace("version: v1\n", ""), "Add the key version"),
            (small("a").replace("summary: Sum", "sumary: Sum"), "Did you mean"),
            ("[1, 2]", "Write keys and values here"),
            ("a: [", "Close the bracket"),
            (small("a", steps="[{key: no, label: No}]"), "List from 2"),
        ],
    )
    def test_mistakes_are_named_with_their_line_and_remedy(self, text, remedy):
        with pytest.raises(QuestionFileProblems) as told:
            read_questions(text)
        assert remedy in str(told.value) and "line " in str(told.value)

    @pytest.mark.parametrize(
        ("old", "new", "remedy"),
        [
            ("checked_on: not yet", "checked_on: soon", "Write a date like"),
            ('      phone: "116 123"\n', "", "Add a phone number"),
            ("kind: words, text: What went well?", "kind: essay, text: What went well?", "Use one of these"),
            ("for: [using]}", "for: [nobody]}", "Use one of these"),
        ],
    )
    def test_mistakes_in_the_bank_too(self, old, new, remedy):
        assert old in BANK
        with pytest.raises(QuestionFileProblems, match=remedy):
            read_bank(BANK.replace(old, new, 1))


class TestComparing:
    def test_each_way_a_question_can_move(self):
        asked = read_questions(small("up", "same", "down", "open", "first"))
        before = {"up": "no", "same": "no", "down": "full", "open": "no", "first": None}
        now = {"up": "full", "same": "no", "down": "no", "open": None, "first": "no"}
        moves = {move.question.key: move.move for move in question_moves(asked, now, asked, before)}
        assert moves == {
            "up": Move.UP,
            "same": Move.SAME,
            "down": Move.DOWN,
            "open": Move.OPEN,
            "first": Move.NEW,
        }

    def test_a_question_that_was_not_asked_or_had_another_scale_counts_as_new(self):
        now = read_questions(small("old", "new"))
        three = "[{key: no, label: No}, {key: half, label: Half}, {key: full, label: Yes}]"
        before = read_questions(small("old", steps=three).replace("v1", "v0"))
        moves = question_moves(now, {"old": "full", "new": "full"}, before, {"old": "full"})
        assert [move.move for move in moves] == [Move.NEW, Move.NEW]
        assert moves[1].before == "Not asked"

    def test_the_sentence_counts_only_what_was_rated_both_times(self):
        asked = read_questions(small("a", "b", "c"))
        now, before = {"a": "full", "b": "no", "c": "no"}, {"a": "no", "b": "no", "c": None}
        words = in_words(question_moves(asked, now, asked, before))
        assert words == "Of the questions rated both times, 1 moved up, 1 stayed and none moved down."

    @given(st.dictionaries(st.sampled_from(list(Reach)), st.integers(1, 500)), st.integers(0, 10**6))
    def test_a_summary_comes_back_from_its_row_as_it_went_in(self, by_reach, people):
        told = Summary(by_reach, using=people, workforce=1, families=2)
        back = Summary.from_data(told.to_data())
        assert back.activities == told.activities and (back.using, back.families) == (people, 2)
        assert all(back.by_reach[reach] == by_reach.get(reach, 0) for reach in Reach)
        assert [move.now for move in reach_moves(back, Summary.from_data({}))] == list(back.by_reach.values())


class TestDueDates:
    @pytest.mark.parametrize(
        ("away", "words"),
        [
            (0, "Due today, 10 March 2027"),
            (1, "Due tomorrow, 11 March 2027"),
            (20, "Due on 30 March 2027"),
            (-3, "Was due on 7 March 2027"),
        ],
    )
    def test_in_words(self, away, words):
        assert due_in_words(TODAY + timedelta(days=away), TODAY) == words
        assert is_overdue(TODAY + timedelta(days=away), TODAY) is (away < 0)

    def test_no_date(self):
        assert due_in_words(None, TODAY) == "No date yet"
        assert not is_overdue(None, TODAY) and reminder_due(None, TODAY) is None

    @pytest.mark.parametrize(
        ("away", "kind"),
        [
            (15, None),
            (14, ReminderKind.AHEAD),
            (8, ReminderKind.AHEAD),
            (7, None),
            (1, None),
            (0, ReminderKind.DUE),
            (-7, ReminderKind.DUE),
            (-8, None),
        ],
    )
    def test_which_reminder_belongs_to_a_day(self, away, kind):
        assert reminder_due(TODAY + timedelta(days=away), TODAY) is kind


class TestCounting:
    SCALE = (ScaleStep("no", "No"), ScaleStep("yes", "Yes"))
    ASKED = AskedQuestion("q", "scale", "Was it good?")

    @given(st.lists(st.sampled_from(["no", "yes", "", "else", None]), max_size=40))
    def test_every_reply_is_counted_once_skipped_or_not(self, said):
        (tally,) = tallies([self.ASKED], self.SCALE, [{"q": each} for each in said])
        assert sum(tally.counts) == len(said)
        assert tally.counts[0] == said.count("no") and tally.counts[1] == said.count("yes")

    @given(st.lists(st.text(min_size=1, max_size=5).map(str.strip).filter(bool), max_size=12, unique=True))
    def test_words_come_in_an_order_that_does_not_depend_on_their_own(self, said):
        question = AskedQuestion("w", "words", "What?")
        rows = [(f"mark {words}", {"w": words}) for words in said]
        shown = words_said(question, rows)
        assert sorted(shown) == sorted(said)
        assert shown == words_said(question, list(reversed(rows)))

    def test_two_questions_are_not_in_the_same_order(self):
        rows = [(f"mark {n}", {"a": str(n), "b": str(n)}) for n in range(12)]
        first, second = (words_said(AskedQuestion(key, "words", "?"), rows) for key in "ab")
        assert first != second and sorted(first) == sorted(second)

    @given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
    def test_only_the_week_is_kept(self, day):
        week = week_of(day)
        assert week.weekday() == 0 and week <= day < week + timedelta(days=7)
