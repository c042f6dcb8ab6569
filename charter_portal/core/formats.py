"""How dates, numbers and amounts are written for people; template filters of the same names."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask

from charter_portal.core.clock import LONDON, to_london


def day(value: date | datetime | None) -> str:
    """A date in words: 5 March 2027."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = to_london(value).date()
    return f"{value.day} {value:%B %Y}"


def weekday(value: date | datetime | None) -> str:
    """A date with its day of the week: Friday 5 March 2027."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = to_london(value).date()
    return f"{value:%A} {day(value)}"


def clock_time(value: datetime | None) -> str:
    """A time of day in London: 9:05am, 5pm, midday, midnight."""
    if value is None:
        return ""
    local = to_london(value)
    if local.minute == 0 and local.hour in {0, 12}:
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def moment(value: datetime | None) -> str:
    """A date and time in London: 5 March 2027 at 5pm."""
    return f"{day(value)} at {clock_time(value)}" if value else ""


def deadline(value: datetime | None) -> str:
    """A deadline in words with its zone: Friday 5 March 2027 at 5pm (UK time)."""
    return f"{weekday(value)} at {clock_time(value)} (UK time)" if value else ""


def span(starts: datetime, ends: datetime) -> str:
    """From one moment to another: Friday 5 March 2027, 9:30am to 4pm (UK time)."""
    until = clock_time(ends)
    if to_london(starts).date() != to_london(ends).date():
        until = f"{weekday(ends)}, {until}"
    return f"{weekday(starts)}, {clock_time(starts)} to {until} (UK time)"


def zone(value: datetime) -> str:
    """GMT or BST, as on London's clocks at that moment."""
    return value.astimezone(LONDON).tzname() or ""


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: 1 statement, 4 statements, no statements."""
    noun = one if count == 1 else (many or one + "s")
    return f"{'no' if count == 0 else count} {noun}"


def file_size(count: int) -> str:
    """A size in bytes as people read it: 812 bytes, 45 KB, 3.2 MB."""
    if count < 1000:
        return plural(count, "byte")
    if count < 1_000_000:
        return f"{count / 1000:.0f} KB"
    return f"{count / 1_000_000:.1f} MB".replace(".0 MB", " MB")


def init_formats(app: Flask) -> None:
    """Give templates these as filters."""
    for write in (day, weekday, clock_time, moment, deadline, span, plural, file_size):
        app.jinja_env.filters[write.__name__] = write
