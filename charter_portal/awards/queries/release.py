"""A round on its way to the release: what still waits and for what, and who will hear."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from charter_portal.accounts.models import User
from charter_portal.applications.enums import ApplicationStatus as A
from charter_portal.applications.models import Application
from charter_portal.awards.enums import DecisionStatus, WaitsFor
from charter_portal.awards.models import Decision
from charter_portal.core.database import db
from charter_portal.core.tables import Page, paginate
from charter_portal.cycles.models import Cycle
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.models import Membership

STILL_OPEN = (A.SUBMITTED, A.RETURNED, A.IN_ASSESSMENT, A.ASSESSED)
HEARS = (MemberRole.LEAD, MemberRole.SPONSOR)


@dataclass(frozen=True)
class Waiting:
    """An application that cannot be shared yet, and what it waits for."""

    application: Application
    decision: Decision | None

    @property
    def waits_for(self) -> WaitsFor:
        """The one thing that has to happen next."""
        if self.decision is not None:
            sent_back = self.decision.status == DecisionStatus.SENT_BACK
            return WaitsFor.PROPOSER if sent_back else WaitsFor.SECOND_PERSON
        return {
            A.SUBMITTED: WaitsFor.ASSESSORS,
            A.RETURNED: WaitsFor.CHANGES,
            A.IN_ASSESSMENT: WaitsFor.ASSESSMENT,
        }.get(self.application.status, WaitsFor.PROPOSAL)


def waiting_in(cycle: Cycle, *, number: int = 1) -> Page[Any]:
    """A page of the submitted applications that cannot be shared yet, nearest to a decision first."""
    nearest = case((Decision.id.is_not(None), 0), (Application.status == A.ASSESSED, 1), else_=2)
    rows: Any = (
        select(Application, Decision)
        .outerjoin(Decision, Decision.application_id == Application.id)
        .where(Application.cycle_id == cycle.id, Application.status.in_(STILL_OPEN))
        .options(
            joinedload(Application.organisation),
            joinedload(Decision.proposed_by),
        )
        .order_by(nearest, Application.title, Application.id)
    )
    page = paginate(rows, number=number, scalars=False)
    found = [Waiting(application, decision) for application, decision in page.items]
    return Page(items=found, number=page.number, size=page.size, total=page.total)


def shared_in(cycle: Cycle) -> int:
    """How many outcomes of a round were shared already."""
    rows = select(func.count()).select_from(Decision).join(Decision.application)
    rows = rows.where(Application.cycle_id == cycle.id, Decision.status == DecisionStatus.RELEASED)
    return db.session.scalar(rows) or 0


def people_told(decisions: Iterable[Decision]) -> dict[int, list[User]]:
    """Who hears that an outcome is there, by the number of the decision.

    The leads and sponsors of the organisation, and whoever signed the submission while they still belong
    to it. One query for all decisions together.
    """
    decisions = list(decisions)
    organisations = {each.application.organisation_id for each in decisions}
    rows = db.session.scalars(
        select(Membership)
        .where(Membership.organisation_id.in_(organisations), Membership.ended_at.is_(None))
        .options(joinedload(Membership.user))
        .order_by(Membership.id)
    ).all()
    return {
        decision.id: [
            each.user
            for each in rows
            if each.organisation_id == decision.application.organisation_id
            and each.user.deactivated_at is None
            and (each.role in HEARS or each.user_id == decision.submission.declared_by_id)
        ]
        for decision in decisions
    }
