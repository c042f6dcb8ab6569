"""An assessor's own work, and nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from charter_portal.accounts.models import User
from charter_portal.applications.models import Application
from charter_portal.assessment.enums import QueuePart
from charter_portal.assessment.models import Allocation, Score
from charter_portal.core.database import db
from charter_portal.core.tables import Page, paginate
from charter_portal.cycles.models import Cycle
from charter_portal.framework.queries import charter_of


@dataclass(frozen=True)
class QueueRow:
    """One reading as the queue shows it: how many statements are scored, of how many."""

    allocation: Allocation
    scored: int
    total: int


def my_queue(assessor: User, *, part: QueuePart = QueuePart.TO_DO) -> Select[Allocation]:
    """The assessor's readings of one part, with application, organisation and cycle loaded.

    What is to do comes by its date, soonest first; the rest newest first.
    """
    rows = (
        select(Allocation)
        .join(Allocation.application)
        .join(Application.organisation)
        .join(Application.cycle)
        .where(Allocation.assessor_id == assessor.id, Allocation.status.in_(part.statuses))
        .options(
            contains_eager(Allocation.application).options(
                contains_eager(Application.organisation), contains_eager(Application.cycle)
            )
        )
    )
    if part == QueuePart.TO_DO:
        return rows.order_by(Cycle.assessment_until, Allocation.id)
    return rows.order_by(Allocation.id.desc())


def queue_counts(assessor: User) -> dict[QueuePart, int]:
    """How many readings each part of the queue holds; one query."""
    rows = db.session.execute(
        select(Allocation.status, func.count())
        .where(Allocation.assessor_id == assessor.id)
        .group_by(Allocation.status)
    )
    found = {row[0]: row[1] for row in rows}
    return {part: sum(found.get(status, 0) for status in part.statuses) for part in QueuePart}


def queue_page(assessor: User, *, part: QueuePart, number: int, total: int) -> Page[QueueRow]:
    """One page of the queue, with the progress of each reading; two queries however long it is."""
    page = paginate(my_queue(assessor, part=part), number=number, total=total)
    scored = scored_counts([allocation.id for allocation in page.items])
    rows = [
        QueueRow(
            allocation=allocation,
            scored=scored.get(allocation.id, 0),
            total=len(charter_of(allocation.application.cycle.framework_version_id).statements),
        )
        for allocation in page.items
    ]
    return Page(items=rows, number=page.number, size=page.size, total=page.total)


def scored_counts(allocation_ids: Sequence[int]) -> dict[int, int]:
    """For each reading, how many statements have a level and a reason."""
    if not allocation_ids:
        return {}
    rows = db.session.execute(
        select(Score.allocation_id, func.count())
        .where(Score.allocation_id.in_(allocation_ids), Score.level_id.is_not(None), Score.reason != "")
        .group_by(Score.allocation_id)
    )
    return {row[0]: row[1] for row in rows}
