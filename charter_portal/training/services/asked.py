"""What a cycle asks of applicants about attendance."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken
from charter_portal.cycles.models import Cycle
from charter_portal.training import permissions as can
from charter_portal.training.enums import DelegateRole, Requirement
from charter_portal.training.models import CycleTraining

declare("training.requirement.set")


def ask_for_training(
    cycle: Cycle, *, requirement: Requirement, roles: Collection[DelegateRole], by: User
) -> CycleTraining:
    """Say whether applicants of a round need a day, and which roles should have been there.

    Raises NotAllowed for anybody but staff, and RuleBroken, at the roles, for roles without a requirement.
    """
    if not can.runs_training(by):
        raise NotAllowed("What a round asks for is decided by Career Matters staff.")
    if requirement is Requirement.NONE and roles:
        raise RuleBroken("Roles count only where attendance is asked for. Take them out.", "roles")
    lock(cycle)
    kept = db.session.scalar(select(CycleTraining).where(CycleTraining.cycle_id == cycle.id))
    before = {"requirement": kept.requirement, "roles": kept.roles} if kept is not None else None
    if kept is None:
        kept = CycleTraining(cycle_id=cycle.id)
        db.session.add(kept)
    kept.requirement = requirement
    kept.roles = [role.value for role in DelegateRole if role in set(roles)]
    db.session.flush()
    after = {"requirement": requirement, "roles": kept.roles}
    if before != after:
        record("training.requirement.set", about=cycle, by=by, before=before, after=after)
    return kept
