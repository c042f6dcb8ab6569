"""The road of an application as its home shows it: what is done, what is now, what comes, with dates."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from charter_portal.applications.enums import ApplicationStatus as S
from charter_portal.applications.enums import ResponseState
from charter_portal.applications.models import Application
from charter_portal.core.formats import day, deadline, moment
from charter_portal.framework.rules.tree import StatementNode

LEGEND = [
    ("empty", ResponseState.EMPTY.label),
    ("started", ResponseState.STARTED.label),
    ("done", ResponseState.COMPLETE.label),
]
RETURNED_LEGEND = [("attention", "To change"), *LEGEND]

STAGES = {
    S.DRAFT: 0,
    S.RETURNED: 0,
    S.SUBMITTED: 1,
    S.IN_ASSESSMENT: 1,
    S.ASSESSED: 2,
    S.DECIDED: 2,
    S.RELEASED: 4,
}


@dataclass(frozen=True)
class Event:
    """One stop on the road, as the timeline macro reads it."""

    what: str
    when: str
    state: str
    note: str = ""


def road_of(application: Application) -> list[Event]:
    """From submitting to the outcome. What goes on inside assessment stays there: the dates are public."""
    cycle, here = application.cycle, STAGES.get(application.status, 0)
    handed_over = application.submitted_at is not None and application.status != S.RETURNED
    submitted = moment(application.submitted_at) if handed_over else f"By {deadline(cycle.deadline_at)}"
    if application.status == S.RETURNED:
        submitted = "As soon as the changes are made"
    reading = f"{day(cycle.assessment_from)} to {day(cycle.assessment_until)}"
    stops = [
        ("Your organisation submits", submitted, "A lead or sponsor signs. You get a receipt at once."),
        ("Assessors read it", reading, "At least two people, one of them with lived experience."),
        ("The panel meets", day(cycle.panel_on), "It agrees an outcome for each application."),
        ("You get the outcome", day(cycle.release_on), "With feedback for you, whatever the outcome."),
    ]
    return [Event(what, when, _state(place, here), note) for place, (what, when, note) in enumerate(stops)]


def statement_url(application: Application, statement: StatementNode) -> str:
    """The page of one statement of one application."""
    return url_for("applications.statement", application_id=application.id, code=statement.code)


def _state(place: int, here: int) -> str:
    if place < here:
        return "done"
    return "now" if place == here else "ahead"
