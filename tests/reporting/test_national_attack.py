"""No small count of a national picture can be worked out: not from filters, totals, rounds or files (I4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from charter_portal.core.disclosure import HIDDEN, shown_count
from charter_portal.core.disclosure.network import Network
from charter_portal.reporting.rules.measuring import ALL, Axes, Cells, Counts, Group, Measure, Median, Tier
from charter_portal.reporting.rules.picture import Picture
from charter_portal.reporting.rules.publishing import places_with_medians, published
from tests.reporting.attacker import (
    ENOUGH,
    fewest_values,
    figures_of,
    measured,
    read_whole,
    texts_of,
    together,
)

AXES = Axes(
    settings=(("prison", "Prison"), ("probation", "Probation"), ("community", "Community")),
    regions=(("wales", "Wales"), ("london", "London"), ("midlands", "Midlands")),
)
MEASURES = (
    (Group.POSTS, "3", "Level 3"),
    (Group.WAY_IN, "checks_cleared", "Checks cleared"),
    (Group.BARRIERS, "references", "No references"),
    (Group.BARRIERS, "stigma", "Stigma"),
)
FIRST_DAY = date(2027, 1, 1)


def tables() -> some.SearchStrategy[Cells]:
    cells = some.one_of(some.just(0), some.integers(1, 7), some.integers(8, 25))
    return some.lists(some.lists(cells, min_size=3, max_size=3), min_size=3, max_size=3)


@some.composite
def rounds(draw: Any, number: int = 0) -> Counts:
    """What one round counted, with medians wherever somebody's vetting was cleared."""
    since = FIRST_DAY + timedelta(days=400 * number)
    vetting = draw(tables())
    truth = dict(zip(_places(), figures_of(vetting), strict=True))
    return Counts(
        since=since,
        until=since + timedelta(days=399),
        measures=tuple(Measure(*each, draw(tables())) for each in MEASURES),
        tiers=(Tier("gold", "Gold", draw(tables())),),
        vetting=vetting,
        medians={
            place: Median(truth[place], draw(some.integers(1, 90)))
            for place in places_with_medians(AXES)
            if truth[place]
        },
    )


def _places() -> list[tuple[str, str]]:
    rows, columns = [value for value, _ in AXES.settings], [value for value, _ in AXES.regions]
    return [
        *((row, column) for row in rows for column in columns),
        *((row, ALL) for row in rows),
        *((ALL, column) for column in columns),
        (ALL, ALL),
    ]


def picture_of(now: Counts, before: Counts | None = None) -> Picture:
    return Picture(published(AXES, now, before))


@settings(max_examples=40, deadline=None)
@given(rounds(0), rounds(1))
def test_whatever_is_asked_a_figure_is_shown_in_one_way(before: Counts, now: Counts) -> None:
    assert all(len(texts) == 1 for texts in read_whole(picture_of(now, before)).values())


@settings(max_examples=40, deadline=None)
@given(rounds(0), rounds(1))
def test_a_shown_figure_is_true_and_never_small(before: Counts, now: Counts) -> None:
    picture = picture_of(now, before)
    seen = read_whole(picture)
    for counts, is_before in ((now, False), (before, True)):
        for (group, label), cells in measured(counts).items():
            texts = texts_of(seen, picture, group, label, is_before=is_before)
            for text, count in zip(texts, figures_of(cells), strict=True):
                assert text in {HIDDEN, shown_count(count).text}


@settings(max_examples=40, deadline=None)
@given(rounds(0), rounds(1))
def test_no_small_count_can_be_worked_out_from_the_whole_picture(before: Counts, now: Counts) -> None:
    assert weakest(before, now) >= ENOUGH


def weakest(before: Counts, now: Counts) -> int:
    """The fewest values that any small count of both rounds keeps for somebody who reads everything."""
    picture = picture_of(now, before)
    seen = read_whole(picture)
    return min(
        fewest_values(texts_of(seen, picture, group, label, is_before=is_before), cells)
        for counts, is_before in ((now, False), (before, True))
        for (group, label), cells in measured(counts).items()
    )


@settings(max_examples=40, deadline=None)
@given(rounds(0), rounds(1), rounds(2))
def test_nor_by_keeping_the_picture_of_the_round_before(first: Counts, second: Counts, third: Counts) -> None:
    """The round in the middle is published twice, each time with other stars beside it."""
    older, newer = picture_of(second, first), picture_of(third, second)
    older_seen, newer_seen = read_whole(older), read_whole(newer)
    for (group, label), cells in measured(second).items():
        known = together(
            texts_of(older_seen, older, group, label, is_before=False),
            texts_of(newer_seen, newer, group, label, is_before=True),
        )
        assert fewest_values(known, cells) >= ENOUGH


@settings(max_examples=40, deadline=None)
@given(rounds(0), rounds(1))
def test_what_is_hidden_in_one_round_is_hidden_in_the_other(before: Counts, now: Counts) -> None:
    picture = picture_of(now, before)
    seen = read_whole(picture)
    for group, label in measured(now):
        here, there = (texts_of(seen, picture, group, label, is_before=each) for each in (False, True))
        assert [text == HIDDEN for text in here] == [text == HIDDEN for text in there]


@settings(max_examples=40, deadline=None)
@given(rounds(0), rounds(1))
def test_a_median_is_told_only_of_more_than_seven_and_beside_a_shown_count(
    before: Counts, now: Counts
) -> None:
    picture = picture_of(now, before)
    for setting, region in places_with_medians(AXES):
        line = picture.vetting(setting, region)
        assert line is not None and line.before is not None
        cleared = next(
            each for each in picture.lines(Group.WAY_IN, setting, region) if each.label == "Checks cleared"
        )
        assert line.now.hidden is line.before.hidden
        for counts, median in ((now, line.now), (before, line.before)):
            people = counts.medians.get((setting, region), Median(0, 0)).people
            if median.value is not None:
                assert people > 7 and not cleared.now.hidden
            elif not median.hidden:
                assert people == 0


@settings(max_examples=40, deadline=None)
@given(rounds(0))
def test_the_order_of_barriers_tells_no_more_than_their_figures(now: Counts) -> None:
    picture = picture_of(now)
    usual = [label for group, _, label in MEASURES if group is Group.BARRIERS]
    for setting, region in _places():
        lines = picture.commonest(setting, region)
        hidden = [line.label for line in lines if line.now.hidden]
        shown = [line.now.value or 0 for line in lines if not line.now.hidden]
        assert hidden == [label for label in usual if label in hidden]
        assert shown == sorted(shown, reverse=True) and 0 not in shown
        assert [line.now.hidden for line in lines] == sorted(line.now.hidden for line in lines)


@given(rounds(0))
def test_tiers_count_services_and_are_told_as_they_are(now: Counts) -> None:
    picture = picture_of(now)
    for (setting, region), count in zip(_places(), figures_of(now.tiers[0].cells), strict=True):
        assert [line.now.value for line in picture.tiers(setting, region)] == [count]


@given(rounds(0))
def test_counts_come_back_from_where_they_are_kept(now: Counts) -> None:
    assert Counts.from_json(now.as_json()) == now


class TestTheAttackItself:
    """The same reader does work counts out where nothing but the rule for single counts is kept."""

    @pytest.fixture(autouse=True)
    def _no_further_stars(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Network, "protect", lambda self: None)

    @pytest.mark.parametrize(
        "cells",
        [
            [[3, 20, 30], [20, 30, 40], [30, 40, 50]],
            [[0, 9, 0], [1, 12, 20], [0, 8, 9]],
        ],
    )
    def test_a_cell_is_worked_out_from_its_totals(self, cells: Cells) -> None:
        now = _one_measure(cells)
        assert weakest(now, now) == 1

    def test_a_cell_is_worked_out_from_two_settings(self) -> None:
        cells = [[2, 30, 40], [6, 30, 40], [9, 30, 40]]
        assert weakest(_one_measure(cells), _one_measure(cells)) < ENOUGH


def _one_measure(cells: Cells) -> Counts:
    empty = AXES.empty()
    return Counts(
        since=FIRST_DAY,
        until=FIRST_DAY,
        measures=(Measure(Group.POSTS, "3", "Level 3", cells),),
        tiers=(),
        vetting=empty,
    )
