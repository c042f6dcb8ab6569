"""How much fits on a certificate: names of any length stay on the one page, in letters as large as can be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

SIZES = ((38, "grand"), (64, "large"), (110, "medium"), (160, "small"))
"""A line of the certificate's width holds about this many letters of each size; measured on paper."""

CROWDED_FROM = 380
"""From so many letters in all, emblem and tier give up some of their room."""


def type_size(text: str) -> str:
    """The size of type for a name: grand, large, medium, small or smallest."""
    return next((size for most, size in SIZES if len(text) <= most), "smallest")


def fitting(names: Sequence[str], room: int) -> tuple[list[str], int]:
    """The first names that fit in so many letters, and how many are left over. One name is always shown."""
    shown: list[str] = []
    used = 0
    for name in names:
        used += len(name) + 3
        if shown and used > room:
            break
        shown.append(name)
    return shown, len(names) - len(shown)


def is_crowded(texts: Iterable[str]) -> bool:
    """True when so much is to be written that the rest of the page makes room for it."""
    return sum(len(text) for text in texts) >= CROWDED_FROM
