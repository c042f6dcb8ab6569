"""Lines over time."""

from __future__ import annotations

from collections.abc import Sequence

from charter_portal.core.charts.shapes import (
    LETTER,
    NARROWEST_PAGE,
    Box,
    Chart,
    Dot,
    Figure,
    Shape,
    Stroke,
    Words,
    is_hidden,
    known,
    largest,
    room_for,
    spoken_list,
    ticks,
    written,
)

SERIES = ("line-1", "line-2", "line-3", "line-4")
TOP, BOTTOM, HEIGHT = 22.0, 212.0, 244.0
STUB = 14
MOST_VALUES, MOST_MOMENTS = 6, 5


def line(
    moments: Sequence[str],
    series: Sequence[tuple[str, Sequence[Figure]]],
    *,
    unit: str = "",
    label: str = "When",
) -> Chart:
    """Lines over the same moments, four at most. A hidden figure breaks its line: a stub stands there."""
    if len(series) > len(SERIES) or any(len(figures) != len(moments) for _, figures in series):
        raise ValueError(f"Each line has a figure for every moment, and there are at most {len(SERIES)}.")
    everything = [figure for _, figures in series for figure in figures]
    marks = ticks(largest(everything))
    ends = [written(figures[-1], unit) for _, figures in series] if moments else []
    names = [written(int(mark) if mark == int(mark) else mark) for mark in marks]
    half_a_moment = 50 * LETTER * max(map(len, moments), default=0) / NARROWEST_PAGE
    left, right = max(room_for(names), half_a_moment), 100 - max(room_for(ends), half_a_moment)
    places = [round(left + (right - left) * n / max(1, len(moments) - 1), 3) for n in range(len(moments))]
    shapes: list[Shape] = []
    for mark, name in zip(marks, names, strict=True):
        y = _height(mark, marks[-1])
        shapes.append(Stroke(0, y, 100, y, "axis" if not mark else "grid"))
        shapes.append(Words(0, y - 5, name, "tick"))
    for number in _written_moments(moments, right - left):
        shapes.append(Words(places[number], HEIGHT - 8, moments[number], "tick", "middle"))
    write_all = len(series) == 1 and len(moments) <= MOST_VALUES
    for kind, (_, figures) in zip(SERIES, series, strict=False):
        shapes += _one_line(kind, figures, places, marks[-1], unit, write_all)
    texts = [[written(figure, unit) for figure in figures] for _, figures in series]
    spoken = [
        (name, f"from {row[0]} in {moments[0]} to {row[-1]} in {moments[-1]}" if moments else "nothing yet")
        for (name, _), row in zip(series, texts, strict=True)
    ]
    return Chart(
        height=HEIGHT,
        shapes=tuple(shapes),
        spoken=spoken_list("Line chart", spoken),
        header=(label, *(name for name, _ in series)),
        rows=tuple((moment, *(row[place] for row in texts)) for place, moment in enumerate(moments)),
        legend=tuple(zip(SERIES, (name for name, _ in series), strict=False)) if len(series) > 1 else (),
        hides_some=any(map(is_hidden, everything)),
    )


def _one_line(
    kind: str, figures: Sequence[Figure], places: Sequence[float], top: float, unit: str, write_all: bool
) -> list[Shape]:
    strokes: list[Shape] = []
    marks: list[Shape] = []
    last: tuple[float, float] | None = None
    for number, (x, figure) in enumerate(zip(places, figures, strict=True)):
        value = known(figure)
        if is_hidden(figure):
            marks.append(Box(x, BOTTOM - 16, STUB, 16, "hidden", fixed=True, shift=-STUB / 2))
            marks.append(Words(x, BOTTOM - 15, written(figure), "star", "middle"))
        if value is None:
            last = None
            continue
        y = _height(value, top)
        if last is not None:
            strokes.append(Stroke(last[0], last[1], x, y, kind))
        last = (x, y)
        marks.append(Dot(x, y, kind))
        if number == len(places) - 1:
            marks.append(Words(x, y + 5, written(figure, unit), "value", shift=11))
        elif write_all:
            marks.append(Words(x, y - 11, written(figure), "small", "middle"))
    return [*strokes, *marks]


def _height(value: float, top: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * value / top, 2)


def _written_moments(moments: Sequence[str], width: float) -> list[int]:
    """Which moments to write under the line: the first, the last, and what a phone has room for between."""
    count = len(moments)
    longest = max(map(len, moments), default=1)
    room = int(width * NARROWEST_PAGE / 100 / (LETTER * longest + 6)) + 1
    shown = max(2, min(count, MOST_MOMENTS, room))
    return sorted({round(step * (count - 1) / (shown - 1)) for step in range(shown)}) if count else []
