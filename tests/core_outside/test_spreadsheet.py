"""CSV that holds every text as text, every number as a number, and grows nothing in memory."""

from __future__ import annotations

import csv
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from flask import Flask

from charter_portal.core.spreadsheet import csv_lines, csv_response, safe_cell

DANGEROUS = [
    *(
        "=1+1",
        "+1",
        "-1+2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        " =1+1",
        "\ufeff=1",
    ),
    *(
        "=cmd|'/C calc'!A0",
        '=HYPERLINK("http://x.test","y")',
        "\u200b=1",
        "\u202e=1",
        "−1",
        "﹢1",
    ),
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_could_start_a_formula_is_marked_as_text(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["Café", "a=1", "O'Neill", "Łódź", "مرحبا", "👩🏽‍🚀", "", "12 High Street", "a@b.test"]
)
def test_other_text_is_left_alone(text):
    assert safe_cell(text) == text


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        *(
            (-5, -5),
            (0, 0),
            (2.5, 2.5),
            (Decimal("-1.10"), Decimal("-1.10")),
            (None, ""),
            (True, "yes"),
            (False, "no"),
        ),
        (date(2027, 3, 5), "2027-03-05"),
        (datetime(2027, 6, 1, 16, 0, tzinfo=UTC), "2027-06-01 17:00"),
    ],
)
def test_values(value, cell):
    assert safe_cell(value) == cell


def test_quotes_and_line_breaks_survive():
    row = ['He said "yes"', "two\nlines", "a, b", "Ŵyn"]
    text = "".join(csv_lines(["a", "b", "c", "d"], [row]))
    assert text.startswith("\ufeff")
    assert list(csv.reader(StringIO(text.removeprefix("\ufeff"))))[1] == row


def test_a_large_table_needs_little_memory():
    rows = ((number, "x" * 200) for number in range(50_000))
    tracemalloc.start()
    size = sum(len(piece) for piece in csv_lines(["number", "text"], rows))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 10_000_000
    assert peak < 1_000_000


def test_the_download_is_an_attachment_with_a_plain_name():
    app = Flask("x")
    app.add_url_rule("/", "table", lambda: csv_response('a";\r\nb.csv', ["name"], [["=1"]]))
    answer = app.test_client().get("/")
    assert answer.headers["Content-Disposition"] == "attachment; filename=a-b.csv"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.data == "\ufeffname\r\n'=1\r\n".encode()
