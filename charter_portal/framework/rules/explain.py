"""What a condition asks, and how far it is met, in sentences that people can read."""

from __future__ import annotations

from collections.abc import Mapping

from .conditions import AtMostBelow, Check, GroupsAtLevel, Mandatory, NoneMoreThanBelow
from .scheme import Group, Scale

_METHODS = {
    "lowest": "A group counts by its lowest statement.",
    "median": "A group counts by its middle statement.",
    "share": "A group counts by the level that enough of its statements reach.",
}


def explained(check: Check, scale: Scale, ranks: Mapping[str, int], group: Group | None) -> str:
    """Two short sentences: what is asked of this group, or overall, and how things stand."""
    condition, label = check.condition, scale.label(check.level)
    where = group.name if group else "All statements"
    actual, total = check.actual(ranks), check.total
    low = total - actual
    if isinstance(condition, GroupsAtLevel):
        return (
            f"At least {check.needed} of {_count(total, 'group')} by {_spoken(condition.per)} "
            f"must be at {label} or above. {_are(actual)}. {_METHODS[condition.group_level.method]}"
        )
    if isinstance(condition, Mandatory):
        kind = "core statement" if condition.keys is None else "listed statement"
        return f"Every {kind} must reach {label}. {actual} of {total} {'does' if actual == 1 else 'do'}."
    if isinstance(condition, NoneMoreThanBelow):
        steps = _count(condition.steps, "level")
        return f"{where}: none may be more than {steps} below {label}. {_are(low)}."
    if isinstance(condition, AtMostBelow):
        allowed = total - check.needed
        may = f"at most {allowed} of {_count(total, 'statement')} may be" if allowed else "none may be"
        return f"{where}: {may} below {label}. {_are(low)} below."
    needed = f"at least {check.needed} of {_count(total, 'statement')} must be"
    return f"{where}: {needed} at {label} or above. {_are(actual)}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _are(number: int) -> str:
    return "None is" if number == 0 else "1 is" if number == 1 else f"{number} are"


def _spoken(key: str) -> str:
    return key.replace("_", " ").replace("-", " ")
