"""A programme as people write it: one line a step, minutes first. Steps follow each other without gaps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_STEP = 8 * 60
MOST_STEPS = 60
TITLE_LIMIT = 200
_LINE = re.compile(r"(\d{1,4})\s*(?:min(?:ute)?s?\b\.?)?[\s:,–-]*(.*)")
_BAR = "|"


class ProgrammeNotRead(ValueError):
    """A line cannot be read; the message names it and says what to write."""


@dataclass(frozen=True)
class Step:
    """One step: so many minutes after the start, for so many minutes."""

    after: int
    minutes: int
    title: str
    words: str = ""


def read_programme(text: str) -> list[Step]:
    """The steps behind lines such as “30 Welcome | Who we are”. Empty lines are passed over.

    Raises ProgrammeNotRead, naming the line.
    """
    steps: list[Step] = []
    after = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        step = _read_line(number, line.strip(), after)
        steps.append(step)
        after += step.minutes
    if len(steps) > MOST_STEPS:
        raise ProgrammeNotRead(f"Use {MOST_STEPS} lines or fewer. You have {len(steps)}.")
    return steps


def write_programme(steps: Iterable[Step]) -> str:
    """The lines behind these steps; reading them gives the same steps again."""
    return "\n".join(
        f"{step.minutes} {step.title}" + (f" {_BAR} {' '.join(step.words.split())}" if step.words else "")
        for step in steps
    )


def length_of(steps: Iterable[Step]) -> int:
    """When the last step ends, in minutes after the start."""
    return max((step.after + step.minutes for step in steps), default=0)


def _read_line(number: int, line: str, after: int) -> Step:
    found = _LINE.fullmatch(line)
    if found is None:
        raise ProgrammeNotRead(f"Line {number}: begin with the minutes, for example “30 Welcome”.")
    minutes = int(found.group(1))
    title, _, words = (part.strip() for part in found.group(2).partition(_BAR))
    if not 0 < minutes <= LONGEST_STEP:
        raise ProgrammeNotRead(f"Line {number}: give 1 to {LONGEST_STEP} minutes.")
    if not title:
        raise ProgrammeNotRead(f"Line {number}: say what happens, for example “{minutes} Welcome”.")
    if len(title) > TITLE_LIMIT:
        raise ProgrammeNotRead(f"Line {number}: use {TITLE_LIMIT} characters or fewer before the bar.")
    return Step(after=after, minutes=minutes, title=title, words=words)
