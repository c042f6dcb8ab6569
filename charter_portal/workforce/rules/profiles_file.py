"""The file of role profiles: read it, and name every mistake with its place and its remedy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from charter_portal.workforce.enums import WorkRole

LOWEST, HIGHEST = 1, 9
"""The levels of the career framework."""

_KEY = re.compile(r"[a-z][a-z0-9_]{1,59}")


@dataclass(frozen=True)
class Profile:
    """One role profile as the file tells it."""

    key: str
    name: str
    role: WorkRole
    level_low: int
    level_high: int


class ProfileFileProblems(Exception):
    """The file has mistakes; each says where, and what to write instead."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_profiles(text: str) -> list[Profile]:
    """The profiles in their order. Raises ProfileFileProblems with everything that is wrong."""
    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark is not None else ""
        raise ProfileFileProblems([f"{line}this is not YAML. Look for a missing colon or a tab."]) from None
    rows = told.get("profiles") if isinstance(told, dict) else None
    if not isinstance(rows, list) or not rows:
        raise ProfileFileProblems(["write a list called “profiles” with at least one profile."])
    found: list[Profile] = []
    problems: list[str] = []
    for number, row in enumerate(rows, 1):
        place = f"profile {number}"
        mistakes = _mistakes(row, {profile.key for profile in found})
        problems += [f"{place}: {mistake}" for mistake in mistakes]
        if not mistakes:
            low, high = _levels(row["levels"]) or (LOWEST, HIGHEST)
            found.append(Profile(row["key"], row["name"].strip(), WorkRole(row["role"]), low, high))
    if problems:
        raise ProfileFileProblems(problems)
    return found


def _mistakes(row: Any, known: set[str]) -> list[str]:
    if not isinstance(row, dict):
        return ["write key, name, role and levels."]
    found = []
    strange = sorted(map(str, set(row) - {"key", "name", "role", "levels"}))
    if strange:
        found.append(f"take away {', '.join(strange)}; only key, name, role and levels are read.")
    key, name = row.get("key"), row.get("name")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        found.append("write a key of small letters, digits and underscores.")
    elif key in known:
        found.append(f"the key “{key}” is used above; choose another.")
    if not isinstance(name, str) or not 1 <= len(name.strip()) <= 200:
        found.append("write a name of up to 200 letters.")
    if row.get("role") not in {role.value for role in WorkRole}:
        found.append(f"choose a role: {', '.join(role.value for role in WorkRole)}.")
    if _levels(row.get("levels")) is None:
        found.append(f"write levels as one number from {LOWEST} to {HIGHEST}, or as [lowest, highest].")
    return found


def _levels(told: Any) -> tuple[int, int] | None:
    """The lowest and highest level, or None for anything else."""
    pair = told if isinstance(told, list) else [told, told]
    if len(pair) != 2 or any(isinstance(level, bool) or not isinstance(level, int) for level in pair):
        return None
    low, high = pair
    return (low, high) if LOWEST <= low <= high <= HIGHEST else None
