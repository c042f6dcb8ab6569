"""What must hold between days, their rooms and trainers, and what was given out after them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from charter_portal.core.database import db
from charter_portal.training.enums import DayStatus, PlaceStatus
from charter_portal.training.models import DayFeedback, DayTrainer, Place, TrainingDay
from charter_portal.training.queries.overlaps import HOLDS


def problems_of_held_days() -> Iterator[str]:
    """A sentence for each room or trainer that two days have at once, and each paper for who did not come.

    A certificate stands for attendance on a day whose register is closed; feedback that has a name is of the
    day that its place is on.
    """
    first, second = aliased(TrainingDay), aliased(TrainingDay)
    shared = _at_once(select(first.id, second.id), first, second).where(first.room_id == second.room_id)
    for one, other in db.session.execute(shared):
        yield f"Days {one} and {other} are in one room at once."
    mine, theirs = aliased(DayTrainer), aliased(DayTrainer)
    busy = _at_once(select(mine.user_id, first.id, second.id), first, second)
    busy = busy.where(mine.day_id == first.id, theirs.day_id == second.id, mine.user_id == theirs.user_id)
    for person, one, other in db.session.execute(busy):
        yield f"Person {person} trains days {one} and {other} at once."
    papers = select(Place.id).join(TrainingDay, TrainingDay.id == Place.day_id)
    undeserved = (Place.status != PlaceStatus.ATTENDED) | (TrainingDay.status != DayStatus.HELD)
    for number in db.session.scalars(papers.where(Place.certificate_file_id.is_not(None), undeserved)):
        yield f"Place {number} has a certificate without attendance."
    strays = select(DayFeedback.id).join(Place, Place.id == DayFeedback.place_id)
    for number in db.session.scalars(strays.where(Place.day_id != DayFeedback.day_id)):
        yield f"Feedback {number} is on another day than its place."


def _at_once(rows: Any, first: Any, second: Any) -> Any:
    return rows.where(
        first.id < second.id,
        first.status.in_(HOLDS),
        second.status.in_(HOLDS),
        first.starts_at < second.ends_at,
        second.starts_at < first.ends_at,
    )
