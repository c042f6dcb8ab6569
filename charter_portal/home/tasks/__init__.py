"""What waits for a person, gathered from each slice's queries; what is due first comes first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from charter_portal.accounts.permissions import is_assessor, is_staff, reads_everything
from charter_portal.home.rules import Task
from charter_portal.home.tasks.assessor import assessor_tasks
from charter_portal.home.tasks.invited import offers_to
from charter_portal.home.tasks.involvement import involvement_tasks
from charter_portal.home.tasks.member import member_tasks
from charter_portal.home.tasks.staff import staff_tasks
from charter_portal.home.tasks.trainer import trainer_tasks
from charter_portal.home.tasks.workforce import workforce_tasks
from charter_portal.training.permissions import is_trainer

__all__ = ["Task", "offers_to", "waiting_for"]

_NO_DATE = datetime.max.replace(tzinfo=UTC)


def waiting_for(person: Any) -> list[Task]:
    """Everything that waits for this person."""
    tasks: list[Task] = []
    if is_staff(person):
        tasks += staff_tasks(person)
    if is_assessor(person):
        tasks += assessor_tasks(person)
    is_known = is_assessor(person)
    if is_trainer(person):
        is_known = True
        tasks += trainer_tasks(person)
    if not reads_everything(person):
        tasks += member_tasks(person, is_also_assessor=is_known)
        tasks += involvement_tasks(person)
        tasks += workforce_tasks(person)
    return sorted(tasks, key=lambda task: task.due or _NO_DATE)
