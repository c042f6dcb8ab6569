"""Workbooks to take away: XLSX in which text is text, numbers are numbers, and nothing is hidden.

A workbook holds what its sheets show and no more: no hidden sheet, row or column, no comment, no name of
an author (bar F3). Reading a workbook that somebody filled in is `core/workbook_reading.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from flask import Response

from charter_portal.core.clock import now, to_london
from charter_portal.core.disclosure import Shown
from charter_portal.core.downloads import taken_away
from charter_portal.core.spreadsheet import safe_cell

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_LETTERS = 32_767
ROWS_TO_FILL_IN = 5_000
ANSWERS_TITLE = "Answers to choose from"
NARROWEST, WIDEST, MEASURED_ROWS = 9, 60, 200
_CUT = " … (cut here: a cell holds no more)"
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_ONLY_WHAT_IS_TOLD = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class Sheet:
    """One table. Rows may come straight from a query; a cell may be a `Shown` figure.

    `choices` turns it into a form to fill in: under each column named there, cells offer these answers,
    and a further sheet, in sight like all others, lists them.
    """

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]] = ()
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)


def workbook_response(name: str, sheets: Sequence[Sheet]) -> Response:
    """The workbook as a download; `name` is the file name, which carries no theme or result."""
    return taken_away(Response(workbook_bytes(sheets), mimetype=MEDIA_TYPE), name, otherwise="table.xlsx")


def workbook_bytes(sheets: Sequence[Sheet]) -> bytes:
    """The workbook as bytes, one sheet for each table, heads frozen and repeated on paper."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, _ONLY_WHAT_IS_TOLD) as book:
        book.set_properties({"author": "", "company": "", "created": to_london(now()).replace(tzinfo=None)})
        styles = _Styles(book)
        taken: set[str] = set()
        for sheet in sheets:
            _write(book, sheet, styles, taken)
    return target.getvalue()


class _Styles:
    """How cells look. Text that a spreadsheet might take for a formula is marked as text once more."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        top = {"valign": "top"}
        head = {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#F2ECE1", "valign": "bottom"}
        self.head = book.add_format(head)
        self.number_head = book.add_format({**head, "align": "right"})
        self.text = book.add_format({**top, "text_wrap": True})
        self.marked = book.add_format({**top, "text_wrap": True, "quote_prefix": True})
        self.number = book.add_format(top)
        self.star = book.add_format({**top, "align": "right"})
        self.day = book.add_format({**top, "align": "left", "num_format": "d mmm yyyy"})
        self.moment = book.add_format({**top, "align": "left", "num_format": "d mmm yyyy hh:mm"})


def _write(book: xlsxwriter.Workbook, sheet: Sheet, styles: _Styles, taken: set[str]) -> None:
    page = book.add_worksheet(sheet_title(sheet.title, taken))
    widths = [_width(name) for name in sheet.header]
    numeric = [False] * len(widths)
    for number, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            written = _write_cell(page, number, column, value, styles)
            if column < len(widths) and number <= MEASURED_ROWS:
                widths[column] = max(widths[column], written)
                numeric[column] |= isinstance(value, int | float | Decimal | Shown)
    for column, name in enumerate(sheet.header):
        page.write_string(0, column, _plain(name), styles.number_head if numeric[column] else styles.head)
        page.set_column(column, column, min(WIDEST, max(NARROWEST, widths[column] + 2)))
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    if sheet.choices:
        _offer_answers(book, page, sheet, styles, taken)


def _offer_answers(
    book: xlsxwriter.Workbook, page: Any, sheet: Sheet, styles: _Styles, taken: set[str]
) -> None:
    title = sheet_title(ANSWERS_TITLE, taken)
    answers = book.add_worksheet(title)
    for place, (name, choices) in enumerate(sheet.choices.items()):
        answers.write_string(0, place, _plain(name), styles.head)
        for number, choice in enumerate(choices, start=1):
            answers.write_string(number, place, _plain(choice), styles.text)
        answers.set_column(place, place, min(WIDEST, max(map(_width, (name, *choices))) + 2))
        column = list(sheet.header).index(name)
        source = xlsxwriter.utility.xl_range_abs(1, place, max(1, len(choices)), place)
        page.data_validation(
            *(1, column, ROWS_TO_FILL_IN, column),
            {
                "validate": "list",
                "source": f"='{title}'!{source}",
                "error_type": "warning",
                "error_title": "Another answer",
                "error_message": "Please choose one of the answers in the list.",
            },
        )
    answers.freeze_panes(1, 0)


def _write_cell(page: Any, row: int, column: int, value: Any, styles: _Styles) -> int:
    """Write one value as what it is; the answer is about how many letters wide it is."""
    if isinstance(value, Shown):
        value = value.cell
        if isinstance(value, str):
            page.write_string(row, column, value, styles.star)
            return len(value)
    if value is None or value == "":
        return 0
    if isinstance(value, datetime):
        page.write_datetime(row, column, to_london(value).replace(tzinfo=None), styles.moment)
        return len("30 Sep 2027 10:30")
    if isinstance(value, date):
        page.write_datetime(row, column, value, styles.day)
        return len("30 Sep 2027")
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool) and math.isfinite(value):
        page.write_number(row, column, value, styles.number)
        return len(str(value))
    text = ("yes" if value else "no") if isinstance(value, bool) else _plain(str(value))
    could_be_formula = safe_cell(text) != text
    page.write_string(row, column, text, styles.marked if could_be_formula else styles.text)
    return _width(text)


def _plain(text: str) -> str:
    """What XML can hold, and no more than a cell takes; a cut is told."""
    text = _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    # Excel counts as UTF-16 does, where an emoji is two.
    if len(text.encode("utf-16-le")) // 2 <= MOST_LETTERS:
        return text
    return text[: (MOST_LETTERS - len(_CUT)) // 2] + _CUT


def _width(text: str) -> int:
    return max(map(len, text.split("\n")))


def sheet_title(title: str, taken: set[str]) -> str:
    """A title that a sheet can have: 31 letters, no signs of formulas, and not one that is `taken`."""
    plain = _NOT_IN_TITLES.sub(" ", title).strip().strip("'").strip()[:31].strip() or "Table"
    if plain.casefold() == "history":
        plain = "History of it"
    result, number = plain, 1
    while result.casefold() in taken:
        number += 1
        result = f"{plain[:27].strip()} {number}"
    taken.add(result.casefold())
    return result
