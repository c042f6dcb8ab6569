"""Decisions: on an application, in a round, and those that wait for a second person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from charter_portal.accounts.permissions import is_staff
from charter_portal.applications.models import Application, Submission
from charter_portal.awards.enums import DecisionStatus
from charter_portal.awards.models import Decision
from charter_portal.core.database import db
from charter_portal.cycles.models import Cycle


def decision_of(application: Application) -> Decision | None:
    """The decision on an application, in whatever state, or None."""
    return db.session.scalar(select(Decision).where(Decision.application_id == application.id))


def decisions_of_cycle(cycle: Cycle, *states: DecisionStatus) -> list[Decision]:
    """The decisions of a round in these states (in any, when none are named), with what a list shows."""
    rows = (
        select(Decision)
        .join(Decision.application)
        .where(Application.cycle_id == cycle.id)
        .options(
            joinedload(Decision.application).joinedload(Application.organisation),
            joinedload(Decision.submission).load_only(Submission.declared_by_id),
            joinedload(Decision.level),
            joinedload(Decision.engine_level),
            joinedload(Decision.proposed_by),
            joinedload(Decision.confirmed_by),
        )
        .order_by(Application.title, Decision.id)
    )
    if states:
        rows = rows.where(Decision.status.in_(states))
    return list(db.session.scalars(rows))


def decisions_to_confirm(person: Any) -> list[Decision]:
    """The proposed decisions that wait for this person's eyes: staff, and not their own proposals.

    Whether they stand apart from the application is asked again when they confirm.
    """
    if not is_staff(person):
        return []
    return list(
        db.session.scalars(
            select(Decision)
            .where(Decision.status == DecisionStatus.PROPOSED, Decision.proposed_by_id != person.id)
            .options(joinedload(Decision.application))
            .order_by(Decision.proposed_at, Decision.id)
        )
    )
