"""The natural order of milestones: what cannot be, and what is unusual but may be true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from charter_portal.workforce.enums import CheckKind
from charter_portal.workforce.enums import MilestoneKind as M

CHAIN = (
    M.INTEREST,
    M.APPLIED,
    M.SHORTLISTED,
    M.INTERVIEWED,
    M.OFFERED,
    M.CHECKS_STARTED,
    M.CHECKS_CLEARED,
    M.STARTED,
)
"""The way in. A later step has no earlier day than one before it, unless somebody says that it was so."""

CHECKS = (M.CHECKS_STARTED, M.CHECKS_REFUSED, M.CHECKS_RECONSIDERED, M.CHECKS_CLEARED)
PLACES = (M.STARTED, M.PROMOTION)
ENDS = (M.MOVED_ON, M.LEFT)
SUPPORTED = (M.OFFERED, M.CHECKS_STARTED, M.STARTED, M.DAYS_90, M.MONTHS_6, M.MONTHS_12, M.PROMOTION)
"""Around these, support makes a difference, so the page asks about it."""

GROUPS = (
    ("On the way in", CHAIN[:5]),
    ("Checks", CHECKS),
    ("In a post", (M.STARTED, M.DAYS_90, M.MONTHS_6, M.MONTHS_12)),
    ("Moving up", (M.QUALIFICATION, M.PROMOTION)),
    ("Moving on", ENDS),
)
"""All milestones in the order of a way, as a page offers them."""

AFTER_START = {M.DAYS_90: 85, M.MONTHS_6: 178, M.MONTHS_12: 360}
"""Days that lie at least between a start and reaching this time, with a little patience."""

OLDEST = 15 * 366


@dataclass(frozen=True)
class Step:
    """One milestone as far as its order matters."""

    kind: M
    day: date
    check: CheckKind | None = None


@dataclass(frozen=True)
class Doubt:
    """What speaks against a milestone. A firm one stands; another gives way to who knows better."""

    message: str
    firm: bool


def doubts(step: Step, way: Sequence[Step], today: date) -> list[Doubt]:
    """What speaks against adding this step to somebody's way, firm doubts first."""
    found = [*_impossible(step, way, today)]
    if not found:
        found += _unusual(step, way)
    return found


def _impossible(step: Step, way: Sequence[Step], today: date) -> list[Doubt]:
    if step.day > today:
        return [Doubt("This day has not come yet. Enter it once it has happened.", firm=True)]
    if (today - step.day).days > OLDEST:
        return [Doubt("This day is very long ago. Check the year.", firm=True)]
    if step in way:
        return [Doubt("This milestone is here already, on the same day.", firm=True)]
    needed = AFTER_START.get(step.kind)
    if needed is not None:
        latest = step.day - timedelta(days=needed)
        if not any(other.kind is M.STARTED and other.day <= latest for other in way):
            return [
                Doubt(
                    f"“{step.kind.label}” needs a start long enough before. Enter the start first.", firm=True
                )
            ]
    if step.kind is M.PROMOTION and not any(
        other.kind is M.STARTED and other.day <= step.day for other in way
    ):
        return [Doubt("A move up follows a start. Enter the start first.", firm=True)]
    return []


def _unusual(step: Step, way: Sequence[Step]) -> list[Doubt]:
    told = [*_before_an_earlier_step(step, way), *_checks_out_of_order(step, way), *_after_the_end(step, way)]
    return [Doubt(words, firm=False) for words in told]


def _before_an_earlier_step(step: Step, way: Sequence[Step]) -> list[str]:
    """Somebody may come in twice, so only steps of the same round count."""
    if step.kind not in CHAIN:
        return []
    rank = CHAIN.index(step.kind)
    for other in sorted(way, key=lambda each: each.day):
        if other.kind not in CHAIN or {step.kind, other.kind} <= set(CHECKS):
            continue
        if not _same_round(step, other, way):
            continue
        theirs = CHAIN.index(other.kind)
        if (theirs < rank and other.day > step.day) or (theirs > rank and other.day < step.day):
            early, late = (step, other) if other.day > step.day else (other, step)
            return [f"“{early.kind.label}” would come before “{late.kind.label}”. Check the day."]
    return []


def _same_round(step: Step, other: Step, way: Sequence[Step]) -> bool:
    """A start or an end closes a round; what comes after it, up to the next, belongs together."""
    borders = [each.day for each in way if each.kind in (*ENDS, *PLACES)]
    since = max((day for day in borders if day < step.day), default=date.min)
    until = min((day for day in borders if day > step.day), default=date.max)
    return since < other.day <= until


def _checks_out_of_order(step: Step, way: Sequence[Step]) -> list[str]:
    if step.kind not in CHECKS[1:]:
        return []
    same = [each for each in way if each.check is step.check]
    if not any(each.kind is M.CHECKS_STARTED and each.day <= step.day for each in same):
        return ["This check has no start before this day. Enter the start too, so that time can be measured."]
    if step.kind is M.CHECKS_RECONSIDERED and not any(each.kind is M.CHECKS_REFUSED for each in same):
        return ["There is no refusal of this check yet. Check the milestone."]
    return []


def _after_the_end(step: Step, way: Sequence[Step]) -> list[str]:
    """After moving on or leaving only a new way in is usual."""
    if step.kind in CHAIN:
        return []
    before = [each for each in way if each.day <= step.day and each.kind in (*ENDS, *PLACES)]
    last = max(before, key=lambda each: each.day, default=None)
    if last is not None and last.kind in ENDS and step.kind is not M.QUALIFICATION:
        return [f"This person is recorded as “{last.kind.label}” before this day. Check the day."]
    return []
