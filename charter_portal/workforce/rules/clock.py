"""The volunteer clock: months on the calendar, and when to remind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from charter_portal.core.clock import add_months

VOLUNTEER_MONTHS = 18
KEEP_MONTHS = 24
LOG_MONTHS = 72
"""How long the words of a barrier are kept after it ended."""
REMIND_BEFORE = (6, 3, 1)
"""Months before the end at which a reminder goes out: 12, 15 and 17 of the usual 18."""


def months_between(start: date, end: date) -> int:
    """Whole months that have passed from one day to another; none for a day that has not come."""
    if end <= start:
        return 0
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


@dataclass(frozen=True)
class Clock:
    """How long somebody has volunteered, and when the time is over."""

    started: date
    limit_months: int

    @property
    def ends(self) -> date:
        """The day by which volunteering here should have led to something else."""
        return add_months(self.started, self.limit_months)

    def months(self, today: date) -> int:
        """Whole months since the start."""
        return months_between(self.started, today)

    def is_over(self, today: date) -> bool:
        """The limit has been reached."""
        return today >= self.ends

    def is_near(self, today: date) -> bool:
        """The first reminder has fallen due, or the time is over."""
        first = max((left for left in REMIND_BEFORE if left < self.limit_months), default=0)
        return today >= add_months(self.ends, -first)

    def reminder_due(self, today: date) -> int | None:
        """How many months before the end the latest reminder fell due, or None before the first.

        After a long pause only the latest counts: nobody gets three reminders on one morning.
        """
        due = [
            left
            for left in REMIND_BEFORE
            if left < self.limit_months and add_months(self.ends, -left) <= today < self.ends
        ]
        return min(due) if due else None
