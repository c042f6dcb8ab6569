"""What a booking may be for: something that a slice above knows, and that this one only names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Purpose:
    """One choice on the booking page: the key that comes back, and the words that people read."""

    key: str
    label: str
