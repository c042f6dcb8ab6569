"""Calendar files: read back with another parser, right across the changes of the clocks (bars H3, H5, H6)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import vobject
from flask import Flask
from hypothesis import given
from hypothesis import strategies as some

from charter_portal.core.calendar_file import CalendarEvent, calendar_file, calendar_response
from charter_portal.core.clock import LONDON, from_london
from charter_portal.core.forms import clean_line, clean_text

OUR_LINES = {
    *("UID", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "SEQUENCE", "STATUS"),
    *("SUMMARY", "LOCATION", "DESCRIPTION", "URL"),
}
UPDATED = datetime(2027, 1, 4, 9, 30, tzinfo=UTC)


def event(day: date = date(2027, 3, 27), **given: Any) -> CalendarEvent:
    starts_at = from_london(datetime(day.year, day.month, day.day, 9, 30))
    standard = {
        "uid": "day-7@portal.test",
        "title": "Day in Leeds",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=6),
        "updated_at": UPDATED,
    }
    return CalendarEvent(**standard | given)


def read_back(*events: CalendarEvent) -> Any:
    return vobject.readOne(calendar_file(events, name="Portal").decode())


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [
        (date(2027, 3, 27), 9),
        (date(2027, 3, 28), 8),
        (date(2027, 10, 30), 8),
        (date(2027, 10, 31), 9),
        (date(2028, 2, 29), 9),
        (date(2027, 12, 31), 9),
        (date(2035, 7, 1), 8),
    ],
)
def test_half_past_nine_stays_half_past_nine(day: date, utc_hour: int) -> None:
    entry = read_back(event(day)).vevent
    for moment, hour in ((entry.dtstart.value, 9), (entry.dtend.value, 15)):
        assert (moment.date(), moment.hour, moment.minute) == (day, hour, 30)
    expected = datetime(day.year, day.month, day.day, utc_hour, 30, tzinfo=UTC)
    assert entry.dtstart.value.astimezone(UTC) == expected
    assert entry.dtend.value - entry.dtstart.value == timedelta(hours=6)


def test_the_zone_is_inside_and_is_londons() -> None:
    calendar = read_back(event())
    zone = calendar.vtimezone.tzinfo
    moment = datetime(2026, 1, 1, 0, 30)
    while moment.year < 2036:
        theirs, ours = moment.replace(tzinfo=zone), moment.replace(tzinfo=LONDON)
        assert theirs.utcoffset() == ours.utcoffset(), moment
        moment += timedelta(hours=73)
    assert "DTSTART;TZID=Europe/London:20270327T093000" in calendar_file([event()], name="x").decode()


def test_the_hour_that_happens_twice_is_never_misread() -> None:
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    second = first + timedelta(hours=1)
    for moment in (first, second):
        entry = read_back(event(starts_at=moment, ends_at=moment + timedelta(hours=3))).vevent
        assert entry.dtstart.value.astimezone(UTC) == moment
        assert entry.dtend.value.astimezone(UTC) == moment + timedelta(hours=3)


def test_the_hour_that_is_skipped_lies_inside() -> None:
    starts = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    entry = read_back(event(starts_at=starts, ends_at=starts + timedelta(hours=2))).vevent
    assert entry.dtend.value.astimezone(UTC) - entry.dtstart.value.astimezone(UTC) == timedelta(hours=2)
    assert (entry.dtstart.value.hour, entry.dtend.value.hour) == (0, 3)


def test_a_moved_and_a_cancelled_event_are_known_again() -> None:
    entry = read_back(event(sequence=3, cancelled=True)).vevent
    assert (entry.uid.value, entry.sequence.value) == ("day-7@portal.test", "3")
    assert entry.status.value == "CANCELLED"
    assert entry.dtstamp.value == UPDATED
    assert read_back(event()).vevent.status.value == "CONFIRMED"
    assert read_back(event()).method.value == "PUBLISH"


@pytest.mark.parametrize(
    "words",
    [
        "Ŵyn O’Neill, back; door \\ left: “quiet” 👩🏽‍🚀",
        "مرحبا بكم في اليوم " * 20,
        "שלום 🌉 " * 30,
        "e\u0301" * 200,
        "one\ntwo\n\nfour",
        "x" * 2_000,
        "🏳️‍🌈" * 100,
    ],
)
def test_words_come_back_as_they_were_written(words: str) -> None:
    data = calendar_file([event(words=words, title=words, where=words)], name=words)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    entry = vobject.readOne(data.decode()).vevent
    assert entry.description.value == clean_text(words)
    assert entry.summary.value == entry.location.value == clean_line(words)


@given(some.text())
def test_no_text_breaks_out_of_its_line(text: str) -> None:
    entry = read_back(event(words=text, title=text, where=text, url=text, uid=f"u{text}"))
    assert [child.name for child in entry.getChildren() if child.name == "VEVENT"] == ["VEVENT"]
    assert {child.name for child in entry.vevent.getChildren()} <= OUR_LINES
    assert entry.vevent.summary.value == clean_line(text)


def test_lines_that_would_be_commands_are_words() -> None:
    attack = "a\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nACTION:EMAIL\x00"
    hostile = event(title=attack, url=attack, uid=attack, words=attack)
    lines = calendar_file([hostile], name=attack).split(b"\r\n")
    assert lines.count(b"END:VEVENT") == 1
    assert not [line for line in lines if line.startswith(b"BEGIN:VALARM")]
    assert b"\x00" not in b"".join(lines)


def test_a_feed_may_be_empty_or_long() -> None:
    assert b"BEGIN:VEVENT" not in calendar_file([], name="Portal")
    many = read_back(*(event(uid=f"day-{number}@portal.test") for number in range(200)))
    assert len(many.vevent_list) == 200
    assert len(many.vtimezone_list) == 1


def test_nothing_in_the_file_tells_a_theme() -> None:
    text = calendar_file([event()], name="Portal").decode().lower()
    assert not [word for word in ("lived", "charter", "justice", "experience") if word in text]


def test_an_event_that_ends_before_it_starts_is_a_slip_of_the_caller() -> None:
    with pytest.raises(ValueError, match="ends after"):
        event(ends_at=event().starts_at)
    with pytest.raises(ValueError, match="without a time zone"):
        read_back(event(starts_at=datetime(2027, 1, 1), ends_at=datetime(2027, 1, 2)))


def test_the_download_is_an_attachment_with_a_plain_name() -> None:
    app = Flask("x")
    data = calendar_file([], name="Portal")
    app.add_url_rule("/", "day", lambda: calendar_response('a";\r\nb.ics', data))
    answer = app.test_client().get("/")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=a-b.ics"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
