"""The volunteer clock: whose time is running, and what came of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased, joinedload

from charter_portal.core.database import db
from charter_portal.organisations.models import Organisation
from charter_portal.workforce.enums import PostKind
from charter_portal.workforce.models import ClockReminder, Milestone, Person, PostVersion, WorkforceSettings
from charter_portal.workforce.queries.places import decisive, version_at
from charter_portal.workforce.rules.clock import VOLUNTEER_MONTHS, Clock
from charter_portal.workforce.rules.order import PLACES


@dataclass(frozen=True)
class Running:
    """Somebody who volunteers now, since when, and whether a plan for the time after was agreed."""

    person: Person
    started: Milestone
    clock: Clock
    reminded: int | None
    """The fewest months before the end at which a reminder went out."""


def running_clocks(
    today: date, *, service_ids: Collection[int] | None = None, limit: int | None = None
) -> list[Running]:
    """Everybody who volunteers on this day, those whose time is over first.

    The clock starts with the first of an unbroken row of volunteer posts: a change from one volunteer post
    to another does not set it back.
    """
    rows = _volunteers(today, service_ids)
    found = [
        Running(person, milestone, Clock(milestone.happened_on, months or VOLUNTEER_MONTHS), reminded)
        for person, milestone, months, reminded in db.session.execute(rows)
    ]
    found.sort(key=lambda one: (one.clock.ends, one.person.id))
    return found if limit is None else found[:limit]


def _volunteers(today: date, service_ids: Collection[int] | None) -> Select[*tuple[Any, ...]]:
    seen = decisive(today, service_ids)
    first = _first_of_the_row(today, service_ids)
    reminded = (
        select(func.min(ClockReminder.months_left))
        .where(ClockReminder.milestone_id == Milestone.id)
        .correlate(Milestone)
        .scalar_subquery()
    )
    rows = (
        select(Person, Milestone, WorkforceSettings.volunteer_months, reminded)
        .select_from(seen)
        .join(Person, Person.id == seen.c.person_id)
        .join(PostVersion, version_at(seen.c.post_id, today))
        .join(first, first.c.person_id == seen.c.person_id)
        .join(Milestone, Milestone.id == first.c.milestone_id)
        .outerjoin(WorkforceSettings, WorkforceSettings.organisation_id == Person.organisation_id)
        .where(
            seen.c.newest == 1,
            seen.c.kind.in_(PLACES),
            PostVersion.kind == PostKind.VOLUNTEER,
            Person.anonymised_at.is_(None),
        )
        .options(joinedload(Person.service))
    )
    return rows if service_ids is None else rows.where(Person.service_id.in_(service_ids))


def _first_of_the_row(today: date, service_ids: Collection[int] | None) -> Any:
    """For each person: the earliest volunteer start after their last end or other post."""
    seen = decisive(today, service_ids)
    at = aliased(PostVersion)
    breaks = (
        select(seen.c.person_id, func.min(seen.c.newest).label("newest"))
        .select_from(seen)
        .outerjoin(at, and_(seen.c.kind.in_(PLACES), version_at(seen.c.post_id, seen.c.happened_on, at)))
        .where((at.kind.is_(None)) | (at.kind != PostKind.VOLUNTEER))
        .group_by(seen.c.person_id)
        .subquery("breaks")
    )
    ranked = (
        select(
            seen.c.person_id,
            seen.c.id.label("milestone_id"),
            func.row_number()
            .over(partition_by=seen.c.person_id, order_by=seen.c.newest.desc())
            .label("place"),
        )
        .select_from(seen)
        .outerjoin(breaks, breaks.c.person_id == seen.c.person_id)
        .where((breaks.c.newest.is_(None)) | (seen.c.newest < breaks.c.newest))
        .subquery("ranked")
    )
    return select(ranked.c.person_id, ranked.c.milestone_id).where(ranked.c.place == 1).subquery("first")


def conversions(service_ids: Collection[int], since: date, until: date) -> Select[*tuple[Any, ...]]:
    """People who went from a volunteer post straight into a paid post or an apprenticeship, by which."""
    seen = decisive(until, service_ids)
    was, is_now = aliased(PostVersion), aliased(PostVersion)
    return (
        select(is_now.kind, func.count(func.distinct(seen.c.person_id)).label("people"))
        .select_from(seen)
        .join(is_now, version_at(seen.c.post_id, seen.c.happened_on, is_now))
        .join(
            was,
            and_(seen.c.before_kind.in_(PLACES), version_at(seen.c.before_post_id, seen.c.before_day, was)),
        )
        .where(
            was.kind == PostKind.VOLUNTEER,
            is_now.kind != PostKind.VOLUNTEER,
            seen.c.kind.in_(PLACES),
            seen.c.happened_on >= since,
            seen.c.happened_on <= until,
            seen.c.service_id.in_(service_ids),
        )
        .group_by(is_now.kind)
    )


def organisations_with_volunteers(today: date) -> list[Organisation]:
    """The organisations that have somebody whose clock runs; the daily reminders go through these."""
    numbers = {running.person.organisation_id for running in running_clocks(today)}
    rows = select(Organisation).where(Organisation.id.in_(numbers)).order_by(Organisation.id)
    return list(db.session.scalars(rows))


def clock_of(person: Person, today: date) -> Running | None:
    """The running clock of one person, or None for somebody who does not volunteer now."""
    running = running_clocks(today, service_ids=[person.service_id])
    return next((one for one in running if one.person.id == person.id), None)
