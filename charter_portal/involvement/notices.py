"""What involvement tells whom, in discreet words."""

from __future__ import annotations

from charter_portal.involvement.enums import ReminderKind
from charter_portal.involvement.models import Action
from charter_portal.notifications.services import notify


def remind_owner(action: Action, kind: ReminderKind) -> None:
    """The owner of an action hears that its date comes near, or is today."""
    owner = action.owner
    assert owner is not None, "Only an action with an owner is reminded of."
    notify(
        owner.email,
        f"involvement/action_{kind.value}",
        about=action,
        event=f"involvement.action.reminded_{kind.value}",
        user_id=owner.id,
        person=owner,
        action=action,
    )
