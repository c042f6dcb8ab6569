"""What may stand for a person: a code that means nothing outside the organisation's own records."""

from __future__ import annotations

import re
from functools import cache

from charter_portal.core.places import PACKAGE

SHORTEST, LONGEST = 3, 20
LONGEST_WORD = 4
"""More letters in a row than this are likely a name. Shorter names are on a list."""

ADVICE = "Use letters, digits and hyphens, like PW-014. Keep who it is in your own records."

_SHAPE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
_TELLING = (
    (re.compile(r"\d{10}"), "This looks like an NHS number."),
    (re.compile(r"[A-Z]{2}\d{6}[A-Z]"), "This looks like a National Insurance number."),
    (re.compile(r"[A-Z]\d{4}[A-Z]{2}"), "This looks like a prison number."),
    (re.compile(r"(?:19|20)?\d{2}\d{5,7}[A-Z]"), "This looks like a police reference."),
    (re.compile(r"(?:0|44)\d{9,10}"), "This looks like a phone number."),
    (re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)?\d{2}"), "This looks like a date."),
    (re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"), "This looks like a date."),
)
_YEAR = re.compile(r"(?<!\d)(?:19[2-9]\d|20[01]\d)(?!\d)")
_WORD = re.compile(rf"[A-Z]{{{LONGEST_WORD + 1},}}")


@cache
def _short_names() -> frozenset[str]:
    lines = (PACKAGE / "workforce" / "short_names.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.upper().split())


def code_key(code: str) -> str:
    """The form under which a code is unique in its organisation: capitals, without hyphens."""
    return code.upper().replace("-", "")


def problem_with(code: str) -> str | None:
    """Why a code may not stand for a person, in words for the person who typed it; or nothing.

    Refused are shapes that carry meaning elsewhere: numbers of the NHS, of National Insurance, of prisons
    and the police, dates and years of birth, phone numbers, and anything that reads like a name.
    """
    plain = code.upper()
    key = code_key(plain)
    if not _SHAPE.fullmatch(plain) or not SHORTEST <= len(plain) <= LONGEST:
        return f"Write a code of {SHORTEST} to {LONGEST} letters, digits and hyphens, like PW-014."
    for telling, words in _TELLING:
        if telling.fullmatch(key):
            return f"{words} {ADVICE}"
    if not re.search(r"\d", key):
        return f"A code needs at least one digit, so that it cannot be a name. {ADVICE}"
    if _WORD.search(plain) or _short_names() & set(re.findall(r"[A-Z]+", f"{plain} {key}")):
        return f"This reads like a name. {ADVICE}"
    if _YEAR.search(plain):
        return f"This holds a number like a year of birth. {ADVICE}"
    return None
