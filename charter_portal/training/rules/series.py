"""The dates of a series: every such weekday of each month, over a stretch of months."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterator
from datetime import date

LAST = 5
"""Stands for the last such weekday of a month, whether it is the fourth or the fifth."""

MOST_MONTHS = 24


def dates_of(weekday: int, place: int, first: date, last: date) -> list[date]:
    """The `place`-th such weekday (Monday is 0) of each month from `first` to `last`, both days included."""
    found = (_of_month(year, month, weekday, place) for year, month in _months(first, last))
    return [day for day in found if first <= day <= last]


def _of_month(year: int, month: int, weekday: int, place: int) -> date:
    days = [
        day
        for day in Calendar().itermonthdates(year, month)
        if day.month == month and day.weekday() == weekday
    ]
    return days[-1] if place == LAST else days[place - 1]


def _months(first: date, last: date) -> Iterator[tuple[int, int]]:
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield year, month
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
