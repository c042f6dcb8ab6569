"""What is asked after a day. Questions are data: a new one needs no new column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One statement that a delegate may rate."""

    key: str
    words: str


QUESTIONS = (
    Question("clear", "I know what the charter asks for"),
    Question("next_step", "I know what to do next"),
    Question("heard", "There was room for my own experience"),
    Question("access", "I could take part in the way I need"),
)

SCALE = {
    "4": "Yes, fully",
    "3": "Mostly",
    "2": "A little",
    "1": "Not yet",
}
"""From the most to the least. An answer may be skipped."""


def kept_ratings(given: Mapping[str, str | None]) -> dict[str, int]:
    """The answers to known questions, on the scale; everything else is left out."""
    return {
        question.key: int(value)
        for question in QUESTIONS
        if (value := given.get(question.key)) is not None and value in SCALE
    }
