"""Bars that lie: one for each label, bars made of parts, and steps that fewer and fewer reach."""

from __future__ import annotations

from collections.abc import Sequence

from charter_portal.core.charts.shapes import (
    LETTER,
    NARROWEST_PAGE,
    STUB,
    Box,
    Chart,
    Figure,
    Shape,
    Stroke,
    Words,
    folded,
    is_hidden,
    known,
    largest,
    room_for,
    spoken_list,
    written,
)
from charter_portal.core.disclosure import HIDDEN

LINE = 21
BAR, SECOND_BAR = 24, 14
GAP, STEP_GAP = 18, 40
STAR = 10
"""How far below the middle a star is written: it hangs high above its line."""
PARTS = ("part-1", "part-2", "part-3", "part-4", "part-5", "part-6")


def bars(
    items: Sequence[tuple[str, Figure]],
    *,
    unit: str = "",
    before: Sequence[Figure] | None = None,
    names: tuple[str, str] = ("Now", "Before"),
    label: str = "What",
) -> Chart:
    """One bar for each item, in the order given. With `before`, a lighter bar below each to compare with."""
    return _lying(items, unit, before, names, label, "Bar chart", notes=None)


def steps(
    items: Sequence[tuple[str, Figure]],
    *,
    notes: Sequence[str] | None = None,
    before: Sequence[Figure] | None = None,
    names: tuple[str, str] = ("Now", "Before"),
    label: str = "Step",
) -> Chart:
    """A way in steps, such as from interest to a year in post: how many reached each.

    Between two steps it says how many in a hundred went on, and the note given for that place, such as
    "median 21 days"; there is one note less than steps.
    """
    between = []
    for number in range(len(items) - 1):
        share = _share(items[number + 1][1], items[number][1])
        note = notes[number] if notes else ""
        between.append(" · ".join(filter(None, (f"{share} went on" if share else "", note))))
    return _lying(items, "", before, names, label, "Steps", notes=between)


def _lying(
    items: Sequence[tuple[str, Figure]],
    unit: str,
    before: Sequence[Figure] | None,
    names: tuple[str, str],
    label: str,
    kind: str,
    notes: Sequence[str] | None,
) -> Chart:
    figures = [figure for _, figure in items]
    earlier = list(before or [])
    if before is not None and len(earlier) != len(items):
        raise ValueError("Each bar has one to compare with.")
    texts = [written(figure, unit) for figure in figures]
    earlier_texts = [written(figure, unit) for figure in earlier]
    full = (100 - room_for([*texts, *earlier_texts])) / largest([*figures, *earlier])
    shapes: list[Shape] = []
    y = 0.0
    for number, (name, figure) in enumerate(items):
        y = _label(shapes, name, y)
        y = _bar(shapes, figure, texts[number], y, BAR, "now", full)
        if before is not None:
            y = _bar(shapes, earlier[number], earlier_texts[number], y + 3, SECOND_BAR, "before", full)
        if notes is not None and number < len(items) - 1:
            shapes.append(Stroke(0.6, y + 5, 0.6, y + STEP_GAP - 5, "thread"))
            shapes.append(Words(0.6, y + STEP_GAP / 2 + 5, notes[number], "note", shift=14))
            y += STEP_GAP
        else:
            y += GAP
    columns = [texts] if before is None else [texts, earlier_texts]
    header = [label, *names[: len(columns)]]
    if notes is not None:
        header.append("From the step before")
        columns.append(["", *notes])
    return Chart(
        # A star below a low bar stands on a line a little beneath it.
        height=max(1.0, y - GAP + 4),
        shapes=tuple(shapes),
        spoken=spoken_list(kind, [(name, text) for (name, _), text in zip(items, texts, strict=True)]),
        header=tuple(header),
        rows=tuple((name, *row) for (name, _), *row in zip(items, *columns, strict=False)),
        legend=() if before is None else (("now", names[0]), ("before", names[1])),
        hides_some=any(map(is_hidden, [*figures, *earlier])),
    )


def stacked_bars(
    items: Sequence[tuple[str, Sequence[Figure]]],
    parts: Sequence[str],
    *,
    totals: Sequence[Figure] | None = None,
    label: str = "What",
) -> Chart:
    """Bars made of the same parts, six at most. Where a part is hidden, its stub has no true length.

    Totals are written after the bars and are given by the caller, because figures about people are
    rounded one by one and do not add up.
    """
    if len(parts) > len(PARTS) or any(len(figures) != len(parts) for _, figures in items):
        raise ValueError(f"Each bar has the same parts, and at most {len(PARTS)}.")
    ends = [written(total) for total in totals] if totals is not None else [""] * len(items)
    stub = 100 * STUB / NARROWEST_PAGE
    stubs = max((sum(map(is_hidden, figures)) for _, figures in items), default=0)
    longest = largest([sum(known(figure) or 0 for figure in figures) for _, figures in items])
    full = (100 - room_for(ends) - stub * stubs) / longest
    shapes: list[Shape] = []
    y = 0.0
    for (name, figures), end in zip(items, ends, strict=True):
        y = _label(shapes, name, y)
        x = 0.0
        for kind, figure in zip(PARTS, figures, strict=False):
            width = stub if is_hidden(figure) else full * (known(figure) or 0)
            x = _part(shapes, figure, x, y, width, "hidden" if is_hidden(figure) else kind)
        if end:
            shapes.append(Words(x, y + BAR - 7, end, "value", shift=8))
        y += BAR + GAP
    texts = [[written(figure) for figure in figures] for _, figures in items]
    spoken = [
        (name, ", ".join(f"{part} {text}" for part, text in zip(parts, row, strict=True)))
        for (name, _), row in zip(items, texts, strict=True)
    ]
    total_column = (["Total"], [[end] for end in ends]) if totals is not None else ([], [[] for _ in items])
    return Chart(
        height=max(1.0, y - GAP),
        shapes=tuple(shapes),
        spoken=spoken_list("Bars in parts", spoken),
        header=(label, *parts, *total_column[0]),
        rows=tuple(
            (name, *row, *end) for (name, _), row, end in zip(items, texts, total_column[1], strict=True)
        ),
        legend=tuple(zip(PARTS, parts, strict=False)),
        hides_some=any(is_hidden(figure) for _, figures in items for figure in figures)
        or any(map(is_hidden, totals or [])),
    )


def _label(shapes: list[Shape], name: str, y: float) -> float:
    for text in folded(name):
        y += LINE
        shapes.append(Words(0, y - 6, text))
    return y


def _bar(
    shapes: list[Shape], figure: Figure, text: str, y: float, height: float, kind: str, full: float
) -> float:
    """One bar with its value behind it; nought is a thin line, a hidden figure a stub of one length."""
    value = known(figure)
    size = "value" if height == BAR else "small"
    baseline = y + height / 2 + 5.5
    if is_hidden(figure):
        shapes.append(Box(0, y, STUB, height, "hidden", fixed=True))
        shapes.append(Words(0, y + height / 2 + STAR, text, "star", shift=STUB + 8))
    elif not value:
        shapes.append(Box(0, y, 2, height, "nought", fixed=True))
        shapes.append(Words(0, baseline, text, size, shift=10))
    else:
        shapes.append(Box(0, y, round(value * full, 3), height, kind))
        shapes.append(Words(round(value * full, 3), baseline, text, size, shift=8))
    return y + height


def _part(shapes: list[Shape], figure: Figure, x: float, y: float, width: float, kind: str) -> float:
    if not width:
        return x
    text = written(figure)
    shapes.append(Box(round(x, 3), y, round(width, 3), BAR, kind))
    plate = LETTER * len(text) + 8
    if text == HIDDEN or width * NARROWEST_PAGE / 100 >= plate + 4:
        middle = round(x + width / 2, 3)
        shapes.append(Box(middle, y + 3, plate, BAR - 6, "plate", fixed=True, shift=-plate / 2))
        star = ("star", y + BAR / 2 + STAR)
        kind, baseline = star if text == HIDDEN else ("inside", y + BAR - 7)
        shapes.append(Words(middle, baseline, text, kind, "middle"))
    return x + width


def _share(part: Figure, whole: Figure) -> str:
    """How many in a hundred went on, from the figures as they are shown, where both may be told."""
    some, everyone = known(part), known(whole)
    if some is None or not everyone or some > everyone:
        return ""
    return f"{round(100 * some / everyone)}%"
