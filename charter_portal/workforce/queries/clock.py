"""The volunteer clock: whose time is running, and what came of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import aliased, joinedload

from charter_portal.core.database import db
from charter_portal.organisations.models import Organisation, Service
from charter_portal.workforce.enums import PostKind
from charter_portal.workforce.models import ClockReminder, Milestone, Person, PostVersion, WorkforceSettings
from charter_portal.workforce.queries.places import decisive, version_at
from charter_portal.workforce.rules.clock import VOLUNTEER_MONTHS, Clock
from charter_portal.workforce.rules.order import ENDS, PLACES


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


def clocks_near(organisations: Collection[int], today: date) -> dict[int, list[Running]]:
    """The clocks of these organisations at or past their first reminder, by organisation."""
    services = select(Service.id).where(Service.organisation_id.in_(organisations))
    found: dict[int, list[Running]] = {}
    for running in running_clocks(today, service_ids=db.session.scalars(services).all()):
        if running.clock.is_near(today):
            found.setdefault(running.person.organisation_id, []).append(running)
    return found


def _volunteers(today: date, service_ids: Collection[int] | None) -> Select[*tuple[Any, ...]]:
    """People who work in a volunteer post now, each with the milestone from which their clock runs."""
    row = _unbroken_rows(today, service_ids)
    reminded = (
        select(func.min(ClockReminder.months_left))
        .where(ClockReminder.milestone_id == Milestone.id)
        .correlate(Milestone)
        .scalar_subquery()
    )
    rows = (
        select(Person, Milestone, WorkforceSettings.volunteer_months, reminded)
        .select_from(row)
        .join(Milestone, Milestone.id == row.c.id)
        .join(Person, Person.id == Milestone.person_id)
        .join(PostVersion, version_at(Person.post_id, today))
        .outerjoin(WorkforceSettings, WorkforceSettings.organisation_id == Person.organisation_id)
        .where(
            row.c.place == row.c.last_break + 1,
            PostVersion.kind == PostKind.VOLUNTEER,
            Person.anonymised_at.is_(None),
        )
        .options(joinedload(Person.service))
    )
    return rows if service_ids is None else rows.where(Person.service_id.in_(service_ids))


def _unbroken_rows(today: date, service_ids: Collection[int] | None) -> Any:
    """Each start, move and end with its place on the way, and the place of the last that was no volunteering.

    The one after that place is where the present row of volunteer posts began.
    """
    own: dict[str, Any] = {"partition_by": Milestone.person_id}
    there = aliased(PostVersion)
    events = (
        select(
            Milestone.id,
            Milestone.person_id,
            there.kind,
            func.row_number().over(**own, order_by=(Milestone.happened_on, Milestone.id)).label("place"),
        )
        .select_from(Milestone)
        .outerjoin(
            there,
            and_(Milestone.kind.in_(PLACES), version_at(Milestone.post_id, Milestone.happened_on, there)),
        )
        .where(Milestone.kind.in_((*PLACES, *ENDS)), Milestone.happened_on <= today)
    )
    if service_ids is not None:
        # Only people who have a post now: a clock runs for nobody else.
        theirs = select(Person.id).where(Person.service_id.in_(service_ids), Person.post_id.is_not(None))
        events = events.where(Milestone.person_id.in_(theirs))
    seen = events.subquery("seen")
    broken = case((seen.c.kind == PostKind.VOLUNTEER, 0), else_=seen.c.place)
    last_break = func.max(broken).over(partition_by=seen.c.person_id)
    return select(seen.c.id, seen.c.place, last_break.label("last_break")).subquery("unbroken")


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
