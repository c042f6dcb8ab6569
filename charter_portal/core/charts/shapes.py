"""What a chart is made of, and the few sums that place it."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from charter_portal.core.disclosure import HIDDEN, Shown

Figure = Shown | int | float | None

NARROWEST_PAGE = 280
"""Pixels that a chart has on the smallest phone; words are given room as if every page were that narrow."""
LETTER = 8.6
LETTERS_A_LINE = 34
STUB = 22
SPOKEN_FIGURES = 12


@dataclass(frozen=True)
class Box:
    """A filled piece: `x` in percent; `width` in percent, or in pixels when it is `fixed`."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    fixed: bool = False
    shift: float = 0
    """Pixels to move it by, after its place in percent."""


@dataclass(frozen=True)
class Stroke:
    """A line between two places, each (percent, pixels)."""

    x1: float
    y1: float
    x2: float
    y2: float
    kind: str


@dataclass(frozen=True)
class Dot:
    """A mark on a line."""

    x: float
    y: float
    kind: str


@dataclass(frozen=True)
class Words:
    """Something written: `x` in percent, then `shift` pixels further."""

    x: float
    y: float
    text: str
    kind: str = "label"
    anchor: str = "start"
    shift: float = 0


Shape = Box | Stroke | Dot | Words


@dataclass(frozen=True)
class Chart:
    """Everything that the macro needs: shapes, a legend where there are several kinds, and the table."""

    height: float
    shapes: tuple[Shape, ...]
    spoken: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    legend: tuple[tuple[str, str], ...] = ()
    hides_some: bool = False

    def of(self, sort: str) -> list[Shape]:
        """The shapes of one sort, in the order in which they are drawn."""
        return [shape for shape in self.shapes if type(shape).__name__ == sort]


def known(figure: Figure) -> float | None:
    """The number to draw, or None where there is nothing to draw or nothing to tell."""
    value = figure.value if isinstance(figure, Shown) else figure
    return None if value is None else float(value)


def is_hidden(figure: Figure) -> bool:
    """True for a figure that only shows a star."""
    return isinstance(figure, Shown) and figure.hidden


def written(figure: Figure, unit: str = "") -> str:
    """The figure in print, with its unit; a star and a dash stay alone."""
    if isinstance(figure, Shown):
        return figure.text if figure.value is None or figure.unit else f"{figure.text}{unit}"
    if figure is None:
        return "–"
    return f"{figure:,.10g}{unit}" if isinstance(figure, float) else f"{figure:,}{unit}"


def room_for(texts: Iterable[str]) -> float:
    """Percent of the width to keep free for words of this length beside the longest bar."""
    longest = max((len(text) for text in texts), default=1)
    return min(45.0, 100 * (LETTER * longest + 14) / NARROWEST_PAGE)


def largest(figures: Iterable[Figure]) -> float:
    """The largest number to draw; 1 where there is none, so that a scale always has an end."""
    return max((value for figure in figures if (value := known(figure)) is not None), default=0.0) or 1.0


def folded(label: str) -> list[str]:
    """A label in lines that fit on a phone."""
    return textwrap.wrap(label, LETTERS_A_LINE, break_on_hyphens=False) or [""]


def ticks(most: float) -> list[float]:
    """Three to six round numbers from nought to one that is not below `most`."""
    rough = most / 4
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough * 0.999)
    if step < 1 and most >= 1:
        step = 1.0
    count = math.ceil(most / step - 1e-9)
    return [round(step * number, 10) for number in range(count + 1)]


def spoken_list(kind: str, pairs: Sequence[tuple[str, str]]) -> str:
    """What a chart says to somebody who does not see it: its kind and the first figures."""
    told = [f"{label}: {'hidden' if text == HIDDEN else text}" for label, text in pairs[:SPOKEN_FIGURES]]
    more = len(pairs) - len(told)
    return f"{kind}. {'; '.join(told)}{f'; and {more} more' if more > 0 else ''}."
