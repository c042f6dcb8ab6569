"""Live figures that an application shows as evidence, and what an applicant's records say has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from charter_portal.applications.enums import EvidenceKind
from charter_portal.applications.models import Application, Evidence, Submission, application_service
from charter_portal.applications.queries.evidence import bound_statements
from charter_portal.applications.queries.sight import latest_submission
from charter_portal.applications.rules.document import FigureFacts, read_document
from charter_portal.core.clock import to_london, today
from charter_portal.core.database import db
from charter_portal.organisations.models import Service
from charter_portal.workforce.queries.figures import figure_definition, figure_for, figure_keys
from charter_portal.workforce.rules.figures import Definition
from charter_portal.workforce.rules.periods import USUAL, months_up_to

Figure = dict[str, Any]


def figures_on_offer() -> list[Definition]:
    """Every figure that can be attached, with its definition, in the order in which pages offer them."""
    return [figure_definition(key) for key in figure_keys()]


def services_shown(application: Application, service: Service | None = None) -> list[Service]:
    """The services a figure of this application is about: the chosen one, or all of the scope."""
    return [service] if service is not None else list(application.services)


def figure_now(key: str, services: Sequence[Service], months: int) -> Figure:
    """The figure as the records tell it today. Raises KeyError for a figure that there is not."""
    return figure_for(key, services, months_up_to(today(), months), today())


def figure_of(evidence: Evidence) -> Figure | None:
    """What the item shows now: live while the statements that cite it may change, else as it was submitted.

    None for a file or link, and for a figure that the portal no longer works out.
    """
    if evidence.kind is not EvidenceKind.FIGURE or evidence.figure_key not in figure_keys():
        return None
    frozen = _frozen(evidence) if bound_statements(evidence) else None
    return frozen or figure_now(
        evidence.figure_key,
        services_shown(evidence.application, evidence.figure_service),
        evidence.figure_months or USUAL,
    )


def _frozen(evidence: Evidence) -> Figure | None:
    submission = latest_submission(evidence.application)
    items = read_document(submission.document).evidence if submission else ()
    return next((e.figure for e in items if isinstance(e, FigureFacts) and e.id == evidence.id), None)


@dataclass(frozen=True)
class Change:
    """One line of a figure that reads otherwise now than it did then."""

    label: str
    then: str
    now: str


@dataclass(frozen=True)
class ChangedFigure:
    """A figure of which something changed, with its words and the lines that did."""

    label: str
    definition: str
    unit: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class SinceLastTime:
    """What the records say of these services beside the day of their last submission."""

    submitted_on: date
    title: str
    figures: tuple[ChangedFigure, ...]


def since_last_time(application: Application) -> SinceLastTime | None:
    """What changed since the same services last submitted, over twelve months then and now.

    None when none of them has been in an earlier application. The lines are safe to read: both
    sides have gone through disclosure control.
    """
    earlier = _earlier_submission(application)
    if earlier is None:
        return None
    day = to_london(earlier.submitted_at).date()
    found = (_compared(key, list(application.services), day) for key in figure_keys())
    return SinceLastTime(
        submitted_on=day,
        title=earlier.application.title,
        figures=tuple(each for each in found if each.changes),
    )


def _earlier_submission(application: Application) -> Submission | None:
    shared = select(application_service.c.application_id).where(
        application_service.c.service_id.in_([service.id for service in application.services])
    )
    return db.session.scalar(
        select(Submission)
        .where(Submission.application_id.in_(shared), Submission.application_id != application.id)
        .order_by(Submission.submitted_at.desc(), Submission.id.desc())
        .limit(1)
    )


def _compared(key: str, services: list[Service], day: date) -> ChangedFigure:
    then = figure_for(key, services, months_up_to(day), day)
    here = figure_now(key, services, USUAL)
    before = {value["label"]: value["text"] for value in then["values"]}
    after = {value["label"]: value["text"] for value in here["values"]}
    changes = (
        Change(label, before.get(label, "0"), after.get(label, "0"))
        for label in [*after, *(label for label in before if label not in after)]
        if before.get(label, "0") != after.get(label, "0")
    )
    return ChangedFigure(here["label"], here["definition"], here["unit"], tuple(changes))
