"""Whose code is kept no longer, and which barriers' words."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import ColumnElement, and_, func, or_, select

from charter_portal.core.clock import from_london
from charter_portal.core.database import db
from charter_portal.workforce.models import BarrierEntry, Milestone, Person, WorkforceSettings
from charter_portal.workforce.rules.clock import KEEP_MONTHS, LOG_MONTHS, add_months


def people_past_keeping(today: date, *, limit: int) -> list[int]:
    """The numbers of people in no post whose last milestone is older than their organisation keeps codes.

    People without any milestone count from the day they were added. Organisations differ in a few lengths
    only, so each length is asked once.
    """
    lengths = {KEEP_MONTHS, *db.session.scalars(select(WorkforceSettings.keep_months).distinct())}
    last = (
        select(func.max(Milestone.happened_on))
        .where(Milestone.person_id == Person.id)
        .correlate(Person)
        .scalar_subquery()
    )
    found: list[int] = []
    for months in sorted(lengths):
        border = add_months(today, -months)
        morning = from_london(datetime.combine(border, time()))
        rows = (
            select(Person.id)
            .outerjoin(WorkforceSettings, WorkforceSettings.organisation_id == Person.organisation_id)
            .where(
                Person.anonymised_at.is_(None),
                Person.post_id.is_(None),
                func.coalesce(WorkforceSettings.keep_months, KEEP_MONTHS) == months,
                or_(last < border, and_(last.is_(None), Person.created_at < morning)),
            )
            .order_by(Person.id)
            .limit(limit - len(found))
        )
        found += db.session.scalars(rows) if len(found) < limit else []
    return found


def entries_past_keeping(today: date, *, limit: int) -> list[int]:
    """The numbers of barriers that ended longer ago than their words are kept, the oldest first."""
    rows = select(BarrierEntry.id).where(_ended_long_ago(today)).order_by(BarrierEntry.id).limit(limit)
    return list(db.session.scalars(rows))


def is_past_keeping(entry: BarrierEntry, today: date) -> bool:
    """The words of this barrier have reached their limit and are still there."""
    rows = select(BarrierEntry.id).where(_ended_long_ago(today), BarrierEntry.id == entry.id)
    return db.session.scalar(rows) is not None


def _ended_long_ago(today: date) -> ColumnElement[bool]:
    return and_(BarrierEntry.let_go_at.is_(None), BarrierEntry.closed_on < add_months(today, -LOG_MONTHS))
