"""What waits for trainers: their days, and registers to close."""

from __future__ import annotations

from typing import Any

from flask import url_for

from charter_portal.core.clock import now
from charter_portal.core.formats import span
from charter_portal.home.rules import Task
from charter_portal.training.enums import DayStatus
from charter_portal.training.models import TrainingDay
from charter_portal.training.queries.planning import days_to_train

LONGEST_LIST = 10


def trainer_tasks(person: Any) -> list[Task]:
    """The next days to train, and those that are over and whose register is still open."""
    return [_task_for(day) for day in days_to_train(person)[:LONGEST_LIST]]


def _task_for(day: TrainingDay) -> Task:
    if day.status is DayStatus.PUBLISHED and day.ends_at < now():
        return Task(
            f"Close the register of {day.title}",
            url_for("training.register", training_day_id=day.id),
            "Certificates go out when it is closed.",
            day.ends_at,
        )
    where = f"{day.room.venue.name}, {day.room.name}" if day.room else "Online"
    state = "" if day.status is DayStatus.PUBLISHED else " Not published yet."
    return Task(
        f"You train {day.title}",
        url_for("training.staff_day", training_day_id=day.id),
        f"{span(day.starts_at, day.ends_at)}. {where}.{state}",
        day.starts_at,
    )
