"""Sharing the confirmed decisions of a round together, and making the awards that follow."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import text

from charter_portal.accounts.models import User
from charter_portal.applications.rules.document import read_document
from charter_portal.applications.services import release_outcome
from charter_portal.audit_trail.services import declare, record
from charter_portal.awards import notices
from charter_portal.awards import permissions as may
from charter_portal.awards.enums import DecisionStatus
from charter_portal.awards.models import Award, CertificateSeries, Decision
from charter_portal.awards.queries import decisions_of_cycle, people_told
from charter_portal.awards.rules import number_of, series_of, years_on
from charter_portal.awards.services.documents import CERTIFICATE_JOB, FEEDBACK_JOB
from charter_portal.awards.workflow import decision_workflow
from charter_portal.core.clock import now, today
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken
from charter_portal.core.tokens import new_code
from charter_portal.cycles.models import Cycle
from charter_portal.cycles.services import mark_released
from charter_portal.framework.queries import charter_of
from charter_portal.framework.rules.tree import CharterTree
from charter_portal.jobs.services import enqueue

declare("awards.award.made")

CODE_LENGTH = 16
"""Letters of a certificate's code: 30 to the power of 16 codes, so that none is found by trying."""


def release_decisions(cycle: Cycle, *, by: User, expected: Collection[int] | None = None) -> list[Decision]:
    """Share every confirmed decision of a round at once: outcomes open, awards are made, mails are queued.

    All of it happens or nothing does. Certificates and feedback reports are printed by the worker
    afterwards. `expected` are the decisions that the person checked, by number: when others are confirmed
    by now, nothing is shared. Raises NotAllowed, and RuleBroken when none or others are confirmed.
    """
    if not may.release(by):
        raise NotAllowed("Releasing results is for Career Matters staff.")
    lock(cycle)
    decisions = decisions_of_cycle(cycle, DecisionStatus.CONFIRMED)
    if not decisions:
        raise RuleBroken("There is no confirmed decision to release yet.")
    if expected is not None and {each.id for each in decisions} != set(expected):
        raise RuleBroken("The list has changed since you opened this page. Please check it once more.")
    told = people_told(decisions)
    for decision in decisions:
        _release(decision, told[decision.id], by)
    mark_released(cycle, by=by)
    return decisions


def _release(decision: Decision, people: list[User], by: User) -> None:
    lock(decision.application)
    decision.released_by_id, decision.released_at = by.id, now()
    db.session.flush()
    decision_workflow.take("release", decision, by=by)
    release_outcome(decision.application, by=by)
    if decision.level_id is not None:
        award = _make_award(decision)
        record(
            "awards.award.made",
            about=award,
            by=by,
            after={"number": award.number, "level": award.level.name, "valid_until": award.valid_until},
            organisation_id=decision.application.organisation_id,
        )
        enqueue(CERTIFICATE_JOB, about=award, by=by)
    enqueue(FEEDBACK_JOB, about=decision, by=by)
    notices.outcome_shared(decision, people)


def _make_award(decision: Decision) -> Award:
    application, organisation = decision.application, decision.application.organisation
    document = read_document(decision.submission.document)
    charter = charter_of(application.cycle.framework_version_id)
    award = Award(
        decision=decision,
        number=_next_number(charter),
        code=new_code(CODE_LENGTH),
        title=application.title,
        organisation_name=organisation.name,
        organisation_kind=organisation.kind,
        region=organisation.region,
        scope="\n".join(service.name for service in document.services),
        partners="\n".join(partner.name for partner in document.partners),
        level=decision.level,
        awarded_on=today(),
        valid_until=years_on(today(), charter.status_years),
    )
    db.session.add(award)
    db.session.flush()
    return award


def _next_number(charter: CharterTree) -> str:
    """The next certificate number of the scheme and year.

    The row of the series is held until the unit of work ends: two releases at once never give the same
    number, and one that breaks off leaves no hole.
    """
    series = series_of(charter.scheme, today().year)
    begin = "INSERT INTO certificate_series (series, last) VALUES (:series, 0) ON CONFLICT DO NOTHING"
    db.session.execute(text(begin), {"series": series})
    row = lock(db.session.get_one(CertificateSeries, series))
    row.last += 1
    db.session.flush()
    return number_of(series, row.last)
