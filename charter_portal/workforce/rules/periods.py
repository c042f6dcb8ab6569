"""A span of days that figures are worked out for, and the one before it to compare with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from charter_portal.workforce.rules.clock import add_months

CHOICES = (6, 12, 24)
USUAL = 12


@dataclass(frozen=True)
class Period:
    """From a day until a day, both included."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise ValueError("A period ends on the day it begins, or later.")

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.until - self.since).days + 1

    def before(self) -> Period:
        """The period of the same length that ended the day before; whole months where this one has them."""
        last = self.since - timedelta(days=1)
        after = self.until + timedelta(days=1)
        if self.since.day == after.day == 1:
            months = (after.year - self.since.year) * 12 + after.month - self.since.month
            return Period(add_months(self.since, -months), last)
        return Period(last - timedelta(days=self.days - 1), last)


def last_half_year(day: date) -> Period:
    """The last April to September, or October to March, that had ended by the evening of a day.

    No day lies in two of them, so what is told of one can never be taken from what is told of another.
    """
    ends = (date(year, *end) for year in (day.year, day.year - 1) for end in ((9, 30), (3, 31)))
    until = next(end for end in ends if end <= day)
    return Period(add_months(until + timedelta(days=1), -6), until)


def months_up_to(today: date, months: int = USUAL) -> Period:
    """The months that end today."""
    return Period(add_months(today, -months) + timedelta(days=1), today)


def asked_months(text: str | None) -> int:
    """The length somebody chose; anything else means a year."""
    return int(text) if text in {str(choice) for choice in CHOICES} else USUAL
