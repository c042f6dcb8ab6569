"""Questions about training, by noun: which days there are, who has which place, who attended."""

from charter_portal.training.queries.attendance import (
    Attendance,
    attendance_gap,
    attendance_of,
    attended_assessor,
    requirement_for,
)
from charter_portal.training.queries.barriers import BarrierNote, barrier_notes_of
from charter_portal.training.queries.bookings import offers_for
from charter_portal.training.queries.invariants import invariant_problems
from charter_portal.training.queries.materials import materials_for
from charter_portal.training.queries.sight import days_trained_by, days_visible_to, is_trainer_now

__all__ = [
    "Attendance",
    "BarrierNote",
    "attendance_gap",
    "attendance_of",
    "attended_assessor",
    "barrier_notes_of",
    "days_trained_by",
    "days_visible_to",
    "invariant_problems",
    "is_trainer_now",
    "materials_for",
    "offers_for",
    "requirement_for",
]
