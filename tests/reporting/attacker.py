"""Somebody who reads a whole national picture, every filter and both rounds of it, and takes a pencil.

They know the rules of disclosure, that totals are exact sums, every shown figure exactly, and which stars
stand for 1 to 7. What they read is what pages and files show; the pencil is `tests/core/puzzle.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from charter_portal.core.charts import Chart
from charter_portal.core.disclosure import HIDDEN
from charter_portal.reporting.rules.charts import charts_of
from charter_portal.reporting.rules.measuring import ALL, Cells, Counts, Group
from charter_portal.reporting.rules.picture import Breakdown, Line, Picture
from tests.core.puzzle import MOST, Range, possible_values, sums_of_table

ENOUGH = 3
"""How many possible values every small count keeps, at least."""


@dataclass(frozen=True)
class Spot:
    """One figure: what is counted, where, and in which of the two rounds."""

    group: Group
    label: str
    setting: str
    region: str
    is_before: bool = False


Seen = dict[Spot, set[str]]


def read_whole(picture: Picture) -> Seen:
    """Every figure about people that any page of the picture shows, with each text it was seen as."""
    seen: Seen = {}
    for spot, text in _everything(picture):
        seen.setdefault(spot, set()).add(text)
    return seen


def _everything(picture: Picture) -> Iterator[tuple[Spot, str]]:
    for setting, _ in [(ALL, ""), *picture.settings]:
        for region, _ in [(ALL, ""), *picture.regions]:
            charts = charts_of(picture, setting, region)
            for group in Group:
                yield from _of_lines(picture.lines(group, setting, region), group, setting, region)
                yield from _of_table(picture, picture.by_setting(group, region), group, region=region)
                yield from _of_table(picture, picture.by_region(group, setting), group, setting=setting)
            yield from _of_lines(picture.commonest(setting, region), Group.BARRIERS, setting, region)
            yield from _of_chart(charts.posts, Group.POSTS, setting, region)
            yield from _of_chart(charts.way_in, Group.WAY_IN, setting, region)
            yield from _of_chart(charts.barriers, Group.BARRIERS, setting, region)


def _of_lines(lines: Iterable[Line], group: Group, setting: str, region: str) -> Iterator[tuple[Spot, str]]:
    for line in lines:
        yield Spot(group, line.label, setting, region), line.now.text
        if line.before is not None:
            yield Spot(group, line.label, setting, region, is_before=True), line.before.text


def _of_table(
    picture: Picture, table: Breakdown, group: Group, *, setting: str | None = None, region: str | None = None
) -> Iterator[tuple[Spot, str]]:
    values = {label: value for value, label in (*picture.settings, *picture.regions)}
    for label, figures in table.rows:
        here = values.get(label, ALL)
        place = (here, region) if setting is None else (setting, here)
        for name, figure in zip(table.header, figures, strict=True):
            yield Spot(group, name, place[0] or ALL, place[1] or ALL), figure.text


def _of_chart(chart: Chart, group: Group, setting: str, region: str) -> Iterator[tuple[Spot, str]]:
    for label, now, *rest in chart.rows:
        yield Spot(group, label, setting, region), now
        if len(chart.header) > 2 and chart.legend:
            yield Spot(group, label, setting, region, is_before=True), rest[0]


def texts_of(seen: Seen, picture: Picture, group: Group, label: str, *, is_before: bool) -> list[str]:
    """What was seen of one table, in the order of its figures: cells, row totals, column totals, total."""
    rows, columns = [value for value, _ in picture.settings], [value for value, _ in picture.regions]
    places = [
        *((row, column) for row in rows for column in columns),
        *((row, ALL) for row in rows),
        *((ALL, column) for column in columns),
        (ALL, ALL),
    ]
    found = []
    for setting, region in places:
        (text,) = seen[Spot(group, label, setting, region, is_before)]
        found.append(text)
    return found


def figures_of(cells: Cells) -> list[int]:
    """The true figures of a table, in the same order."""
    columns = [sum(column) for column in zip(*cells, strict=True)]
    return [*(count for row in cells for count in row), *map(sum, cells), *columns, sum(columns)]


def together(*publications: list[str]) -> list[str]:
    """One table as somebody knows it who has read it in several pictures: a star only where all have one."""
    return [
        next((text for text in texts if text != HIDDEN), HIDDEN) for texts in zip(*publications, strict=True)
    ]


def fewest_values(texts: list[str], cells: Cells) -> int:
    """The fewest possible values that any small count of a table has for this reader; 7 without any."""
    truth = figures_of(cells)
    everybody = [count for row in cells for count in row]
    # Six or seven people over as many cells: there the noughts have the same star.
    noughts_hidden = sum(everybody) < 8 and sum(count > 0 for count in everybody) > 5
    ranges = [
        _known(text, count, noughts_hidden=noughts_hidden) for text, count in zip(texts, truth, strict=True)
    ]
    sums = sums_of_table(len(cells), len(cells[0]))
    small = [number for number, count in enumerate(truth) if 0 < count < 8]
    return min((len(possible_values(ranges, sums, number)) for number in small), default=7)


def _known(text: str, count: int, *, noughts_hidden: bool) -> Range:
    if text != HIDDEN:
        return (count, count)
    return (0 if noughts_hidden else 1, 7) if 0 < count < 8 else (min(1, count), MOST)


def measured(counts: Counts) -> dict[tuple[Group, str], Cells]:
    """The raw tables behind a picture, by what they count."""
    return {(each.group, each.label): each.cells for each in counts.measures}
