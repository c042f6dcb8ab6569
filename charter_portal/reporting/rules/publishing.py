"""From raw counts to a picture that may be shown: the only way, and always for the whole picture at once.

Each measure is one table of settings and regions, with its totals, and is made safe as a whole. A filter
never counts anew: it shows a row, a column, a cell or the total of that one table. What is compared with
the round before is made safe together with it. Counts of services that hold a tier are no counts of people
and are told as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from charter_portal.core.disclosure import SafeTable, Shown, safe_average, safe_series
from charter_portal.reporting.rules.measuring import ALL, Axes, Cells, Counts, Group, Measure, Median, Tier

FORMAT = 1
CLEARED = (Group.WAY_IN, "checks_cleared")
"""The step whose count stands beside the medians of vetting."""

Progress = Callable[[int, int], None]


def published(
    axes: Axes, now: Counts, before: Counts | None, progress: Progress | None = None
) -> dict[str, Any]:
    """The picture as plain JSON: every figure in it may be read by anybody who may read the picture.

    A hidden figure is written as a star, and what was hidden cannot be told from the document.
    `progress` hears how many of how many tables are done.
    """
    earlier = {(each.group, each.key): each for each in before.measures} if before else {}
    tables: list[dict[str, Any]] = []
    safe: dict[tuple[Group, str], list[SafeTable]] = {}
    for number, measure in enumerate(now.measures, start=1):
        found = _compared(measure, earlier.get((measure.group, measure.key)))
        safe[measure.group, measure.key] = found
        tables.append(
            {
                "group": measure.group.value,
                "key": measure.key,
                "label": measure.label,
                "now": _table(found[0]),
                "before": _table(found[1]) if len(found) > 1 else None,
            }
        )
        if progress is not None:
            progress(number, len(now.measures))
    return {
        "format": FORMAT,
        "settings": [list(each) for each in axes.settings],
        "regions": [list(each) for each in axes.regions],
        "since": now.since.isoformat(),
        "until": now.until.isoformat(),
        "before": {"since": before.since.isoformat(), "until": before.until.isoformat()} if before else None,
        "measures": tables,
        "vetting": _vetting(axes, now, before, safe.get(CLEARED)),
        "tiers": _tiers(now.tiers, before.tiers if before else None),
    }


def _compared(measure: Measure, earlier: Measure | None) -> list[SafeTable]:
    """The table of a measure and, where it was counted before, that of the round before."""
    return safe_series([measure.cells] if earlier is None else [measure.cells, earlier.cells])


def _table(table: SafeTable) -> dict[str, Any]:
    return {
        "cells": [[figure.cell for figure in row] for row in table.rows],
        "settings": [figure.cell for figure in table.row_totals],
        "regions": [figure.cell for figure in table.column_totals],
        "total": table.total.cell,
    }


def _vetting(axes: Axes, now: Counts, before: Counts | None, cleared: list[SafeTable] | None) -> list[Any]:
    """The medians of every place that has one on its own: all, each setting and each region.

    A median is hidden on few people, wherever the count of its people would be hidden, and wherever
    the count that stands beside it is.
    """
    rounds = [now] if before is None else [now, before]
    people = safe_series([counts.vetting for counts in rounds])
    beside = cleared if cleared is not None and len(cleared) == len(rounds) else people
    rows: list[Any] = []
    for setting, region in places_with_medians(axes):
        hidden = any(
            _at(axes, table, setting, region).hidden for tables in (people, beside) for table in tables
        )
        shown = [_median(counts.medians.get((setting, region)), hidden=hidden) for counts in rounds]
        if any(figure.hidden for figure in shown):
            shown = [Shown(None, hidden=True)] * len(shown)
        rows.append([setting, region, *(_cell(figure) for figure in shown)])
    return rows


def places_with_medians(axes: Axes) -> list[tuple[str, str]]:
    """Everywhere, then each setting, then each region."""
    return [
        (ALL, ALL),
        *((value, ALL) for value, _ in axes.settings),
        *((ALL, value) for value, _ in axes.regions),
    ]


def _at(axes: Axes, table: SafeTable, setting: str, region: str) -> Shown:
    if setting:
        return table.row_totals[[value for value, _ in axes.settings].index(setting)]
    if region:
        return table.column_totals[[value for value, _ in axes.regions].index(region)]
    return table.total


def _median(found: Median | None, *, hidden: bool) -> Shown:
    beside = Shown(None, hidden=True) if hidden else None
    if found is None:
        return beside or Shown(None)
    return safe_average(found.days, found.people, beside=beside)


def _cell(figure: Shown) -> int | float | str | None:
    return figure.cell if figure.hidden else figure.value


def _tiers(now: tuple[Tier, ...], before: tuple[Tier, ...] | None) -> list[dict[str, Any]]:
    earlier: dict[str, Cells] = {each.key: each.cells for each in before or ()}
    return [
        {"key": each.key, "label": each.label, "now": each.cells, "before": earlier.get(each.key)}
        for each in now
    ]
