"""Tables that somebody filled in: XLSX or CSV, read by the names in the first row, row by row.

Nothing is run and nothing is fetched: of a formula only its last value counts. Before a file is parsed it is
judged by its bytes: how large it is, how large it unpacks, and that its XML declares nothing of its own.
"""

from __future__ import annotations

import csv
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO, StringIO
from itertools import islice
from typing import Any

import openpyxl

from charter_portal.core.errors import RuleBroken
from charter_portal.core.forms import clean_line, clean_text
from charter_portal.core.spreadsheet import safe_cell

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 500
MOST_COLUMNS = 60
MOST_LINES = 50_000
LONGEST_CELL = 60_000

_NOT_READ = (
    "We could not read this file as a table. Save it again as an Excel workbook (.xlsx) or as CSV UTF-8."
)
_OLD_KIND = "This file has a password or is of an old kind. Save it as .xlsx, without a password."
_TOO_LARGE = "This file is too large for a table. Keep one table in it, up to 2 MB, without pictures."
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True)
class FilledRow:
    """One row as it was filled in: `number` as a spreadsheet counts, and the text of each column."""

    number: int
    values: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.values[key]


def rows_of(
    upload_name: str, data: bytes, *, columns: Mapping[str, str], most_rows: int, field: str | None = None
) -> list[FilledRow]:
    """The rows that hold anything, as clean text; the columns may come in any order.

    `columns` gives for each key the name that stands in the first row. Every one has to be there; others
    are left unread. Dates come as 2027-03-31, moments as 2027-03-31 17:00, whole numbers without a point.
    Raises RuleBroken, at `field`, with words about what to do.
    """
    try:
        return _read(upload_name, data, columns, most_rows)
    except RuleBroken as problem:
        raise RuleBroken(problem.message, field) from None


def _read(name: str, data: bytes, columns: Mapping[str, str], most_rows: int) -> list[FilledRow]:
    if not data.strip():
        raise RuleBroken("This file is empty. Please choose the file that you filled in.")
    if len(data) > MOST_BYTES:
        raise RuleBroken(_TOO_LARGE)
    if data.startswith(b"PK"):
        lines: Iterable[Sequence[Any]] = _lines_of_workbook(data)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise RuleBroken(_OLD_KIND)
    elif name.lower().endswith((".xlsx", ".xlsm", ".xls", ".ods")):
        raise RuleBroken(_NOT_READ)
    else:
        lines = _lines_of_csv(data, columns.values())
    return _filled_rows(lines, columns, most_rows)


def _filled_rows(
    lines: Iterable[Sequence[Any]], columns: Mapping[str, str], most_rows: int
) -> list[FilledRow]:
    found: list[FilledRow] = []
    places: dict[str, int] | None = None
    for number, line in enumerate(lines, start=1):
        if number > MOST_LINES:
            raise RuleBroken(f"This table is very long. Use up to {most_rows:,} rows, one after the other.")
        cells = [_text(cell) for cell in line[:MOST_COLUMNS]]
        if not any(cells):
            continue
        if places is None:
            places = _places(cells, columns)
            continue
        row = {key: cells[place] if place < len(cells) else "" for key, place in places.items()}
        if any(row.values()):
            found.append(FilledRow(number, row))
        if len(found) > most_rows:
            raise RuleBroken(f"This table has more than {most_rows:,} rows. Please send it in several files.")
    if not found:
        raise RuleBroken("There is no row under the names of the columns. Please fill in at least one.")
    return found


def _places(cells: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Where each column stands. Case, extra spaces and a star after a name make no difference."""
    heads = [_head(cell) for cell in cells]
    missing = [name for name in columns.values() if _head(name) not in heads]
    if missing:
        listed = ", ".join(f"“{name}”" for name in missing)
        raise RuleBroken(
            f"The first row should name the columns. We did not find: {listed}. "
            "Please use the names of our template."
        )
    twice = [name for name in columns.values() if heads.count(_head(name)) > 1]
    if twice:
        raise RuleBroken(f"The column “{twice[0]}” is there twice. Please keep one of them.")
    return {key: heads.index(_head(name)) for key, name in columns.items()}


def _head(name: str) -> str:
    return (clean_line(name) or "").rstrip("* ").casefold()


def _text(cell: Any) -> str:
    """A cell as somebody would type it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat("minutes")
    text = clean_text(str(cell)) or ""
    if len(text) > LONGEST_CELL:
        raise RuleBroken("One cell of this table holds a very long text. Please shorten it.")
    # Our own CSV puts an apostrophe before text that could be a formula; it comes back without.
    return text[1:] if text.startswith("'") and safe_cell(text[1:]) == text else text


def _lines_of_csv(data: bytes, names: Iterable[str]) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError:
        raise RuleBroken(_NOT_READ) from None
    text = text.replace("\x00", "")
    first = text.lstrip().partition("\n")[0].casefold()
    wanted = [name.casefold() for name in names]
    # Spreadsheets part columns with what the language of the machine prefers.
    delimiter = max(",;\t", key=lambda sign: sum(name in first.split(sign) for name in wanted))
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        raise RuleBroken(_NOT_READ) from None


def _lines_of_workbook(data: bytes) -> list[tuple[Any, ...]]:
    """The lines of the first sheet in sight."""
    _check_archive(data)
    with warnings.catch_warnings():
        # It warns of decorations that it does not read; they do not matter here.
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
            sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
            # What a sheet says about its own size may be far from true.
            sheet.reset_dimensions()
            lines = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
            return list(islice(lines, MOST_LINES + 1))
        except Exception:
            # Somebody else's parser, given any bytes at all, may stumble in any way it likes.
            raise RuleBroken(_NOT_READ) from None


def _check_archive(data: bytes) -> None:
    """The parts of the workbook unpack to what they say, to a sensible size, and are plain XML."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise RuleBroken(_TOO_LARGE)
            if "xl/workbook.xml" not in archive.namelist():
                raise RuleBroken(_NOT_READ)
            for part in parts:
                # Reading stops at the size that was told, and the check sum has to agree.
                inside = archive.read(part)
                is_xml = part.filename.lower().endswith((".xml", ".rels"))
                if _DECLARES.search(inside) or (is_xml and b"\x00" in inside):
                    raise RuleBroken(_NOT_READ)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, RuntimeError, OSError, EOFError):
        raise RuleBroken(_NOT_READ) from None
