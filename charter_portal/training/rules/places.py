"""What is asked about a delegate, and the small sums about places and dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from charter_portal.core.clock import to_london
from charter_portal.training.enums import DelegateRole, Way

NEEDS_KEPT = timedelta(days=30)
LINK_KEPT = timedelta(days=60)
PLENTY = 10


@dataclass(frozen=True)
class Delegate:
    """One person to be booked, as somebody typed it."""

    name: str
    email: str
    role: DelegateRole
    joins: Way
    access: str = ""
    dietary: str = ""


def needs_purged_on(ends_at: datetime) -> date:
    """The day in London on which what delegates need is forgotten."""
    return (to_london(ends_at) + NEEDS_KEPT).date()


def link_works(now: datetime, ends_at: datetime) -> bool:
    """True while a delegate's own link opens their page."""
    return now <= ends_at + LINK_KEPT


def masked(email: str) -> str:
    """An address as whoever typed it knows it again, and nobody else learns it: s•••r@example.org."""
    name, at, domain = email.rpartition("@")
    if not at:
        return ""
    last = name[-1] if len(name) > 3 else ""
    return f"{name[:1]}•••{last}@{domain}"


def places_in_words(left: int) -> str:
    """How many places are left, as people say it. No figure while there is no hurry (bar T8)."""
    if left <= 0:
        return "Full: you can join the waiting list"
    if left == 1:
        return "1 place left"
    return f"{left} places left" if left < PLENTY else "Plenty of places"
