"""Builders of assessed applications, of decisions in every state, and of awards."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from charter_portal.accounts.models import User
from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.models import Application
from charter_portal.assessment.models import AgreedLevel
from charter_portal.assessment.queries import proposed_outcome
from charter_portal.awards import services
from charter_portal.awards.enums import DecisionStatus
from charter_portal.awards.models import Award, Decision
from charter_portal.awards.queries import award_of
from charter_portal.core.database import db, unit_of_work
from charter_portal.cycles.models import Cycle
from charter_portal.framework.queries import charter_of
from charter_portal.framework.rules.tree import CharterTree
from tests.factories.accounts import an_officer
from tests.factories.assessment import a_submission

_numbers = itertools.count(1)
MESSAGE = "Thank you for an honest picture. Your induction stood out, and the next step is within reach."


def charter_for(application: Application) -> CharterTree:
    """The charter that an application answers."""
    return charter_of(application.cycle.framework_version_id)


def an_assessed_application(
    *, level: str = "bronze", levels: Mapping[str, str] | None = None, by: User | None = None, **scope: Any
) -> Application:
    """A submission whose every statement is agreed at `level`, unless `levels` says otherwise by code.

    The agreed levels are written directly: no assessor has read it.
    """
    scope.setdefault("title", f"Service {next(_numbers)}")
    application = a_submission(**scope)
    charter, officer = charter_for(application), by or an_officer()
    with unit_of_work():
        for statement in charter.statements:
            given = (levels or {}).get(statement.code, level)
            db.session.add(
                AgreedLevel(
                    submission_id=application.submissions[-1].id,
                    statement_id=statement.id,
                    level_id=charter.level_by_key[given].id,
                    reason=f"Canary reason for {statement.code}",
                    strengths=f"Strong at {statement.code}",
                    lift=f"Next for {statement.code}",
                    agreed_by_id=officer.id,
                )
            )
        application.status = ApplicationStatus.ASSESSED
    db.session.refresh(application)
    return application


def a_decision(
    application: Application | None = None,
    *,
    status: DecisionStatus = DecisionStatus.PROPOSED,
    decided: str | None = "engine",
    summary: str = MESSAGE,
    by: User | None = None,
    second: User | None = None,
    **given: Any,
) -> Decision:
    """A decision in this state. `decided` is a level's key, None for "not yet", or what the rule gives."""
    application = application or an_assessed_application(**given)
    charter, proposer = charter_for(application), by or an_officer("Pat Proposer")
    second = second or an_officer("Connie Confirmer")
    level = _level(application, charter, decided)
    with unit_of_work():
        decision = services.propose_decision(
            application,
            level=level,
            override_reason="" if decided == "engine" else "The panel saw more than the rule can.",
            summary=summary,
            by=proposer,
        )
    if status == DecisionStatus.SENT_BACK:
        with unit_of_work():
            services.send_back(decision, reason="Please look at 1.1 again.", by=second)
    elif status != DecisionStatus.PROPOSED:
        with unit_of_work():
            services.confirm_decision(decision, by=second)
    if status == DecisionStatus.RELEASED:
        with unit_of_work():
            services.release_decisions(application.cycle, by=proposer)
    db.session.refresh(decision)
    return decision


def an_award(**given: Any) -> Award:
    """A released award, at the level that the award rule gives unless told otherwise."""
    decision = a_decision(status=DecisionStatus.RELEASED, **given)
    award = award_of(decision.application)
    assert award is not None
    return award


def a_withdrawn_award(*, reason: str = "The service has closed.", **given: Any) -> Award:
    """An award that was taken back."""
    award, officer = an_award(**given), an_officer()
    with unit_of_work():
        services.withdraw_award(award, reason=reason, by=officer)
    return award


def many_awards(count: int, award: Award) -> None:
    """So many more awards like this one, written directly; for lists of any length."""
    with unit_of_work():
        for decision in _decisions_like(award.decision, count):
            number = next(_numbers)
            _copy(
                award,
                decision_id=decision.id,
                number=f"M-{number:05}",
                code=f"M{number:015}",
                organisation_name=f"Holder {number:05}",
                certificate_file_id=None,
            )


def more_decisions(count: int, decision: Decision, cycle: Cycle) -> None:
    """So many more decisions like this one, written directly, in a round."""
    with unit_of_work():
        _decisions_like(decision, count, cycle_id=cycle.id)


def _decisions_like(decision: Decision, count: int, **changes: Any) -> list[Decision]:
    found = []
    for _ in range(count):
        reference = f"COPY-{next(_numbers)}"
        application = _copy(decision.application, reference=reference, **changes)
        submission = _copy(decision.submission, application_id=application.id)
        found.append(_copy(decision, application_id=application.id, submission_id=submission.id))
    return found


def _copy(row: Any, **changes: Any) -> Any:
    skipped = {"id", "created_at", "updated_at"}
    kept = {c.key: getattr(row, c.key) for c in row.__table__.columns if c.key not in skipped}
    twin = type(row)(**kept | changes)
    db.session.add(twin)
    db.session.flush()
    return twin


def _level(application: Application, charter: CharterTree, decided: str | None) -> Any:
    if decided != "engine":
        return charter.level_by_key[decided] if decided else None
    tier = proposed_outcome(application).tier
    return charter.level_by_key[tier] if tier else None
