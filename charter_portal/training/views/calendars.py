"""Days for people's own calendars: one, or all of them as a feed to subscribe to."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Response, abort, current_app

from charter_portal.core.calendar_file import CalendarEvent, calendar_file, calendar_response
from charter_portal.core.permissions import open_to_everyone
from charter_portal.notifications.services.writing import link
from charter_portal.training.enums import DayStatus
from charter_portal.training.models import TrainingDay
from charter_portal.training.queries.days import days_for_calendars
from charter_portal.training.views import blueprint
from charter_portal.training.views.asking import day_or_404, own_place
from charter_portal.training.views.public import where_of

DISCREET = "Training day"
"""A single entry lies open in somebody's calendar, so it does not say what the day is about (bar T11)."""


@blueprint.get("/training/calendar.ics")
@open_to_everyone
def feed() -> Response:
    """Every coming day; a cancelled one stays for a while, so that it goes from calendars that know it."""
    events = [_event(day, title=day.title) for day in days_for_calendars()]
    return calendar_response("training.ics", calendar_file(events, name="Training days"))


@blueprint.get("/training/<int:day_id>/calendar.ics")
@open_to_everyone
def day_calendar(day_id: int) -> Response:
    """One day."""
    day = day_or_404(day_id)
    if day.status is DayStatus.DRAFT:
        abort(404)
    return _single(day)


@blueprint.get("/training/places/<token>/calendar.ics")
@open_to_everyone
def calendar_by_link(token: str) -> Any:
    """A delegate's day, for their own calendar."""
    return _single(own_place(token).day)


def _single(day: TrainingDay) -> Response:
    return calendar_response("day.ics", calendar_file([_event(day, title=DISCREET)], name=DISCREET))


def _event(day: TrainingDay, *, title: str) -> CalendarEvent:
    host = urlsplit(current_app.config["SETTINGS"].base_url).hostname
    return CalendarEvent(
        uid=f"day-{day.id}@{host}",
        title=title,
        starts_at=day.starts_at,
        ends_at=day.ends_at,
        updated_at=day.updated_at,
        where=where_of(day),
        url=link("training.show", day_id=day.id),
        sequence=day.calendar_sequence,
        cancelled=day.status is DayStatus.CANCELLED,
    )
