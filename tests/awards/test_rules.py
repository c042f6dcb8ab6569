"""Numbers, dates, codes, and how much fits on paper."""

from __future__ import annotations

from datetime import date

import pytest

from charter_portal.awards.rules import (
    fitting,
    is_crowded,
    number_of,
    plain_code,
    series_of,
    spaced,
    type_size,
    years_on,
)


def test_numbers_name_scheme_and_year():
    assert number_of(series_of("lived-experience-charter", 2027), 42) == "LEC-C-2027-0042"
    assert number_of("LEC-C-2027", 12345) == "LEC-C-2027-12345"


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2027, 3, 5), date(2030, 3, 4)),
        (date(2028, 2, 29), date(2031, 2, 28)),
        (date(2025, 3, 1), date(2028, 2, 29)),
        (date(2027, 1, 1), date(2029, 12, 31)),
    ],
)
def test_a_status_ends_the_day_before_its_anniversary(start, last):
    assert years_on(start, 3) == last


@pytest.mark.parametrize(
    "typed", ["abcd-efgh-2345-6789", " ABCD EFGH 2345 6789 ", "AbCdEfGh23456789", "ABCD\u2013EFGH.2345/6789"]
)
def test_a_code_is_the_same_however_it_is_typed(typed):
    assert plain_code(typed) == "ABCDEFGH23456789"


@pytest.mark.parametrize("typed", ["", "---", "\x00", "ŵŷ", "🌉"])
def test_what_cannot_be_a_code_is_empty(typed):
    assert plain_code(typed) == ""


def test_an_enormous_code_is_not_looked_at_whole():
    assert len(plain_code("A" * 1_000_000)) == 100


def test_codes_are_read_in_fours():
    assert spaced("ABCDEFGH23456789") == "ABCD-EFGH-2345-6789"


def test_longer_names_get_smaller_type():
    sizes = [type_size("x" * length) for length in (1, 38, 39, 64, 65, 110, 111, 160, 161, 200)]
    assert list(dict.fromkeys(sizes)) == ["grand", "large", "medium", "small", "smallest"]


def test_what_does_not_fit_is_counted():
    assert fitting(["a" * 10] * 5, room=30) == (["a" * 10] * 2, 3)
    assert fitting(["a" * 500, "b"], room=30) == (["a" * 500], 1)
    assert fitting([], room=30) == ([], 0)


def test_a_page_is_crowded_by_letters():
    assert is_crowded(["x" * 200, "y" * 200]) and not is_crowded(["x" * 100])
