"""Tables to take away: CSV that a spreadsheet shows as it is and never runs."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

from flask import Response, stream_with_context

from charter_portal.core.clock import to_london
from charter_portal.core.downloads import taken_away

ROWS_A_CHUNK = 200
_UNSEEN = r"[\s\x00-\x1f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
_FORMULA_START = re.compile(rf"{_UNSEEN}*[=+\-@＝＋－＠﹢﹣﹦﹫−]")


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A download that is written while it is sent, so its memory does not grow with its rows.

    `name` is the file name; it carries no theme or result. Rows may come straight from a query.
    """
    answer = Response(stream_with_context(csv_lines(header, rows)), mimetype="text/csv")
    return taken_away(answer, name, otherwise="table.csv")


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The table in pieces: a byte-order mark, so that Excel reads UTF-8, then lines ending in CR LF."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(map(safe_cell, header))
    for count, row in enumerate(rows, start=1):
        writer.writerow(map(safe_cell, row))
        if count % ROWS_A_CHUNK == 0:
            yield _emptied(buffer)
    yield _emptied(buffer)


def safe_cell(value: Any) -> str | int | float | Decimal:
    """Numbers stay numbers; a moment is London time; text that could start a formula gets an apostrophe."""
    if type(value) is str and value[:1].isalnum() and "\x00" not in value:
        # Nearly every cell: it begins with a letter or digit, so nothing in it can start a formula.
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float, Decimal)):
        return value
    if isinstance(value, datetime):
        # ISO's own order, to the minute: no format has to be read for each of many thousand cells.
        return to_london(value).replace(tzinfo=None).isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value).replace("\x00", "")
    return f"'{text}" if _FORMULA_START.match(text) or text[:1] in {"\t", "\r", "\n"} else text


def _emptied(buffer: StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
