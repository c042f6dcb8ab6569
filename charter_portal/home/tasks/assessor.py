"""What waits for assessors."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from flask import url_for

from charter_portal.assessment.enums import AllocationStatus, QueuePart
from charter_portal.assessment.queries import QueueRow, profile_of, queue_counts, queue_page
from charter_portal.core.clock import from_london
from charter_portal.home.rules import Task


def assessor_tasks(person: Any) -> list[Task]:
    """Declarations to make and submissions to read, soonest first."""
    total = queue_counts(person)[QueuePart.TO_DO]
    rows = queue_page(person, part=QueuePart.TO_DO, number=1, total=total).items
    tasks = [_task_for(row) for row in rows]
    if profile_of(person) is None:
        tasks.append(
            Task(
                "Choose what to say about lived experience",
                url_for("assessment.profile"),
                "It is your own choice. You can also prefer not to say.",
            )
        )
    return tasks


def _task_for(row: QueueRow) -> Task:
    allocation = row.allocation
    due = from_london(datetime.combine(allocation.application.cycle.assessment_until, time(12)))
    if allocation.status is AllocationStatus.ALLOCATED:
        return Task(
            f"Tell us about conflicts of interest: {allocation.application.reference}",
            url_for("assessment.declare", allocation_id=allocation.id),
            "Nothing opens before this.",
            due,
        )
    words = f"{row.scored} of {row.total} statements scored."
    return Task(
        f"Read and score {allocation.application.title}",
        url_for("assessment.room", allocation_id=allocation.id),
        words,
        due,
    )
