"""Who stayed: what was true of people some months after they first started."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from charter_portal.core.database import db
from charter_portal.workforce.enums import MilestoneKind
from charter_portal.workforce.models import Milestone
from charter_portal.workforce.rules.clock import add_months
from charter_portal.workforce.rules.order import ENDS
from charter_portal.workforce.rules.periods import Period


@dataclass(frozen=True)
class Stays:
    """Of the people who started: still in a post, moved on to something else, or left by that day."""

    here: int
    moved_on: int
    left: int


def stays(service_ids: Collection[int], period: Period, months: int) -> Stays:
    """What was true so many months after people first started, where that day lies in the period.

    A first start is asked for, so that somebody who comes back is not counted twice.
    """
    first = aliased(Milestone)
    earliest = (
        select(func.min(first.happened_on))
        .where(first.person_id == Milestone.person_id, first.kind == MilestoneKind.STARTED)
        .correlate(Milestone)
        .scalar_subquery()
    )
    starts = (
        select(Milestone.person_id, Milestone.happened_on)
        .where(
            Milestone.kind == MilestoneKind.STARTED,
            Milestone.service_id.in_(service_ids),
            Milestone.happened_on == earliest,
            Milestone.happened_on >= add_months(period.since, -months - 1),
            Milestone.happened_on <= period.until,
        )
        .subquery("starts")
    )
    ends = aliased(Milestone)
    rows = (
        select(starts.c.person_id, starts.c.happened_on, ends.kind, ends.happened_on.label("ended_on"))
        .outerjoin(
            ends,
            (ends.person_id == starts.c.person_id)
            & ends.kind.in_(ENDS)
            & (ends.happened_on >= starts.c.happened_on),
        )
        .order_by(starts.c.person_id, ends.happened_on, ends.id)
    )
    states: dict[int, MilestoneKind | None] = {}
    for person, started, kind, ended in db.session.execute(rows):
        reached = add_months(started, months)
        if not period.since <= reached <= period.until:
            continue
        gone = kind if kind is not None and ended < reached else None
        states[person] = states.get(person) or gone
    found = list(states.values())
    return Stays(
        here=found.count(None),
        moved_on=found.count(MilestoneKind.MOVED_ON),
        left=found.count(MilestoneKind.LEFT),
    )
