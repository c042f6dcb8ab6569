"""Calendar files (iCalendar, RFC 5545) with London's time zone inside, for one day or a whole feed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Response
from icalendar import Calendar, Event, Timezone

from charter_portal.core.clock import LONDON, from_london, to_london
from charter_portal.core.downloads import taken_away
from charter_portal.core.forms import clean_line, clean_text

MEDIA_TYPE = "text/calendar; charset=utf-8"
# The rule of the clocks since 1996, as calendars write it: rules are read everywhere, lists of dates are not.
_LONDON_RULE = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19960331T010000
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


@dataclass(frozen=True)
class CalendarEvent:
    """One entry in somebody's calendar. Its title is read over shoulders: keep it discreet.

    `uid` stays the same for as long as it is the same event, and `sequence` grows with every change of
    time, place or state, so that a calendar which knows the event moves it instead of adding another.
    """

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    updated_at: datetime
    where: str = ""
    words: str = ""
    url: str = ""
    sequence: int = 0
    cancelled: bool = False

    def __post_init__(self) -> None:
        if self.ends_at <= self.starts_at:
            raise ValueError("An event ends after it starts.")


def calendar_file(events: Iterable[CalendarEvent], *, name: str) -> bytes:
    """The events as one file. `name` is what a calendar calls the feed when somebody subscribes to it."""
    calendar = Calendar()
    calendar.add("prodid", "-//Portal//Calendar 1//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", clean_line(name))
    calendar.add_component(Timezone.from_ical(_LONDON_RULE))
    for event in events:
        calendar.add_component(_entry(event))
    return calendar.to_ical()


def calendar_response(name: str, data: bytes) -> Response:
    """The file as a download; `name` is its file name, such as `day.ics`."""
    return taken_away(Response(data, content_type=MEDIA_TYPE), name, otherwise="calendar.ics")


def _entry(event: CalendarEvent) -> Event:
    entry = Event()
    entry.add("uid", clean_line(event.uid))
    entry.add("dtstamp", event.updated_at.astimezone(UTC))
    entry.add("last-modified", event.updated_at.astimezone(UTC))
    entry.add("dtstart", _when(event.starts_at))
    entry.add("dtend", _when(event.ends_at))
    entry.add("sequence", event.sequence)
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    entry.add("summary", clean_line(event.title))
    for key, text in (("location", clean_line(event.where)), ("description", clean_text(event.words))):
        if text:
            entry.add(key, text)
    if event.url:
        entry.add("url", clean_line(event.url))
    return entry


def _when(moment: datetime) -> datetime:
    """London's wall time. In the second run of the hour that happens twice, UTC, which nobody misreads."""
    wall_time = to_london(moment).replace(tzinfo=None, microsecond=0, fold=0)
    if from_london(wall_time) != moment.replace(microsecond=0):
        return moment.astimezone(UTC).replace(microsecond=0)
    return wall_time.replace(tzinfo=LONDON)
