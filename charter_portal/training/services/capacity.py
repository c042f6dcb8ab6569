"""How many places a day has."""

from __future__ import annotations

from charter_portal.accounts.models import User
from charter_portal.core.database import lock
from charter_portal.core.errors import RuleBroken
from charter_portal.training.enums import DayStatus
from charter_portal.training.models import TrainingDay
from charter_portal.training.services.plans import seats_fit
from charter_portal.training.services.waiting import change_capacity


def set_places(day: TrainingDay, *, capacity: int, by: User) -> None:
    """More or fewer places; whoever waits is offered what becomes free.

    Raises NotAllowed for anybody but staff, and RuleBroken, at the places, for fewer than are taken, more
    than the room seats, or a day that is over.
    """
    lock(day)
    if day.status not in {DayStatus.DRAFT, DayStatus.PUBLISHED}:
        raise RuleBroken("A day that was held or cancelled stays as it is.", "capacity")
    if capacity > day.capacity:
        seats_fit(day.way, day.room_id, capacity)
    change_capacity(day, capacity=capacity, by=by)
