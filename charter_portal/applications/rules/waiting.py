"""Who waits for whom, for each state of an application."""

from __future__ import annotations

from dataclasses import dataclass

from charter_portal.applications.enums import ApplicationStatus as S


@dataclass(frozen=True)
class Turn:
    """Whose turn it is, and what they do next, in words for staff that follow “to”."""

    who: str
    what: str


TURNS: dict[S, Turn | None] = {
    S.DRAFT: Turn("The organisation", "finish and submit the application"),
    S.SUBMITTED: Turn("Career Matters", "read it through and allocate assessors"),
    S.RETURNED: Turn("The organisation", "change the chosen statements and submit again"),
    S.IN_ASSESSMENT: Turn("The assessors", "finish scoring, so that Career Matters can moderate"),
    S.ASSESSED: Turn("Career Matters", "propose a decision"),
    S.DECIDED: Turn("Career Matters", "share the outcomes of the round together"),
    S.RELEASED: None,
    S.WITHDRAWN: None,
}


def turn_of(status: S) -> Turn | None:
    """Whose turn it is now; None when nobody waits for anything."""
    return TURNS[status]
