"""Programmes, series, reminders and feedback by themselves: no database, no pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter_portal.core.clock import LONDON
from charter_portal.training.enums import ReminderKind, Way
from charter_portal.training.rules.days import where_in_words
from charter_portal.training.rules.feedback import QUESTIONS, kept_ratings
from charter_portal.training.rules.programme import (
    ProgrammeNotRead,
    Step,
    length_of,
    read_programme,
    write_programme,
)
from charter_portal.training.rules.registers import is_open
from charter_portal.training.rules.reminders import due_at, is_due
from charter_portal.training.rules.series import LAST, dates_of

plain = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=40)


def test_steps_follow_each_other():
    steps = read_programme("30 Welcome | Who we are\n\n45 min: Values\n15 Break")
    assert steps == [
        Step(0, 30, "Welcome", "Who we are"),
        Step(30, 45, "Values"),
        Step(75, 15, "Break"),
    ]
    assert length_of(steps) == 90


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Welcome", "Line 1: begin with the minutes"),
        ("30 Welcome\n0 Nothing", "Line 2: give 1 to 480 minutes"),
        ("481 A long talk", "Line 1: give 1 to 480 minutes"),
        ("30", "Line 1: say what happens"),
        ("30 | only words", "Line 1: say what happens"),
        (f"30 {'x' * 201}", "Line 1: use 200 characters"),
        ("5 x\n" * 61, "Use 60 lines or fewer. You have 61."),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text, says):
    with pytest.raises(ProgrammeNotRead, match=says.replace(".", r"\.")):
        read_programme(text)


@given(st.lists(st.tuples(st.integers(1, 480), plain, plain | st.just("")), max_size=20))
def test_what_is_written_is_read_again(parts):
    after, steps = 0, []
    for minutes, title, words in parts:
        # A title that begins with a digit would be read as more minutes.
        steps.append(Step(after, minutes, f"x{title}", words))
        after += minutes
    assert read_programme(write_programme(steps)) == steps


@given(st.text(max_size=300))
def test_no_text_is_too_odd_to_answer(text):
    try:
        steps = read_programme(text)
    except ProgrammeNotRead:
        return
    assert all(step.minutes > 0 and step.title for step in steps)


def test_every_second_tuesday_of_a_year():
    found = dates_of(1, 2, date(2027, 1, 1), date(2027, 12, 31))
    assert len(found) == 12
    assert found[:3] == [date(2027, 1, 12), date(2027, 2, 9), date(2027, 3, 9)]


def test_the_last_friday_is_sometimes_the_fifth():
    assert dates_of(4, LAST, date(2027, 1, 1), date(2027, 2, 28)) == [date(2027, 1, 29), date(2027, 2, 26)]


@given(
    st.integers(0, 6),
    st.integers(1, LAST),
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.integers(0, 700),
)
def test_series_stay_in_their_stretch_and_on_their_weekday(weekday, place, first, length):
    last = first + timedelta(days=length)
    found = dates_of(weekday, place, first, last)
    assert all(first <= day <= last and day.weekday() == weekday for day in found)
    assert len({(day.year, day.month) for day in found}) == len(found)
    if place != LAST:
        assert all((day.day - 1) // 7 + 1 == place for day in found)


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("starts", "week", "day"),
    [
        # The clocks go forward on 28 March 2027 and back on 31 October 2027.
        (london(2027, 3, 30, 9, 30), london(2027, 3, 23, 9), london(2027, 3, 29, 9)),
        (london(2027, 11, 2, 9, 30), london(2027, 10, 26, 9), london(2027, 11, 1, 9)),
        (london(2027, 6, 15, 9, 30), london(2027, 6, 8, 9), london(2027, 6, 14, 9)),
    ],
)
def test_reminders_come_at_nine_on_londons_clocks(starts, week, day):
    assert due_at(ReminderKind.WEEK_BEFORE, starts) == week
    assert due_at(ReminderKind.DAY_BEFORE, starts) == day


def test_one_reminder_is_due_at_a_time():
    starts = london(2027, 6, 15, 9, 30)
    hours = [starts - timedelta(hours=hour) for hour in range(24 * 10)]
    due = {kind: [moment for moment in hours if is_due(kind, starts, moment)] for kind in ReminderKind}
    assert not set(due[ReminderKind.WEEK_BEFORE]) & set(due[ReminderKind.DAY_BEFORE])
    assert min(due[ReminderKind.WEEK_BEFORE]) >= london(2027, 6, 8, 9)
    assert max(due[ReminderKind.DAY_BEFORE]) < starts


def test_the_register_opens_at_midnight_in_london():
    starts = london(2027, 6, 15, 9, 30)
    assert is_open(starts, datetime(2027, 6, 14, 23, 0, tzinfo=UTC))
    assert not is_open(starts, datetime(2027, 6, 14, 22, 59, tzinfo=UTC))


def test_only_known_answers_are_kept():
    given_answers = {"clear": "4", "heard": "7", "next_step": None, "unknown": "3", "access": "x"}
    assert kept_ratings(given_answers) == {"clear": 4}
    assert len({question.key for question in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize(
    ("way", "venue", "room", "says"),
    [
        (Way.ONLINE, None, None, "Online"),
        (Way.IN_PERSON, "Sidings Hall", "Garden Room", "Sidings Hall, Garden Room"),
        (Way.HYBRID, "Sidings Hall", "Garden Room", "Sidings Hall, Garden Room, or online"),
    ],
)
def test_where_in_words(way, venue, room, says):
    assert where_in_words(way, venue, room) == says
