"""From when a register may be filled in."""

from __future__ import annotations

from datetime import datetime

from charter_portal.core.clock import to_london


def is_open(starts_at: datetime, moment: datetime) -> bool:
    """True from midnight in London on the day itself: early arrivals are let in."""
    return to_london(moment).date() >= to_london(starts_at).date()
