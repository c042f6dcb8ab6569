"""What a task is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Task:
    """One thing that waits for a person: what to do, where, more words, and when it is due if it is."""

    what: str
    url: str
    note: str = ""
    due: datetime | None = None


@dataclass(frozen=True)
class Offer:
    """An invitation that a person may accept here: what to, where the answer goes, more words."""

    what: str
    url: str
    note: str
