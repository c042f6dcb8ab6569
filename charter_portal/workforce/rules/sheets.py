"""The two tables that can be filled in elsewhere: their columns, and how a typed cell becomes a value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from charter_portal.core.words import Labelled
from charter_portal.workforce.enums import (
    CheckKind,
    Destination,
    Employer,
    LeavingReason,
    MilestoneKind,
    PostKind,
    PostStatus,
    Supervision,
)

K = TypeVar("K", bound=Labelled)

POSTS: Mapping[str, str] = {
    "title": "Title",
    "role_profile": "Role profile",
    "level": "Level",
    "kind": "Terms",
    "status": "State",
    "headcount": "Places",
    "wte": "WTE",
    "pay_band": "Pay band",
    "employer": "Employer",
    "employer_name": "Partner",
    "funded_until": "Funded until",
    "since": "True from",
}
MILESTONES: Mapping[str, str] = {
    "code": "Code",
    "kind": "Milestone",
    "happened_on": "Day",
    "post": "Post",
    "check_kind": "Which check",
    "destination": "Moved on to",
    "leaving_reason": "Why left",
    "supervision": "Supervision",
    "wellbeing_plan": "Wellbeing plan",
    "wellbeing_plan_on": "Wellbeing plan day",
    "adjustments": "Adjustments",
    "adjustments_on": "Adjustments day",
}
WORDS: Mapping[str, type[Labelled]] = {
    "kind": MilestoneKind,
    "check_kind": CheckKind,
    "destination": Destination,
    "leaving_reason": LeavingReason,
    "supervision": Supervision,
}
POST_WORDS: Mapping[str, type[Labelled]] = {"kind": PostKind, "status": PostStatus, "employer": Employer}
YES_NO = ("Yes", "No")

_BRITISH_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


class Unreadable(Exception):
    """A cell that cannot be read; the message says what to write."""


def word_of(text: str, kind: type[K], *, needed: bool = False) -> K | None:
    """The word a cell means, by its label or its stored form, in any case. Empty is None unless needed."""
    wanted = text.strip().casefold()
    if not wanted and not needed:
        return None
    for member in kind:
        if wanted in {member.label.casefold(), member.value}:
            return member
    raise Unreadable(f"Choose one of: {', '.join(member.label for member in kind)}.")


def day_of(text: str, *, needed: bool = False) -> date | None:
    """The day in a cell: 2027-03-31, 31/03/2027 or 31 Mar 2027."""
    plain = text.strip()
    if not plain and not needed:
        return None
    british = _BRITISH_DAY.fullmatch(plain)
    try:
        if british:
            return date(int(british[3]), int(british[2]), int(british[1]))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", plain):
            return date.fromisoformat(plain)
        for pattern in ("%d %b %Y", "%d %B %Y"):
            try:
                return datetime.strptime(plain, pattern).date()
            except ValueError:
                continue
    except ValueError:
        pass
    raise Unreadable("Enter a real day, like 31/03/2027.")


def whole_of(text: str, *, usual: int | None = None) -> int | None:
    """The whole number in a cell."""
    plain = text.strip()
    if not plain:
        return usual
    if not re.fullmatch(r"\d{1,4}", plain, re.ASCII):
        raise Unreadable("Enter a whole number, like 2.")
    return int(plain)


def amount_of(text: str) -> Decimal:
    """The number in a cell, with up to two places."""
    try:
        found = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise Unreadable("Enter a number, like 0.5.") from None
    if not found.is_finite() or not 0 <= found < 1000:
        raise Unreadable("Enter a number, like 0.5.")
    return found.quantize(Decimal("0.01"))


def answer_of(text: str) -> bool | None:
    """Yes or no in a cell, or nothing."""
    plain = text.strip().casefold()
    if not plain:
        return None
    if plain in {"yes", "y", "true"}:
        return True
    if plain in {"no", "n", "false"}:
        return False
    raise Unreadable("Write yes or no, or leave it empty.")
