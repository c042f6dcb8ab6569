"""What services did to involve people, in a period and along the spectrum."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from charter_portal.core.database import db
from charter_portal.involvement.enums import Reach
from charter_portal.involvement.models import Activity
from charter_portal.involvement.rules.comparison import Summary
from charter_portal.organisations.models import Organisation, Service


def activities_of(
    organisation: Organisation, *, service_id: int | None = None, reach: Reach | None = None
) -> Select[Activity]:
    """An organisation's activities, newest first, narrowed by service and band of the spectrum."""
    rows = select(Activity).where(Activity.organisation_id == organisation.id)
    if service_id is not None:
        rows = rows.where(Activity.service_id == service_id)
    if reach is not None:
        rows = rows.where(Activity.reach == reach)
    return rows.options(joinedload(Activity.service)).order_by(Activity.held_on.desc(), Activity.id.desc())


def activity_in(organisation: Organisation, activity_id: int) -> Activity | None:
    """This organisation's activity with this number, or None."""
    rows = select(Activity).where(Activity.id == activity_id, Activity.organisation_id == organisation.id)
    return db.session.scalar(rows.options(joinedload(Activity.service), joinedload(Activity.saved_by)))


def activities_between(service_ids: list[int], since: date, until: date) -> list[Activity]:
    """The activities of these services from one day to another, both counted, oldest first."""
    rows = select(Activity).where(*_within(service_ids, since, until)).options(joinedload(Activity.service))
    return list(db.session.scalars(rows.order_by(Activity.held_on, Activity.id)))


def activity_summary(service_ids: list[int], since: date, until: date) -> Summary:
    """The same activities in numbers: how many on each band, and how many people took part."""
    rows = (
        select(
            Activity.reach,
            func.count(),
            func.sum(Activity.using_count),
            func.sum(Activity.workforce_count),
            func.sum(Activity.families_count),
        )
        .where(*_within(service_ids, since, until))
        .group_by(Activity.reach)
    )
    found: list[tuple[Any, ...]] = [tuple(row) for row in db.session.execute(rows)]
    counts = {row[0]: int(row[1]) for row in found}
    return Summary(
        by_reach={reach: counts[reach] for reach in Reach if reach in counts},
        using=sum(int(row[2]) for row in found),
        workforce=sum(int(row[3]) for row in found),
        families=sum(int(row[4]) for row in found),
    )


def count_activities(service: Service, since: date, until: date) -> int:
    """How many activities a service had from one day to another: a figure that floors above may show."""
    rows = select(func.count()).select_from(Activity).where(*_within([service.id], since, until))
    return db.session.scalar(rows) or 0


def _within(service_ids: list[int], since: date, until: date) -> tuple[ColumnElement[bool], ...]:
    return (Activity.service_id.in_(service_ids), Activity.held_on >= since, Activity.held_on <= until)
