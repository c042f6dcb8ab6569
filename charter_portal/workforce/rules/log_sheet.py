"""The barrier log as a table that can be filled in elsewhere: its columns, and what its cells mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from charter_portal.barriers.enums import Stage
from charter_portal.core.words import Labelled
from charter_portal.workforce.enums import EntryStatus, Severity, TryOutcome
from charter_portal.workforce.rules.sheets import Unreadable, day_of, word_of

LOG: Mapping[str, str] = {
    "service": "Service",
    "post": "Post",
    "kind": "Barrier",
    "stage": "Stage",
    "severity": "Holds up",
    "words": "What is in the way",
    "action": "What we will do",
    "owner_role": "Looked after by (role)",
    "opened_on": "Noticed on",
    "review_on": "Look at it again on",
    "status": "State",
    "tries": "What we tried",
    "result": "What came of it",
    "closed_on": "Ended on",
}
LOG_WORDS: Mapping[str, type[Labelled]] = {"stage": Stage, "severity": Severity, "status": EntryStatus}
FREE_WORDS = ("words", "action", "owner_role", "tries", "result")
LONGEST = {"words": 4_000, "action": 4_000, "result": 4_000, "tries": 20_000, "owner_role": 120}
TRY_FORM = "Write each on a line of its own, like: 31/03/2027: It helped: A weekly call."
_TRY = re.compile(r"([^:]{1,40}):([^:]{1,40}):(.+)", re.DOTALL)


@dataclass(frozen=True)
class TryLine:
    """One thing that was tried, as a line of its cell has it."""

    tried_on: date
    outcome: TryOutcome
    words: str

    def __str__(self) -> str:
        return f"{self.tried_on.isoformat()}: {self.outcome.label}: {' '.join(self.words.split())}"


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """One row of the table, each cell as what it means; service, post and barrier still by their names."""

    service: str
    post: str
    kind: str
    stage: Stage
    severity: Severity
    words: str
    action: str
    owner_role: str
    opened_on: date
    review_on: date | None
    status: EntryStatus
    tries: tuple[TryLine, ...]
    result: str
    closed_on: date | None


def tries_of(text: str) -> tuple[TryLine, ...]:
    """What a cell says was tried. Raises Unreadable with the form that a line has."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        parts = _TRY.fullmatch(line)
        if parts is None:
            raise Unreadable(TRY_FORM)
        day, outcome = day_of(parts[1], needed=True), word_of(parts[2], TryOutcome, needed=True)
        if day is None or outcome is None:
            raise Unreadable(TRY_FORM)
        found.append(TryLine(day, outcome, parts[3].strip()))
    return tuple(found)


def read_line(values: Mapping[str, str]) -> tuple[LogLine | None, list[tuple[str, str]]]:
    """What a row says, and each problem as its column's key and what to do; no line when there are any."""
    problems: list[tuple[str, str]] = []

    def read(key: str, reading: Callable[[str], Any]) -> Any:
        try:
            return reading(values[key])
        except Unreadable as problem:
            problems.append((key, str(problem)))
            return None

    found = {
        "stage": read("stage", lambda text: word_of(text, Stage, needed=True)),
        "severity": read("severity", lambda text: word_of(text, Severity, needed=True)),
        "status": read("status", lambda text: word_of(text, EntryStatus)) or EntryStatus.OPEN,
        "opened_on": read("opened_on", lambda text: day_of(text, needed=True)),
        "review_on": read("review_on", day_of),
        "closed_on": read("closed_on", day_of),
        "tries": read("tries", tries_of) or (),
    }
    found |= {key: values[key].strip() for key in ("service", "post", "kind", "words", "action")}
    found |= {key: values[key].strip() for key in ("owner_role", "result")}
    problems += _slips(found, values)
    return (None, problems) if problems else (LogLine(**found), [])


def _slips(found: Mapping[str, Any], values: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is missing, too long, or does not go together."""
    slips = [
        (key, f"Use {limit:,} letters or fewer.")
        for key, limit in LONGEST.items()
        if len(values[key]) > limit
    ]
    if not found["words"]:
        slips.append(("words", "Say what is in the way."))
    ended = found["status"] not in (EntryStatus.OPEN, EntryStatus.WORKING)
    if ended and not found["result"]:
        slips.append(("result", "Say in a sentence what came of it."))
    if ended and not values["closed_on"].strip():
        slips.append(("closed_on", "Enter the day it ended."))
    if not ended and values["closed_on"].strip():
        slips.append(
            ("closed_on", "It is still open, so it has no such day. Change its state, or leave it empty.")
        )
    return slips
