"""A reader with a pencil: works out every hidden count of a published table, exactly, by trying.

It shares nothing with the module it attacks: it narrows ranges until nothing moves, then splits the
widest range in two and looks into both halves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST = 400


@dataclass(frozen=True)
class Sum:
    """One line of the table: the figure at `total` is the sum of those at `parts`."""

    total: int
    parts: tuple[int, ...]


Range = tuple[int, int]


def sums_of_table(rows: int, columns: int) -> list[Sum]:
    """The lines of a table; its figures are cells, row totals, column totals, grand total, in this order."""
    cells = rows * columns
    return [
        *(Sum(cells + i, tuple(range(i * columns, (i + 1) * columns))) for i in range(rows)),
        *(Sum(cells + rows + j, tuple(range(j, cells, columns))) for j in range(columns)),
        Sum(cells + rows + columns, tuple(range(cells, cells + rows))),
        Sum(cells + rows + columns, tuple(range(cells + rows, cells + rows + columns))),
    ]


def possible_values(ranges: Sequence[Range], sums: Sequence[Sum], figure: int) -> list[int]:
    """Every value of 1 to 7 that this figure can have."""
    found = []
    for value in range(1, 8):
        if ranges[figure][0] <= value <= ranges[figure][1]:
            tried = list(ranges)
            tried[figure] = (value, value)
            if is_possible(tried, sums):
                found.append(value)
    return found


def is_possible(ranges: list[Range], sums: Sequence[Sum]) -> bool:
    """True when whole numbers within these ranges add up in every line."""
    narrowed = _narrowed(ranges, sums)
    if narrowed is None:
        return False
    width, widest = max((high - low, number) for number, (low, high) in enumerate(narrowed))
    if width == 0:
        return True
    low, high = narrowed[widest]
    middle = (low + high) // 2
    for half in ((low, middle), (middle + 1, high)):
        tried = list(narrowed)
        tried[widest] = half
        if is_possible(tried, sums):
            return True
    return False


def _narrowed(ranges: list[Range], sums: Sequence[Sum]) -> list[Range] | None:
    now = list(ranges)
    moved = True
    while moved:
        moved = False
        for line in sums:
            lows = sum(now[part][0] for part in line.parts)
            highs = sum(now[part][1] for part in line.parts)
            low, high = now[line.total]
            fitting = {line.total: (max(low, lows), min(high, highs))}
            for part in line.parts:
                least, most = now[part]
                fitting[part] = (max(least, low - (highs - most)), min(most, high - (lows - least)))
            for number, (least, most) in fitting.items():
                if least > most:
                    return None
                if now[number] != (least, most):
                    now[number] = (least, most)
                    moved = True
    return now
