"""Questions about the catalogue of barriers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from charter_portal.barriers.models import BarrierKind, Solution
from charter_portal.barriers.queries.library import for_everybody
from charter_portal.core.database import db


def kinds(*, with_retired: bool = False) -> list[BarrierKind]:
    """The barriers in their usual order; retired ones only when asked for, and last."""
    rows = select(BarrierKind)
    if not with_retired:
        rows = rows.where(BarrierKind.retired_at.is_(None))
    order = (BarrierKind.retired_at.is_not(None), BarrierKind.position, BarrierKind.id)
    return list(db.session.scalars(rows.order_by(*order)))


def kind_by_code(code: str) -> BarrierKind | None:
    """The barrier with this code, retired or not, or None."""
    if "\x00" in code:
        # PostgreSQL takes no such letter, and no code has one.
        return None
    return db.session.scalar(select(BarrierKind).where(BarrierKind.code == code))


def kinds_with_counts(search: str = "", *, with_retired: bool = False) -> list[tuple[BarrierKind, int]]:
    """The barriers with how many solutions each has that everybody reads.

    A search keeps those whose own words, or those of such a solution, hold it.
    """
    published = select(Solution.kind_id, func.count().label("count")).where(*for_everybody())
    counted = published.group_by(Solution.kind_id).subquery()
    rows: Select[*tuple[Any, ...]] = (
        select(BarrierKind, func.coalesce(counted.c.count, 0))
        .outerjoin(counted, counted.c.kind_id == BarrierKind.id)
        .order_by(BarrierKind.retired_at.is_not(None), BarrierKind.position, BarrierKind.id)
    )
    if not with_retired:
        rows = rows.where(BarrierKind.retired_at.is_(None))
    if search:
        within = select(Solution.kind_id).where(
            *for_everybody(),
            Solution.title.icontains(search, autoescape=True)
            | Solution.text.icontains(search, autoescape=True),
        )
        rows = rows.where(
            BarrierKind.title.icontains(search, autoescape=True)
            | BarrierKind.description.icontains(search, autoescape=True)
            | BarrierKind.id.in_(within)
        )
    return [(kind, count) for kind, count in db.session.execute(rows)]
