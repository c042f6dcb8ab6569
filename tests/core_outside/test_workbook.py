"""Workbooks to take away: text is text, numbers are numbers, and nothing is inside that is not in sight."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask import Flask

from charter_portal.core.disclosure import safe_list
from charter_portal.core.workbook import MOST_LETTERS, Sheet, sheet_title, workbook_bytes, workbook_response
from tests.core_outside.test_spreadsheet import DANGEROUS

FAITHFUL = [
    *("Ŵyn O’Neill", "👩🏽‍🚀🏳️‍🌈", "مرحبا بكم", "שלום", "e\u0301", "two\nlines", " spaces "),
    *("_x0041_", "a&b<c>\"'"),
    *("12 High Street", "007", "1e5", "2027-03-05", "http://x.test/", "mailto:a@b.test", "x" * 5_000),
]


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def read_back(*rows: list[Any]) -> list[list[Any]]:
    data = workbook_bytes([Sheet("Table", ["a"], rows)])
    book = openpyxl.load_workbook(BytesIO(data))
    return [[cell.value for cell in row] for row in book.active.iter_rows(min_row=2)]


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_could_start_a_formula_is_text(text: str) -> None:
    data = workbook_bytes([Sheet("Table", [text], [[text]])])
    book = openpyxl.load_workbook(BytesIO(data))
    for cell in (book.active["A1"], book.active["A2"]):
        assert cell.data_type == "s"
        assert cell.value == text.replace("\r", "\n")
    assert book.active["A2"].quotePrefix
    assert "<f>" not in parts(data)["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize("text", FAITHFUL)
def test_words_come_back_as_they_were_written(text: str) -> None:
    assert read_back([text]) == [[text]]


def test_no_address_becomes_a_link() -> None:
    data = workbook_bytes([Sheet("Table", ["a"], [["http://x.test/"], ["internal:Sheet1!A1"]])])
    assert "<hyperlink " not in "".join(parts(data).values())


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        *((5, 5), (-5, -5), (0, 0), (2.5, 2.5), (Decimal("-1.10"), -1.1), (True, "yes"), (False, "no")),
        *((None, None), ("", None), (float("nan"), "nan"), (float("inf"), "inf")),
        (date(2028, 2, 29), datetime(2028, 2, 29)),
        (datetime(2027, 6, 1, 16, 0, tzinfo=UTC), datetime(2027, 6, 1, 17, 0)),
        (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30)),
    ],
)
def test_values(value: Any, cell: Any) -> None:
    assert read_back(["first", value]) == ([["first", cell]] if cell is not None else [["first"]])


def test_figures_about_people_keep_their_star() -> None:
    shown = safe_list([3, 20, 40])
    assert read_back([*shown.values, shown.total]) == [["*", "*", 40, 65]]


def test_what_a_cell_cannot_hold_is_left_out_and_a_cut_is_told() -> None:
    assert read_back(["a\x00b\x07c\ud800d\r\ne"]) == [["abcd\ne"]]
    [[long]] = read_back(["👩" * MOST_LETTERS])
    assert long.endswith("cut here: a cell holds no more)")
    assert len(long.encode("utf-16-le")) // 2 <= MOST_LETTERS


def test_nothing_is_inside_that_is_not_in_sight() -> None:
    sheets = [Sheet("One", ["a", "b"], [["x", 1]]), Sheet("Two", ["a"], [], choices={"a": ["yes", "no"]})]
    found = parts(workbook_bytes(sheets))
    text = "".join(found.values())
    unseen = r"hidden|pivot(?:Cache|Table)|comment|customXml|externalLink|vba"
    assert not re.search(unseen, text, re.IGNORECASE)
    assert re.findall(r"<dc:creator>(.*?)</dc:creator>", text) == [""]
    assert re.findall(r"<cp:lastModifiedBy>(.*?)</cp:lastModifiedBy>", text) == [""]
    assert re.findall(r"<Company>(.*?)</Company>", text) == [""]
    assert {name.partition("/")[0] for name in found} == {"xl", "docProps", "_rels", "[Content_Types].xml"}
    assert set(re.findall(r'<definedName name="([^"]+)"', text)) == {"_xlnm.Print_Titles"}


def test_answers_are_offered_and_listed_in_sight() -> None:
    steps = ["Attract", "Apply", 'Say "yes"']
    data = workbook_bytes([Sheet("Fill in", ["Step", "Opened"], [], choices={"Step": steps})])
    book = openpyxl.load_workbook(BytesIO(data))
    assert book.sheetnames == ["Fill in", "Answers to choose from"]
    assert [row[0].value for row in book["Answers to choose from"].iter_rows()] == ["Step", *steps]
    [rule] = book["Fill in"].data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ("'Answers to choose from'!$A$2:$A$4", "A2:A5001")


def test_the_first_row_stays_in_sight_and_columns_are_wide_enough() -> None:
    data = workbook_bytes([Sheet("Table", ["a", "b", "c"], [["x" * 30, 1, "y" * 500]])])
    page = openpyxl.load_workbook(BytesIO(data)).active
    assert page.freeze_panes == "A2"
    assert [round(page.column_dimensions[letter].width) for letter in "ABC"] == [33, 10, 61]


@pytest.mark.parametrize(
    ("title", "given"),
    [
        ("Posts by level", "Posts by level"),
        ("a/b\\c[d]e:f*g?h\x00", "a b c d e f g h"),
        ("'quoted'", "quoted"),
        ("", "Table"),
        ("History", "History of it"),
        ("x" * 40, "x" * 31),
    ],
)
def test_titles_of_sheets(title: str, given: str) -> None:
    assert sheet_title(title, set()) == given
    assert openpyxl.load_workbook(BytesIO(workbook_bytes([Sheet(title, ["a"])]))).sheetnames == [given]


def test_sheets_of_one_title_are_told_apart() -> None:
    data = workbook_bytes([Sheet(title, ["a"]) for title in ("Posts", "posts", "POSTS", "x" * 40, "x" * 50)])
    assert openpyxl.load_workbook(BytesIO(data)).sheetnames == [
        *("Posts", "posts 2", "POSTS 3", "x" * 31, "x" * 27 + " 2"),
    ]


def test_a_sheet_takes_rows_one_by_one() -> None:
    rows = ([number, "words"] for number in range(3_000))
    data = workbook_bytes([Sheet("Table", ["a", "b"], rows)])
    assert openpyxl.load_workbook(BytesIO(data), read_only=True).active.max_row == 3_001


def test_the_download_is_an_attachment_with_a_plain_name() -> None:
    app = Flask("x")
    app.add_url_rule("/", "table", lambda: workbook_response('a";\r\nb.xlsx', [Sheet("Table", ["a"])]))
    answer = app.test_client().get("/")
    assert answer.headers["Content-Disposition"] == "attachment; filename=a-b.xlsx"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    assert zipfile.is_zipfile(BytesIO(answer.data))
