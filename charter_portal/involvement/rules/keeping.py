"""How long words about involvement are kept, what goes then, and what stays to be counted.

One list: the worker follows it, pages say it, and the privacy page prints it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from charter_portal.core.clock import add_months


@dataclass(frozen=True)
class Keeping:
    """One kind of record: how many months after which day its words go, and what stays."""

    what: str
    months: int
    after: str
    goes: str
    stays: str

    @property
    def years(self) -> int:
        """The same in whole years, as people say it."""
        return self.months // 12

    def border(self, today: date) -> date:
        """Whatever counts from a day before this one is kept no longer."""
        return add_months(today, -self.months)


REPLIES = Keeping(
    "Answers to a feedback form", 24, "the form closed", "every answer", "the form and its questions"
)
ACTIVITIES = Keeping(
    "Activities", 72, "they took place", "their titles and words", "the day, the kind and the counts"
)
AUDITS = Keeping(
    "Involvement audits", 72, "the last word was saved", "what was written", "the ratings and the counts"
)
MEETINGS = Keeping(
    "Board meetings",
    72,
    "the meeting",
    "what people said, the decisions and the printed report",
    "the day, the period and the services",
)
ACTIONS = Keeping(
    "Closed actions",
    72,
    "they were closed",
    "title, owner, notes and proof",
    "the number, the days and how it ended",
)
KEPT = (REPLIES, ACTIVITIES, AUDITS, MEETINGS, ACTIONS)
