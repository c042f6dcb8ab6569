"""The one door for a change of status: who may, from where, to where, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, StepNotOpen
from charter_portal.core.permissions import Permission
from charter_portal.core.signals import status_changed


@dataclass(frozen=True)
class Step:
    """One allowed change: its name, the states it starts from, the state it ends in, and who may."""

    name: str
    before: tuple[Enum, ...]
    after: Enum
    allowed: Permission | None
    """None means that only the portal itself takes the step (a worker or an upper floor)."""


class Workflow:
    """The steps of one kind of thing. `subject` is the slice's name for it, used in the trail."""

    def __init__(self, subject: str, *steps: Step, attribute: str = "status") -> None:
        self.subject = subject
        self.attribute = attribute
        self.steps = {step.name: step for step in steps}

    def take(self, name: str, thing: Any, *, by: Any, note: str = "", also: Mapping[str, Any] = {}) -> None:
        """Lock the thing, check the state and the person, change the state, and say so.

        `also` is what else changes with it, by attribute. Listeners write the audit trail in the same
        transaction. `by` is None for the portal itself.
        Raises StepNotOpen when the state does not fit, NotAllowed when the person may not.
        """
        step = self.steps[name]
        lock(thing)
        before = getattr(thing, self.attribute)
        if before not in step.before:
            raise StepNotOpen("This has already moved on. Look at where it stands now.")
        if by is not None and step.allowed is not None and not step.allowed(by, thing):
            raise NotAllowed("Your role does not include this step.")
        for attribute, value in {**also, self.attribute: step.after}.items():
            setattr(thing, attribute, value)
        db.session.flush()
        status_changed.send(self, thing=thing, step=name, before=before, after=step.after, by=by, note=note)

    def open_to(self, person: Any, thing: Any) -> list[str]:
        """The names of the steps this person may take now; pages show a button for each."""
        state = getattr(thing, self.attribute)
        return [
            step.name
            for step in self.steps.values()
            if state in step.before and step.allowed is not None and step.allowed(person, thing)
        ]

    def states(self) -> Iterable[Any]:
        """Every state of the thing, in the order of its enum."""
        return list(type(next(iter(self.steps.values())).after))
