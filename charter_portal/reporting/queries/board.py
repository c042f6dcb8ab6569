"""What a board report adds to involvement's part: figures of the services, and the barriers in their logs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from charter_portal.barriers.models import BarrierKind
from charter_portal.core.clock import today
from charter_portal.core.database import db
from charter_portal.organisations.models import Service
from charter_portal.workforce.models import BarrierEntry
from charter_portal.workforce.queries import figure_for, figure_keys
from charter_portal.workforce.rules.periods import Period

BESIDE = "barriers_closed"
"""The figure that the table of barriers tells already, and more."""


@dataclass(frozen=True)
class BarrierLine:
    """How often one barrier stood in the logs in a period. Matters of a service, not people."""

    title: str
    opened: int
    ended: int
    still_open: int


def board_figures(services: Sequence[Service], period: Period) -> list[dict[str, Any]]:
    """The figures of the peer workforce that count anything, as documents.

    They are safe for whoever belongs to the organisation. One that is nought throughout is left out.
    """
    if not services:
        return []
    keys = [key for key in figure_keys() if key != BESIDE]
    found = [figure_for(key, services, period, today()) for key in keys]
    return [each for each in found if each["hides_some"] or any(value["value"] for value in each["values"])]


def board_barriers(services: Sequence[Service], period: Period) -> list[BarrierLine]:
    """Barriers that were open at some time of the period, the commonest first; one statement."""
    opened = BarrierEntry.opened_on.between(period.since, period.until)
    ended = BarrierEntry.closed_on.between(period.since, period.until)
    lives_on = BarrierEntry.closed_on.is_(None) | (BarrierEntry.closed_on > period.until)
    rows = (
        select(
            BarrierKind.title,
            func.count().filter(opened),
            func.count().filter(ended),
            func.count().filter(lives_on),
        )
        .select_from(BarrierEntry)
        .join(BarrierEntry.kind)
        .where(
            BarrierEntry.service_id.in_([service.id for service in services]),
            BarrierEntry.opened_on <= period.until,
            BarrierEntry.closed_on.is_(None) | (BarrierEntry.closed_on >= period.since),
        )
        .group_by(BarrierKind.id, BarrierKind.title, BarrierKind.position)
        .order_by(func.count().desc(), BarrierKind.position, BarrierKind.id)
    )
    return [BarrierLine(*row) for row in db.session.execute(rows)]
