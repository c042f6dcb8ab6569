"""Counts of people that add up: lists with a total, and tables with totals on both sides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from charter_portal.core.disclosure.figures import FEWEST_SHOWN, STAR, Shown, is_few, rounded
from charter_portal.core.disclosure.network import DOUBT, Arc, Network

Counts = Sequence[Sequence[int]]
MOST_CELLS_OF_FEW = FEWEST_SHOWN - 1 - DOUBT
"""With more cells than this, a total of 1 to 7 leaves too little to guess about each of them."""


@dataclass(frozen=True)
class SafeTable:
    """A table as it may be shown: rows of figures, and its totals. Leaving a total out is safe too."""

    rows: tuple[tuple[Shown, ...], ...]
    row_totals: tuple[Shown, ...]
    column_totals: tuple[Shown, ...]
    total: Shown

    @property
    def figures(self) -> tuple[Shown, ...]:
        """Every figure once: the cells row by row, row totals, column totals, the grand total."""
        cells = tuple(cell for row in self.rows for cell in row)
        return (*cells, *self.row_totals, *self.column_totals, self.total)

    @property
    def hides_some(self) -> bool:
        """True where a note should explain the star."""
        return any(figure.hidden for figure in self.figures)


@dataclass(frozen=True)
class SafeList:
    """A list of counts as it may be shown, with its total."""

    values: tuple[Shown, ...]
    total: Shown

    @property
    def hides_some(self) -> bool:
        """True where a note should explain the star."""
        return self.total.hidden or any(value.hidden for value in self.values)


def safe_table(counts: Counts) -> SafeTable:
    """A table from raw counts, one row each; totals are added up here, from the raw counts."""
    return safe_series([counts])[0]


def safe_series(tables: Sequence[Counts]) -> list[SafeTable]:
    """Tables of one shape for several periods, to be compared: what is hidden in one is hidden in all."""
    networks = [_network(counts) for counts in tables]
    if len({(len(counts), len(counts[0]) if counts else 0) for counts in tables}) > 1:
        raise ValueError("Tables that are compared have the same rows and columns.")
    hidden = {n for network in networks for n, arc in enumerate(network.arcs) if arc.hidden}
    if len(networks) > 1:
        for network in networks:
            network.hide(hidden, may_be_none=True)
    return [_table(network, len(counts)) for network, counts in zip(networks, tables, strict=True)]


def safe_list(counts: Sequence[int]) -> SafeList:
    """A list whose total is shown beside it: a table of one row, where a cell is its own column."""
    network = _network([counts], columns_published=False)
    table = _table(network, 1)
    return SafeList(table.rows[0], table.total)


def _network(counts: Counts, *, columns_published: bool = True) -> Network:
    rows, columns = len(counts), len(counts[0]) if counts else 0
    if any(len(row) != columns for row in counts):
        raise ValueError("Every row of a table has the same number of cells.")
    if any(count < 0 for row in counts for count in row):
        raise ValueError("People cannot be fewer than none.")
    start, end = rows + columns, rows + columns + 1
    arcs = [Arc(i, rows + j, counts[i][j], is_total=False) for i in range(rows) for j in range(columns)]
    arcs += [Arc(start, i, sum(counts[i]), is_total=True) for i in range(rows)]
    arcs += [
        Arc(rows + j, end, sum(row[j] for row in counts), is_total=True, published=columns_published)
        for j in range(columns)
    ]
    arcs.append(Arc(end, start, sum(map(sum, counts)), is_total=True))
    network = Network(arcs)
    for line in _crowded_lines(counts):
        network.hide(line, may_be_none=True)
    network.protect()
    return network


def _crowded_lines(counts: Counts) -> list[Collection[int]]:
    """The lines in which 1 to 7 people are spread over so many cells that only hiding noughts too helps."""
    rows, columns = len(counts), len(counts[0]) if counts else 0
    cells = [count for row in counts for count in row]
    everything = range(rows * columns + rows + columns)
    lines: list[Collection[int]] = [range(i * columns, (i + 1) * columns) for i in range(rows)]
    lines += [range(j, rows * columns, columns) for j in range(columns)]
    crowded = [line for line in lines if _is_crowded([cells[n] for n in line])]
    return [everything] if _is_crowded(cells) else crowded


def _is_crowded(cells: list[int]) -> bool:
    return is_few(sum(cells)) and sum(count > 0 for count in cells) > MOST_CELLS_OF_FEW


def _table(network: Network, rows: int) -> SafeTable:
    figures = [STAR if arc.hidden else Shown(rounded(arc.count)) for arc in network.arcs]
    columns = (len(figures) - rows - 1) // (rows + 1)
    cells, totals = figures[: rows * columns], figures[rows * columns : -1]
    return SafeTable(
        rows=tuple(tuple(cells[i * columns : (i + 1) * columns]) for i in range(rows)),
        row_totals=tuple(totals[:rows]),
        column_totals=tuple(totals[rows:]),
        total=figures[-1],
    )
