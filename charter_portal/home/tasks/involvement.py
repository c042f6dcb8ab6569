"""What an organisation's action plan asks of a person: their own actions, once the date is near."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from flask import url_for

from charter_portal.core.clock import from_london
from charter_portal.home.rules import Task
from charter_portal.involvement.models import Action
from charter_portal.involvement.queries import actions_near


def involvement_tasks(person: Any) -> list[Task]:
    """The person's own actions that are due within two weeks, or whose date has passed."""
    return [_task(action) for action in actions_near(person)]


def _task(action: Action) -> Task:
    assert action.due_on is not None, "An action is near when it has a date."
    return Task(
        action.title,
        url_for("involvement.action", organisation_id=action.organisation_id, action_id=action.id),
        f"On the action plan of {action.organisation.name}.",
        from_london(datetime.combine(action.due_on, time(12))),
    )
