"""Tables that somebody filled in: read by name, judged before they are parsed, refused in clear words."""

from __future__ import annotations

import time
import zipfile
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from charter_portal.core.errors import RuleBroken
from charter_portal.core.spreadsheet import csv_lines
from charter_portal.core.workbook import Sheet, workbook_bytes
from charter_portal.core.workbook_reading import MOST_BYTES, MOST_COLUMNS, rows_of
from tests.core_outside.test_spreadsheet import DANGEROUS
from tests.support.words import banned_words, long_sentences

COLUMNS = {"stage": "Stage", "opened": "Date opened"}


def filled(*rows: list[Any], header: tuple[str, ...] = ("Stage", "Date opened")) -> bytes:
    """A workbook as a person's own program would save it."""
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append(row)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def read(data: bytes, name: str = "table.xlsx", most_rows: int = 100) -> list[tuple[int, dict[str, str]]]:
    found = rows_of(name, data, columns=COLUMNS, most_rows=most_rows, field="file")
    return [(row.number, dict(row.values)) for row in found]


def refusal(data: bytes, name: str = "table.xlsx", most_rows: int = 100) -> str:
    with pytest.raises(RuleBroken) as caught:
        read(data, name, most_rows)
    assert caught.value.field == "file"
    assert not banned_words(caught.value.message)
    assert not long_sentences(caught.value.message)
    return caught.value.message


def rewritten(data: bytes, **changes: bytes) -> bytes:
    """The archive with some parts changed; names are given with _ for / and . (xl_workbook_xml)."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.pop(name.replace("/", "_").replace(".", "_"), None) or old.read(name))
        for name, inside in changes.items():
            new.writestr(name, inside)
    return target.getvalue()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        *(("apply", "apply"), (3, "3"), (3.0, "3"), (2.5, "2.5"), (True, "yes"), (None, "")),
        *((date(2028, 2, 29), "2028-02-29"), (datetime(2027, 3, 5, 17, 30), "2027-03-05 17:30")),
        *(("Ŵyn 👩🏽‍🚀 مرحبا", "Ŵyn 👩🏽‍🚀 مرحبا"), (" a\nb ", "a\nb"), ("=1+1", ""), ("O'Neill", "O'Neill")),
    ],
)
def test_a_cell_is_read_as_somebody_would_type_it(cell: Any, text: str) -> None:
    assert read(filled(["x", cell])) == [(2, {"stage": "x", "opened": text})]


def test_columns_are_found_by_their_names_and_rows_keep_their_numbers() -> None:
    header = ("Notes", " date  OPENED *", "Stage")
    data = filled([], ["for me", "2027-01-05", "apply"], [None, "", "  "], ["only a note"], header=header)
    assert read(data) == [(3, {"stage": "apply", "opened": "2027-01-05"})]
    row = rows_of("t.xlsx", data, columns=COLUMNS, most_rows=5)[0]
    assert row["stage"] == "apply"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_csv_of_every_spreadsheet_program(encoding: str, sign: str) -> None:
    text = f"Stage{sign}Date opened\r\n\"a{sign} \"\"b\"\"\nŵ\"{sign}2027-01-05\r\n"
    assert read(text.encode(encoding), "Table.CSV") == [
        (2, {"stage": f'a{sign} "b"\nŵ' if sign != "\t" else 'a\t "b"\nŵ', "opened": "2027-01-05"}),
    ]


def test_a_csv_of_one_column_and_a_row_that_stops_early() -> None:
    found = rows_of("t.csv", b"Stage\nx\n\ny", columns={"stage": "Stage"}, most_rows=5)
    assert [(row.number, row["stage"]) for row in found] == [(2, "x"), (4, "y")]
    assert read(b"Stage,Date opened\nx", "t.csv") == [(2, {"stage": "x", "opened": ""})]


@pytest.mark.parametrize("text", [text for text in DANGEROUS if text.strip() == text and "\r" not in text])
def test_what_we_wrote_comes_back_as_it_was(text: str) -> None:
    rows = [[text, "'quoted"]]
    as_csv = "".join(csv_lines(list(COLUMNS.values()), rows)).encode()
    as_xlsx = workbook_bytes([Sheet("Table", list(COLUMNS.values()), rows)])
    clean = text.lstrip("\ufeff").replace("\ufeff", "") if text.startswith("\ufeff") else text
    for data, name in ((as_csv, "t.csv"), (as_xlsx, "t.xlsx")):
        [(_, values)] = read(data, name)
        assert values["stage"] in {text, clean}
        assert values["opened"] == "'quoted"


def test_nul_and_control_characters_are_cleaned_away() -> None:
    assert read(b"Stage,Date opened\na\x00b\x07c,x", "t.csv") == [(2, {"stage": "abc", "opened": "x"})]


def test_the_first_sheet_in_sight_is_read() -> None:
    book = openpyxl.Workbook()
    book.active.sheet_state = "hidden"
    book.create_sheet("Mine").append(["Stage", "Date opened"])
    book["Mine"].append(["x", None])
    target = BytesIO()
    book.active = 1
    book.save(target)
    assert read(target.getvalue()) == [(2, {"stage": "x", "opened": ""})]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "t.csv", "is empty"),
        (b" \n", "t.csv", "is empty"),
        (b"Stage\nx", "t.csv", "We did not find: “Date opened”"),
        (b"Stage,Stage,Date opened\nx", "t.csv", "“Stage” is there twice"),
        (b"Stage,Date opened\n,\n", "t.csv", "no row under the names"),
        (b"Stage,Date opened\n" + b"x,y\n" * 101, "t.csv", "more than 100 rows"),
        (b"Stage,Date opened\n" + b"\n" * 60_000 + b"x,y", "t.csv", "very long"),
        (b"Stage,Date opened\nx," + b"y" * 70_000, "t.csv", "very long text"),
        (b"Stage,Date opened\nx," + b"y" * 200_000, "t.csv", "could not read"),
        (b"Stage,Date opened\nSi\xe2n,y", "t.csv", "could not read"),
        (b"x" * (MOST_BYTES + 1), "t.csv", "too large"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9, "t.xls", "without a password"),
        (b"<html>", "t.xlsx", "could not read"),
        (b"PK\x03\x04" + b"x" * 99, "t.xlsx", "could not read"),
        (b"%PDF-1.7", "t.pdf", "We did not find"),
    ],
)
def test_what_is_no_table_is_refused_in_clear_words(data: bytes, name: str, words: str) -> None:
    assert words in refusal(data, name)


def test_other_archives_and_damaged_workbooks_are_refused() -> None:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "could not read" in refusal(target.getvalue())
    data = filled(["x", "y"])
    assert "could not read" in refusal(rewritten(data, xl_worksheets_sheet1_xml=b"<worksheet>"))
    assert "could not read" in refusal(rewritten(data, xl_workbook_xml=b"<nothing/>"))
    assert "could not read" in refusal(data.replace(b"sheet1", b"sheet9"))


def test_xml_that_declares_its_own_words_is_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'
    assert "could not read" in refusal(rewritten(filled(["x", "y"]), xl_worksheets_sheet1_xml=bomb))
    wide = bomb.decode().encode("utf-16")
    assert "could not read" in refusal(rewritten(filled(["x", "y"]), xl_worksheets_sheet1_xml=wide))


def test_a_small_file_that_unpacks_to_much_is_refused_at_once() -> None:
    data = rewritten(filled(["x", "y"]), **{"xl/media/a.xml": b"<x>" + b" " * 30_000_000})
    assert len(data) < 100_000
    start = time.process_time()
    assert "too large" in refusal(data)
    assert time.process_time() - start < 1
    many = {f"xl/part{number}.xml": b"<x/>" for number in range(600)}
    assert "too large" in refusal(rewritten(filled(["x", "y"]), **many))


def test_a_sheet_that_says_it_is_endless_is_read_as_it_is() -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<dimension ref="A1:XFD1048576"/><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>Stage</t></is></c>'
        b'<c r="B1" t="inlineStr"><is><t>Date opened</t></is></c></row>%b</sheetData></worksheet>'
    )
    last = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>x</t></is></c></row>'
    near = rewritten(filled(["x", "y"]), xl_worksheets_sheet1_xml=sheet % (last % (9, 9)))
    assert read(near) == [(9, {"stage": "x", "opened": ""})]
    far = rewritten(filled(["x", "y"]), xl_worksheets_sheet1_xml=sheet % (last % (1_048_576, 1_048_576)))
    start = time.process_time()
    assert "very long" in refusal(far)
    assert time.process_time() - start < 5


def test_columns_far_to_the_right_are_left_unread() -> None:
    wide = filled(["x", "y", *["z"] * 200])
    assert read(wide) == [(2, {"stage": "x", "opened": "y"})]
    header = (*["n"] * MOST_COLUMNS, "Stage", "Date opened")
    assert "We did not find" in refusal(filled(["x"], header=header))


@given(some.binary(max_size=400), some.sampled_from(["t.csv", "t.xlsx", "t"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    for given_bytes in (data, b"PK" + data, b"Stage,Date opened\n" + data):
        with suppress(RuleBroken):
            assert all(set(values) == set(COLUMNS) for _, values in read(given_bytes, name))
