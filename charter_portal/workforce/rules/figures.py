"""A live figure as a document: it carries its words, its time and its values, and is read alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

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


def canonical(figure: dict[str, Any]) -> str:
    """The one spelling of a document: the same figure always gives the same bytes."""
    return json.dumps(figure, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _value(label: str, shown: Shown) -> dict[str, Any]:
    return {"label": label, "value": shown.value, "text": shown.text, "hidden": shown.hidden}
