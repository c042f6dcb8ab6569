"""Rules across tables that must hold for every award and decision (bar section 0)."""

from __future__ import annotations

from sqlalchemy import select

from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.models import Application
from charter_portal.awards.enums import DecisionStatus
from charter_portal.awards.models import Award, Decision
from charter_portal.core.database import db

IN_STEP = {
    DecisionStatus.CONFIRMED: ApplicationStatus.DECIDED,
    DecisionStatus.RELEASED: ApplicationStatus.RELEASED,
}
"""Before it is confirmed, a decision belongs to an application that is assessed."""


def invariant_problems() -> list[str]:
    """A sentence for each award without a released decision, and each decision out of step."""
    return [*_awards_without_decision(), *_releases_without_award(), *_decisions_out_of_step()]


def _awards_without_decision() -> list[str]:
    rows = (
        select(Award.number)
        .join(Decision, Decision.id == Award.decision_id)
        .where((Decision.status != DecisionStatus.RELEASED) | (Decision.level_id != Award.level_id))
    )
    return [f"Award {number} has no released decision for its level." for number in db.session.scalars(rows)]


def _releases_without_award() -> list[str]:
    rows = (
        select(Decision.id)
        .outerjoin(Award, Award.decision_id == Decision.id)
        .where(Decision.status == DecisionStatus.RELEASED, Decision.level_id.is_not(None), Award.id.is_(None))
    )
    found = db.session.scalars(rows)
    return [f"Decision {number} was released with a level but has no award." for number in found]


def _decisions_out_of_step() -> list[str]:
    rows = select(Decision.id, Decision.status, Application.status).join(Decision.application)
    problems = [
        f"Decision {number} is {decision.value} but its application is {application.value}."
        for number, decision, application in db.session.execute(rows)
        if IN_STEP.get(decision, ApplicationStatus.ASSESSED) != application
    ]
    decided = select(Application.id).outerjoin(Decision, Decision.application_id == Application.id)
    decided = decided.where(Application.status.in_(tuple(IN_STEP.values())), Decision.id.is_(None))
    undecided = db.session.scalars(decided)
    return problems + [f"Application {number} is decided without a decision." for number in undecided]
