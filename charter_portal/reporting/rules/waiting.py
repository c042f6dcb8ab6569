"""Who waits for whom, read off the states alone."""

from __future__ import annotations

from dataclasses import dataclass

from charter_portal.applications.enums import ApplicationStatus as S
from charter_portal.assessment.rules import READERS_NEEDED
from charter_portal.awards.enums import DecisionStatus


@dataclass(frozen=True)
class Reading:
    """How many people read an application now, and how many of them have finished."""

    readers: int = 0
    finished: int = 0


@dataclass(frozen=True)
class Waiting:
    """Whose turn it is, and for what; `who` is empty when nobody waits."""

    who: str
    what: str

    def __str__(self) -> str:
        return f"{self.who}: {self.what}" if self.who else self.what


STAFF, APPLICANT, ASSESSORS = "Career Matters", "The organisation", "Assessors"


def who_waits(state: S, reading: Reading, decision: DecisionStatus | None) -> Waiting:
    """Whose turn it is with an application."""
    if state in {S.SUBMITTED, S.IN_ASSESSMENT}:
        return _while_read(reading)
    if state is S.ASSESSED:
        return _while_decided(decision)
    return {
        S.DRAFT: Waiting(APPLICANT, "writing"),
        S.RETURNED: Waiting(APPLICANT, "changes that were asked for"),
        S.DECIDED: Waiting(STAFF, "release"),
        S.RELEASED: Waiting("", "Complete"),
        S.WITHDRAWN: Waiting("", "Withdrawn"),
    }[state]


def _while_read(reading: Reading) -> Waiting:
    if reading.readers < READERS_NEEDED:
        return Waiting(STAFF, "choose assessors")
    if reading.finished < reading.readers:
        return Waiting(ASSESSORS, f"{reading.finished} of {reading.readers} finished")
    return Waiting(STAFF, "agree the levels")


def _while_decided(decision: DecisionStatus | None) -> Waiting:
    if decision is DecisionStatus.PROPOSED:
        return Waiting(STAFF, "a second person to confirm")
    return Waiting(STAFF, "look at the decision again" if decision else "propose a decision")
