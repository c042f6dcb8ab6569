"""Small numbers stay hidden, whatever the reader works out (bar I4)."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from charter_portal.core.disclosure import (
    HIDDEN,
    SafeTable,
    Shown,
    change,
    percentage,
    safe_list,
    safe_mean,
    safe_median,
    safe_part,
    safe_series,
    safe_table,
    shown_count,
)
from charter_portal.core.disclosure.network import Network
from tests.core.puzzle import MOST, Range, possible_values, sums_of_table

Counts = list[list[int]]
FEWEST_VALUES = 3


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (1, "*"), (7, "*"), (8, "10"), (12, "10"), (13, "15"), (23, "25"), (1_003, "1,005")],
)
def test_a_count_is_shown_hidden_or_rounded(count: int, text: str) -> None:
    figure = shown_count(count)
    assert figure.text == str(figure) == text
    assert figure.hidden is (text == HIDDEN)
    assert figure.cell == ("*" if figure.hidden else int(text.replace(",", "")))


def test_fewer_than_nobody_is_a_slip_of_the_caller() -> None:
    for wrong in (lambda: shown_count(-1), lambda: safe_list([-1]), lambda: safe_part(3, 2)):
        with pytest.raises(ValueError):
            wrong()
    with pytest.raises(ValueError, match="same number"):
        safe_table([[1, 2], [3]])
    with pytest.raises(ValueError, match="same rows"):
        safe_series([[[1, 2]], [[1], [2]]])


def test_percentages_come_from_the_rounded_counts() -> None:
    assert percentage(shown_count(8), shown_count(22)).text == "50%"
    assert percentage(shown_count(0), shown_count(22)).text == "0%"
    assert percentage(shown_count(3), shown_count(22)).text == "*"
    assert percentage(shown_count(0), shown_count(3)).text == "*"
    assert percentage(shown_count(0), shown_count(0)).text == "–"


@given(some.integers(0, 500), some.integers(0, 500))
def test_a_part_is_never_more_than_everything(part: int, rest: int) -> None:
    shown = percentage(shown_count(part), shown_count(part + rest))
    assert shown.value is None or 0 <= shown.value <= 100


def test_averages_of_few_people_are_hidden() -> None:
    for average in (safe_median, safe_mean):
        assert average([40] * 7).hidden
        assert average([40.4] * 8, unit=" days").text == "40 days"
        assert average([]).text == "–"
        assert average([40] * 30, beside=Shown(None, hidden=True)).hidden


def test_changes_are_counted_from_what_was_shown() -> None:
    assert change(shown_count(12), shown_count(13)).text == "5"
    assert change(shown_count(3), shown_count(13)).hidden
    assert change(Shown(None), shown_count(13)).text == "–"


def test_a_filtered_count_is_shown_when_the_rest_is_safe_too() -> None:
    assert safe_part(40, 40).text == "40"
    assert safe_part(40, 48, 200).text == "40"
    assert safe_part(40, 47, 200).hidden
    assert safe_part(40, 200, 41).hidden
    assert safe_part(4, 200).hidden


def test_a_star_is_also_said_in_words() -> None:
    assert shown_count(3).spoken == "hidden, because it is about few people"
    assert shown_count(30).spoken == "30"


@given(some.lists(some.one_of(some.just(0), some.integers(8, 90)), max_size=6))
def test_nothing_is_hidden_where_nothing_is_small(counts: list[int]) -> None:
    shown = safe_list(counts)
    assert [value.text for value in shown.values] == [shown_count(count).text for count in counts]
    assert not shown.hides_some
    assert shown.total == shown_count(sum(counts))


@given(some.data())
def test_each_figure_is_as_alone_or_a_star(data: some.DataObject) -> None:
    counts = data.draw(tables())
    table = safe_table(counts)
    for figure, count in zip(table.figures, figures_of(counts), strict=True):
        assert figure == shown_count(count) or figure.hidden
    assert table.hides_some is any(0 < count < 8 for count in figures_of(counts))


def tables(most: int = 30, rows: int = 4, columns: int = 4) -> some.SearchStrategy[Counts]:
    cells = some.one_of(some.just(0), some.integers(1, 7), some.integers(8, most))
    return some.tuples(some.integers(1, rows), some.integers(1, columns)).flatmap(
        lambda size: some.lists(
            some.lists(cells, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
        )
    )


def figures_of(counts: Counts) -> list[int]:
    """The true figures, in the order in which a table lists its shown ones."""
    columns = [sum(column) for column in zip(*counts, strict=True)]
    return [*itertools.chain(*counts), *map(sum, counts), *columns, sum(columns)]


def known(shown: Shown, count: int, *, exactly: bool, noughts_hidden: bool) -> Range:
    """What the reader knows of a figure; `exactly`: every shown figure was also told somewhere else."""
    if shown.hidden:
        # The worst of readers even knows which stars are small counts, unless noughts have the same star.
        return (0 if noughts_hidden else 1, 7) if 0 < count < 8 else (min(1, count), MOST)
    if exactly or count == 0:
        return (count, count)
    assert isinstance(shown.value, int)
    return (max(8, shown.value - 2), shown.value + 2)


def is_spread_thin(cells: Sequence[int]) -> bool:
    """Six or seven people over as many cells: one each, for anybody who counts the stars."""
    return sum(cells) < 8 and sum(count > 0 for count in cells) > 5


def worked_out(table: SafeTable, counts: Counts, *, exactly: bool) -> int:
    """The fewest possible values that any small count of the table has for this reader; 7 without any."""
    truth = figures_of(counts)
    spread_thin = is_spread_thin(list(itertools.chain(*counts)))
    if spread_thin:
        assert all(figure.hidden for figure in table.figures)
    ranges = [
        known(*pair, exactly=exactly, noughts_hidden=spread_thin)
        for pair in zip(table.figures, truth, strict=True)
    ]
    sums = sums_of_table(len(counts), len(counts[0]))
    small = [number for number, count in enumerate(truth) if 0 < count < 8]
    return min((len(possible_values(ranges, sums, number)) for number in small), default=7)


@settings(max_examples=80, deadline=None)
@given(counts=tables(), exactly=some.booleans())
def test_no_small_count_can_be_worked_out(counts: Counts, exactly: bool) -> None:
    assert worked_out(safe_table(counts), counts, exactly=exactly) >= FEWEST_VALUES


@settings(max_examples=60, deadline=None)
@given(some.integers(1, 2), some.data())
def test_nor_where_few_people_are_spread_over_many_cells(rows: int, data: some.DataObject) -> None:
    line = some.lists(some.sampled_from([0, 1, 1, 1, 2]), min_size=9, max_size=9)
    counts = data.draw(some.lists(line, min_size=rows, max_size=rows))
    table = safe_table(counts)
    for row, shown in zip(counts, table.rows, strict=True):
        if is_spread_thin(row):
            # The noughts are hidden, too.
            assert all(cell.hidden for cell in shown)
        else:
            assert worked_out(safe_table([row]), [row], exactly=True) >= FEWEST_VALUES


@settings(max_examples=60, deadline=None)
@given(some.data())
def test_nor_by_comparing_two_periods(data: some.DataObject) -> None:
    before = data.draw(tables(rows=3, columns=3))
    cells = some.integers(0, 20)
    after = [[data.draw(cells) for _ in row] for row in before]
    first, second = safe_series([before, after])
    assert [f.hidden for f in first.figures] == [f.hidden for f in second.figures]
    for table, counts in ((first, before), (second, after)):
        assert worked_out(table, counts, exactly=True) >= FEWEST_VALUES


def test_nor_where_nobody_was_there_before_and_one_each_came() -> None:
    before, after = [[0, 0, 0], [0, 0, 0]], [[1, 1, 1], [1, 1, 1]]
    for table, counts in zip(safe_series([before, after]), (before, after), strict=True):
        assert worked_out(table, counts, exactly=True) >= FEWEST_VALUES
        assert all(figure.hidden for figure in table.figures)


def test_nor_by_running_this_program_on_every_list_there_could_be() -> None:
    groups: dict[tuple[str, ...], list[tuple[int, ...]]] = defaultdict(list)
    for counts in itertools.product(range(26), repeat=3):
        shown = safe_list(counts)
        groups[tuple(figure.text for figure in (*shown.values, shown.total))].append((*counts, sum(counts)))
    for picture, worlds in groups.items():
        for number, text in enumerate(picture):
            values = {world[number] for world in worlds}
            assert text != HIDDEN or len(values) >= FEWEST_VALUES, (picture, number, values)


class TestTheAttackItself:
    """The same reader does work counts out where nothing but the rule for single counts is kept."""

    @pytest.fixture(autouse=True)
    def _no_further_stars(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Network, "protect", lambda self: None)

    @pytest.mark.parametrize(
        ("counts", "exactly"),
        [
            ([[3, 20, 30]], True),
            ([[7, 7]], True),
            ([[23, 23, 1]], False),
            ([[3, 20], [30, 40]], True),
            ([[7, 12]], False),
        ],
    )
    def test_a_count_is_worked_out(self, counts: Counts, exactly: bool) -> None:
        assert worked_out(safe_table(counts), counts, exactly=exactly) < FEWEST_VALUES

    def test_some_are_worked_out_to_the_very_number(self) -> None:
        assert worked_out(safe_table([[23, 23, 1]]), [[23, 23, 1]], exactly=False) == 1


@pytest.mark.parametrize(
    ("counts", "rows"),
    [
        # A single star in a line gets company, in its row and in its column.
        ([[3, 20, 50], [30, 40, 50]], [["*", "*", "50"], ["*", "*", "50"]]),
        # A nought hides nothing, so it is left in sight.
        ([[3, 0, 20], [0, 0, 9]], [["*", "0", "*"], ["0", "0", "10"]]),
        ([[0, 0], [0, 0]], [["0", "0"], ["0", "0"]]),
    ],
)
def test_examples(counts: Sequence[Sequence[int]], rows: list[list[str]]) -> None:
    assert [[cell.text for cell in row] for row in safe_table(counts).rows] == rows
