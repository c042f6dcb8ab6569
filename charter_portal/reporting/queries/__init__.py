"""Questions across slices: the applications of a round, national pictures, the trail with names."""

from charter_portal.reporting.queries.console import (
    ConsoleFilter,
    ConsoleRow,
    assessors_of_cycle,
    console_page,
    counts_per_state,
    export_rows,
)
from charter_portal.reporting.queries.invariants import invariant_problems
from charter_portal.reporting.queries.trail import TrailFilter, trail_page

__all__ = [
    "ConsoleFilter",
    "ConsoleRow",
    "TrailFilter",
    "assessors_of_cycle",
    "console_page",
    "counts_per_state",
    "export_rows",
    "invariant_problems",
    "trail_page",
]
