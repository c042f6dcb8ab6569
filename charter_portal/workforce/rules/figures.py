"""A live figure as a document: it carries its words, its time and its values, and is read alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from charter_portal.core.charts import Chart, bars
from charter_portal.core.disclosure import Shown
from charter_portal.workforce.rules.periods import Period

FORMAT = 1


@dataclass(frozen=True)
class Definition:
    """What a figure is, in plain words. The words are part of every document made from it."""

    key: str
    label: str
    definition: str
    unit: str


@dataclass(frozen=True)
class Row:
    """One line of a figure: what it is about, and its values in the order of the columns.

    The first value is the one a chart draws.
    """

    label: str
    values: tuple[Shown, ...]


def document(
    what: Definition,
    *,
    services: Sequence[str],
    period: Period,
    as_of: date,
    columns: Sequence[str],
    rows: Sequence[Row],
) -> dict[str, Any]:
    """The figure as plain JSON. `columns` begins with the name of the labels.

    `values` are for a chart, `table` has every cell as it is read. A hidden value is None, and its text a
    star; what was hidden cannot be told from the document. Raises ValueError for a row of another width.
    """
    for row in rows:
        if len(row.values) != len(columns) - 1:
            raise ValueError(f"“{row.label}” has {len(row.values)} values for {len(columns) - 1} columns.")
    return {
        "format": FORMAT,
        "key": what.key,
        "label": what.label,
        "definition": what.definition,
        "unit": what.unit,
        "services": list(services),
        "period": {"since": period.since.isoformat(), "until": period.until.isoformat()},
        "as_of": as_of.isoformat(),
        "values": [_value(row.label, row.values[0]) for row in rows],
        "table": {
            "columns": list(columns),
            "rows": [[row.label, *(value.text for value in row.values)] for row in rows],
        },
        "hides_some": any(value.hidden for row in rows for value in row.values),
    }


def chart_of(figure: dict[str, Any]) -> Chart:
    """The chart of a document, frozen or not: one bar for each row.

    Its first value is drawn; the others stand in the table. A hidden value is a stub with a star.
    """
    shown = [(each["label"], Shown(each["value"], hidden=each["hidden"])) for each in figure["values"]]
    return bars(shown, unit=" days" if figure["unit"] == "days" else "", label=figure["table"]["columns"][0])


@dataclass(frozen=True)
class Picture:
    """A figure made ready to look at: its words, its days as days, its chart, and the rows of its table."""

    label: str
    definition: str
    services: tuple[str, ...]
    since: date
    until: date
    as_of: date
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    chart: Chart
    hides_some: bool


def pictured(figure: dict[str, Any]) -> Picture:
    """A document as people look at it. What was hidden stays hidden: the document does not know it either.

    Raises KeyError or ValueError for anything that `document` has not made.
    """
    table = figure["table"]
    return Picture(
        label=figure["label"],
        definition=figure["definition"],
        services=tuple(figure["services"]),
        since=date.fromisoformat(figure["period"]["since"]),
        until=date.fromisoformat(figure["period"]["until"]),
        as_of=date.fromisoformat(figure["as_of"]),
        columns=tuple(table["columns"]),
        rows=tuple(tuple(row) for row in table["rows"]),
        chart=chart_of(figure),
        hides_some=figure["hides_some"],
    )


def canonical(figure: dict[str, Any]) -> str:
    """The one spelling of a document: the same figure always gives the same bytes."""
    return json.dumps(figure, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _value(label: str, shown: Shown) -> dict[str, Any]:
    return {"label": label, "value": shown.value, "text": shown.text, "hidden": shown.hidden}
