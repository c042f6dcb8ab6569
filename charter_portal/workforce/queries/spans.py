"""Days between two milestones, and their median, worked out by the database itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import GenericFunction

from charter_portal.core.database import db
from charter_portal.workforce.enums import CheckKind
from charter_portal.workforce.enums import MilestoneKind as M
from charter_portal.workforce.models import Milestone

VETTING = (CheckKind.PRISON_VETTING, CheckKind.POLICE_VETTING)
FUNNEL = (
    M.INTEREST,
    M.APPLIED,
    M.SHORTLISTED,
    M.INTERVIEWED,
    M.OFFERED,
    M.CHECKS_CLEARED,
    M.STARTED,
    M.DAYS_90,
    M.MONTHS_6,
    M.MONTHS_12,
)
"""The steps of the funnel, from a first interest to a year in post."""

IN_VETTING = "vetting"
_RANKS = {kind: place for place, kind in enumerate(FUNNEL)}
_LONG_AGO = date(1900, 1, 1)


class days_between(GenericFunction[int]):
    """Whole days from one day to a later one. PostgreSQL subtracts days; SQLite counts them first."""

    type = Integer()
    inherit_cache = True


@compiles(days_between)
def _plainly(element: Any, compiler: Any, **kw: Any) -> str:
    earlier, later = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"({later} - {earlier})"


@compiles(days_between, "sqlite")
def _by_julian_day(element: Any, compiler: Any, **kw: Any) -> str:
    earlier, later = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


def step_spans(service_ids: Collection[int] | None, since: date, until: date) -> Subquery:
    """Each step of the funnel somebody reached in a period: person, service, day, days since the one before.

    Days are counted from the latest of the steps before it that is written down; a step without one has
    none. Time in vetting is a step of its own beside them.
    """
    return union_all(
        _funnel_spans(service_ids, since, until), vetting_spans(service_ids, since, until)
    ).subquery("spans")


def vetting_spans(
    service_ids: Collection[int] | None, since: date, until: date, checks: Sequence[CheckKind] = VETTING
) -> Select[*tuple[Any, ...]]:
    """For each of these checks cleared in a period: the days since it was first started.

    A refusal and its reconsideration lie between the two and count. A check that is done again later for
    another post counts from its own start.
    """
    cleared, started, earlier = Milestone, aliased(Milestone), aliased(Milestone)
    last_cleared = (
        select(func.max(earlier.happened_on))
        .where(
            earlier.person_id == cleared.person_id,
            earlier.kind == M.CHECKS_CLEARED,
            earlier.check_kind == cleared.check_kind,
            earlier.happened_on < cleared.happened_on,
        )
        .correlate(cleared)
        .scalar_subquery()
    )
    first_start = (
        select(func.min(started.happened_on))
        .where(
            started.person_id == cleared.person_id,
            started.kind == M.CHECKS_STARTED,
            started.check_kind == cleared.check_kind,
            started.happened_on <= cleared.happened_on,
            started.happened_on > func.coalesce(last_cleared, _LONG_AGO),
        )
        .correlate(cleared)
        .scalar_subquery()
    )
    rows = select(
        literal(IN_VETTING).label("step"),
        cleared.person_id,
        cleared.service_id,
        cleared.happened_on,
        days_between(first_start, cleared.happened_on).label("days"),
    ).where(cleared.kind == M.CHECKS_CLEARED, cleared.check_kind.in_(checks))
    return _within(rows, service_ids, since, until)


def _funnel_spans(service_ids: Collection[int] | None, since: date, until: date) -> Select[*tuple[Any, ...]]:
    reached, before = Milestone, aliased(Milestone)
    rank = case(_RANKS, value=reached.kind, else_=-1)
    their_rank = case(_RANKS, value=before.kind, else_=99)
    step_before = (
        select(func.max(before.happened_on))
        .where(
            before.person_id == reached.person_id,
            their_rank < rank,
            before.happened_on <= reached.happened_on,
        )
        .correlate(reached)
        .scalar_subquery()
    )
    rows = select(
        cast(reached.kind, String).label("step"),
        reached.person_id,
        reached.service_id,
        reached.happened_on,
        days_between(step_before, reached.happened_on).label("days"),
    ).where(reached.kind.in_(FUNNEL))
    return _within(rows, service_ids, since, until)


def _within(rows: Any, service_ids: Collection[int] | None, since: date, until: date) -> Any:
    rows = rows.where(Milestone.happened_on >= since, Milestone.happened_on <= until)
    return rows if service_ids is None else rows.where(Milestone.service_id.in_(service_ids))


def medians(spans: Any, *by: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """For each group of spans: how many people, how many spans with days, and the median of the days.

    The median of an even number is the mean of the two in the middle.
    """
    keys = [column.label(f"by_{place}") for place, column in enumerate(by)]
    groups = list(by) or None
    window: dict[str, Any] = {"partition_by": groups, "order_by": (spans.c.days, spans.c.person_id)}
    ranked = (
        select(
            *keys,
            spans.c.person_id,
            spans.c.days,
            func.row_number().over(**window).label("place"),
            func.count().over(partition_by=groups).label("spans"),
        )
        .where(spans.c.days.is_not(None))
        .subquery("ranked")
    )
    middle = and_(
        ranked.c.place >= (ranked.c.spans + 1) // literal_column("2"),
        ranked.c.place <= (ranked.c.spans + 2) // literal_column("2"),
    )
    names = [ranked.c[key.name] for key in keys]
    return select(
        *names,
        func.count(func.distinct(ranked.c.person_id)).label("people"),
        func.max(ranked.c.spans).label("spans"),
        func.avg(case((middle, ranked.c.days))).label("median"),
    ).group_by(*names)


def reached(spans: Any, *by: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """For each group: how many different people reached the step, with or without days to count."""
    keys = [column.label(f"by_{place}") for place, column in enumerate(by)]
    return select(*keys, func.count(func.distinct(spans.c.person_id)).label("people")).group_by(*by)


def longest_for_each(
    service_ids: Collection[int] | None, since: date, until: date, checks: Sequence[CheckKind]
) -> list[int]:
    """For each person who cleared one of these checks in the period: their longest time in it, in days."""
    spans = vetting_spans(service_ids, since, until, checks).subquery("spans")
    rows = select(func.max(spans.c.days)).where(spans.c.days.is_not(None)).group_by(spans.c.person_id)
    return [int(days) for days in db.session.scalars(rows)]
