"""Taking a decision: one person proposes it, another confirms it or sends it back.

The application is locked first and its decision after it, always, so that two never wait for each other.
"""

from __future__ import annotations

from typing import Any

from charter_portal.accounts.models import User
from charter_portal.applications.models import Application
from charter_portal.applications.queries import latest_submission
from charter_portal.applications.services import record_decision
from charter_portal.assessment.queries import proposed_outcome
from charter_portal.audit_trail.services import declare, record
from charter_portal.awards import notices
from charter_portal.awards import permissions as may
from charter_portal.awards.models import Decision
from charter_portal.awards.queries import decision_of
from charter_portal.awards.workflow import decision_workflow
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite, StepNotOpen
from charter_portal.framework.queries import charter_of
from charter_portal.framework.rules.tree import LevelNode

declare("awards.decision.proposed")


def propose_decision(
    application: Application,
    *,
    level: Any,
    override_reason: str,
    summary: str,
    by: User,
    version: int | None = None,
) -> Decision:
    """Propose a tier (anything with the `id` of a level), or None for "not yet".

    A tier other than the award rule's needs a reason; the reason is kept only then. A decision that was
    sent back, or not confirmed yet, is proposed anew in the same row. `version` is that of the proposal
    the person had before them, 0 when there was none; without it none is compared. Raises StaleWrite when
    a colleague proposed meanwhile, RuleBroken naming the field, NotAllowed, or StepNotOpen.
    """
    lock(application)
    if not may.is_assessed(by, application):
        raise StepNotOpen("A decision can be proposed once the assessment is complete.")
    if not may.propose(by, application):
        raise NotAllowed("A decision is proposed by staff who neither read the application nor belong to it.")
    chosen = _chosen(application, level)
    engine = _engine_level(application)
    if chosen != engine and not override_reason:
        raise RuleBroken("This differs from what the award rule gives. Say why.", "override_reason")
    if not summary:
        raise RuleBroken("Write a message to the applicant.", "summary")
    decision = _taken_in_hand(application, version, note=_noted(chosen, override_reason), by=by)
    decision.proposed_by_id, decision.proposed_at = by.id, now()
    decision.engine_level_id = engine.id if engine else None
    decision.level_id = chosen.id if chosen else None
    decision.override_reason = override_reason if chosen != engine else ""
    decision.summary, decision.sent_back_reason = summary, ""
    db.session.add(decision)
    db.session.flush()
    if decision.version == 1:
        record(
            "awards.decision.proposed",
            about=decision,
            by=by,
            note=_noted(chosen, decision.override_reason),
            organisation_id=application.organisation_id,
        )
    db.session.refresh(decision, ["proposed_by", "level", "engine_level"])
    notices.decision_proposed(decision)
    return decision


def confirm_decision(decision: Decision, *, by: User, version: int | None = None) -> None:
    """Confirm what somebody else proposed. The outcome waits for the release.

    Raises NotAllowed for the proposer, StepNotOpen when it has moved on, StaleWrite when it was proposed
    anew since `version`, RuleBroken when the agreed levels changed since it was proposed.
    """
    _hold(decision, by, version)
    if not may.confirm(by, decision):
        raise NotAllowed("Two people take a decision. Somebody other than the proposer confirms it.")
    engine = _engine_level(decision.application)
    if decision.engine_level_id != (engine.id if engine else None):
        raise RuleBroken("The agreed levels changed after this was proposed. Please send it back.")
    decision.confirmed_by_id, decision.confirmed_at = by.id, now()
    db.session.flush()
    decision_workflow.take("confirm", decision, by=by)
    record_decision(decision.application, by=by)


def send_back(decision: Decision, *, reason: str, by: User, version: int | None = None) -> None:
    """Give a proposal back to its proposer with a reason.

    Raises RuleBroken without one, and otherwise what `confirm_decision` raises; proposers may send back
    their own.
    """
    if not reason:
        raise RuleBroken("Say what to look at again, so that the proposer can help.", "reason")
    _hold(decision, by, version)
    decision.sent_back_reason = reason
    db.session.flush()
    decision_workflow.take("send_back", decision, by=by, note=reason)
    notices.decision_sent_back(decision, by=by)


def _hold(decision: Decision, by: User, version: int | None) -> None:
    lock(decision.application)
    lock(decision)
    if version is not None and decision.version != version:
        raise StaleWrite(decision)
    if not may.is_proposed(by, decision):
        raise StepNotOpen("This has already moved on. Look at where it stands now.")


def _taken_in_hand(application: Application, version: int | None, *, note: str, by: User) -> Decision:
    """The application's one decision, new or proposed anew. Raises StaleWrite."""
    decision = decision_of(application)
    if decision is not None:
        lock(decision)
    if version is not None and version != (decision.version if decision else 0):
        raise StaleWrite(decision)
    if decision is None:
        submission = latest_submission(application)
        assert submission is not None, "An assessed application was submitted."
        return Decision(application=application, submission=submission, version=1)
    decision_workflow.take("propose_again", decision, by=by, note=note)
    decision.version += 1
    return decision


def _chosen(application: Application, level: Any) -> LevelNode | None:
    if level is None:
        return None
    node = charter_of(application.cycle.framework_version_id).level_by_id.get(level.id)
    if node is None or not node.awardable:
        raise RuleBroken("Choose a level that can be awarded, or “Not yet”.", "level")
    return node


def _engine_level(application: Application) -> LevelNode | None:
    tier = proposed_outcome(application).tier
    charter = charter_of(application.cycle.framework_version_id)
    return charter.level_by_key[tier] if tier is not None else None


def _noted(level: LevelNode | None, override_reason: str) -> str:
    name = level.name if level else "Not yet"
    return f"{name}. {override_reason}".strip()
