"""Which passwords the portal takes: long ones that nobody would guess. No other shape is asked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from charter_portal.accounts.rules.common_words import PASSWORD_WORDS, PORTAL_WORDS

SHORTEST = 12
LONGEST = 1000
OWN_PART = 5
"""A password needs this many characters that are neither a common word nor a run of keys."""

_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_COLUMNS = (
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
    "a1b2c3d4e5f6",
)
_RUNS = tuple(run for line in (*_ROWS, *_COLUMNS) for run in (line, line[::-1]))
_LOOKALIKES = str.maketrans("013457@$!|", "oieastasii")
_SWAPPED = re.compile(r"(?<=[a-z])[013457@$!|]{1,2}(?=[a-z])|^[@$](?=[a-z])")
_YEAR = re.compile(r"(?:18|19|20)\d\d")
_SAME = re.compile(r"(.)\1{2,}")
_REPEATED = re.compile(r"(.{1,7}?)\1+")

EASY = "This password is easy to guess. Three or four words that do not belong together work well."
PERSONAL = "Leave your name and address out of the password. Other people would try them first."


def normal_password(text: str) -> str:
    """The form that is hashed: the same keys give the same password on every device. Nothing is cut off."""
    return unicodedata.normalize("NFKC", text)


def password_problem(password: str, *, name: str = "", email: str = "") -> str | None:
    """What to change about a password, in words for the person, or None when it is good.

    At least 12 characters, any of them, and no more than 1,000. Common words, this service's own words,
    the person's name and address do not count towards what makes it hard to guess.
    """
    if len(password) > 4 * LONGEST:
        return f"Use {LONGEST:,} characters or fewer."
    text = normal_password(password)
    if len(text) < SHORTEST:
        return f"Use {SHORTEST} characters or more. You have {len(text)}."
    if len(text) > LONGEST:
        return f"Use {LONGEST:,} characters or fewer."
    if _guessable(text, ()):
        return EASY
    return PERSONAL if _guessable(text, _parts_of(name, email)) else None


def _parts_of(name: str, email: str) -> tuple[str, ...]:
    words = re.split(r"[\W_\d]+", f"{name} {email}".casefold())
    return tuple(word for word in words if len(word) >= 3)


def _guessable(text: str, personal: Iterable[str]) -> bool:
    folded = text.casefold()
    if _REPEATED.fullmatch(folded):
        return True
    known = _known_words() | set(personal)
    spellings = {folded, _SWAPPED.sub(lambda found: found.group().translate(_LOOKALIKES), folded)}
    return any(_is_mostly_known(spelling, known, set(personal)) for spelling in spellings)


@cache
def _known_words() -> frozenset[str]:
    return frozenset(word for word in (*PASSWORD_WORDS, *PORTAL_WORDS) if len(word) >= 3)


def _is_mostly_known(text: str, known: set[str] | frozenset[str], personal: set[str]) -> bool:
    """True when little is left of the text once at most two common words, and all runs, are taken out."""
    own, words = _best_cut(text, known)
    return own < OWN_PART and len(words - personal - set(PORTAL_WORDS)) <= 2


def _best_cut(text: str, known: set[str] | frozenset[str]) -> tuple[int, frozenset[str]]:
    """Cut the text into common words and runs of keys so that as little as possible is left over.

    Returns how many signs are left, and the words found.
    """
    longest = max(map(len, known))
    best: list[tuple[int, int, frozenset[str]]] = [(0, 0, frozenset())]
    best += [(len(text) + 1, 0, frozenset())] * len(text)
    for place, sign in enumerate(text):
        own, pieces, words = best[place]
        is_own = sign.isalnum() or not sign.isascii()
        _keep_better(best, place + 1, (own + is_own, pieces, words))
        for size in range(3, min(longest, len(text) - place) + 1):
            if (word := text[place : place + size]) in known:
                _keep_better(best, place + size, (own, pieces + 1, words | {word}))
        for size in _runs_at(text, place):
            _keep_better(best, place + size, (own, pieces, words))
    own, _pieces, words = best[-1]
    return own, words


def _keep_better(
    best: list[tuple[int, int, frozenset[str]]], place: int, found: tuple[int, int, frozenset[str]]
) -> None:
    if found[:2] < best[place][:2]:
        best[place] = found


def _runs_at(text: str, place: int) -> Iterator[int]:
    """The lengths of the years, repeated signs and runs of neighbouring keys that start here."""
    for pattern in (_YEAR, _SAME):
        if found := pattern.match(text, place):
            yield len(found.group())
    for size in range(3, min(len(text) - place, 36) + 1):
        if not any(text[place : place + size] in run for run in _RUNS):
            break
        yield size
