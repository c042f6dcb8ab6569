"""Single figures about people: counts, percentages, averages."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass

FEWEST_SHOWN = 8
BASE = 5
HIDDEN = "*"
NOTHING = "–"


@dataclass(frozen=True)
class Shown:
    """A figure as it may be shown. `value` is already rounded; it is None where nothing may be told.

    In a template, `{{ figure }}` writes it. `cell` is what a CSV or XLSX takes.
    """

    value: int | float | None
    unit: str = ""
    hidden: bool = False

    @property
    def text(self) -> str:
        """The figure in print: 0, 25, 40%, a star, or a dash where there is nothing to count."""
        if self.hidden:
            return HIDDEN
        return NOTHING if self.value is None else f"{self.value:,}{self.unit}"

    @property
    def cell(self) -> int | float | str:
        """The figure for a spreadsheet: a number where there is one."""
        return self.text if self.value is None else self.value

    @property
    def spoken(self) -> str:
        """The figure for somebody who listens: a star says nothing, these words do."""
        return "hidden, because it is about few people" if self.hidden else self.text

    def __str__(self) -> str:
        return self.text


STAR = Shown(None, hidden=True)


def is_few(count: int) -> bool:
    """True for 1 to 7 people: those can be recognised."""
    return 0 < count < FEWEST_SHOWN


def rounded(count: int) -> int:
    """A count to the nearest 5."""
    return BASE * ((count + BASE // 2) // BASE)


def shown_count(count: int) -> Shown:
    """A count of people that stands alone. Counts that add up to another go through `safe_list`."""
    if count < 0:
        raise ValueError("People cannot be fewer than none.")
    return STAR if is_few(count) else Shown(rounded(count))


def percentage(part: Shown, whole: Shown) -> Shown:
    """How many in a hundred, from the rounded counts; hidden with either of them."""
    if part.hidden or whole.hidden:
        return STAR
    if not whole.value or part.value is None:
        return Shown(None)
    return Shown(round(100 * part.value / whole.value), unit="%")


def change(before: Shown, after: Shown) -> Shown:
    """How much more or less, from the figures as they were shown; hidden with either of them."""
    if before.hidden or after.hidden:
        return STAR
    if before.value is None or after.value is None:
        return Shown(None)
    return Shown(after.value - before.value)


def safe_median(values: Iterable[float], *, beside: Shown | None = None, unit: str = "") -> Shown:
    """The median to the nearest whole number, one value for each person; hidden for 1 to 7 people.

    Where the count of these people is shown `beside` it, the median is hidden with that count:
    a median next to a star would tell that the star is no small number.
    """
    return _average(values, statistics.median, beside, unit)


def safe_mean(values: Iterable[float], *, beside: Shown | None = None, unit: str = "") -> Shown:
    """As `safe_median`, for the mean. The mean is told from whole numbers, so no sum comes back from it."""
    return _average(values, statistics.fmean, beside, unit)


def safe_average(average: float, people: int, *, beside: Shown | None = None, unit: str = "") -> Shown:
    """As `safe_median`, for an average of so many people that the database has worked out already."""
    if (beside is not None and beside.hidden) or is_few(people):
        return STAR
    return Shown(round(average), unit) if people else Shown(None)


def safe_part(part: int, *wholes: int) -> Shown:
    """A count that was filtered out of larger groups, for filters that are no rows of one table.

    It is shown only when the rest of each larger group is safe as well: nobody, or more than 7. Otherwise
    the difference between this count and that of the larger group would be about few people.
    """
    for whole in wholes:
        if whole < part:
            raise ValueError("A part cannot be more than its whole.")
        if is_few(whole - part):
            return STAR
    return shown_count(part)


def _average(
    values: Iterable[float], of: Callable[[list[float]], float], beside: Shown | None, unit: str
) -> Shown:
    given = list(values)
    return safe_average(of(given) if given else 0, len(given), beside=beside, unit=unit)
