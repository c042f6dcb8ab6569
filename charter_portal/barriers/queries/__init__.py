"""Questions about barriers and what has helped."""

from charter_portal.barriers.queries.kinds import kind_by_code, kinds, kinds_with_counts
from charter_portal.barriers.queries.library import (
    counts_for_staff,
    invariant_problems,
    origin_of,
    origin_to_tell,
    published_for,
    shown_origin,
    solution_list,
    solutions_from,
    solutions_like,
)

__all__ = [
    "counts_for_staff",
    "invariant_problems",
    "kind_by_code",
    "kinds",
    "kinds_with_counts",
    "origin_of",
    "origin_to_tell",
    "published_for",
    "shown_origin",
    "solution_list",
    "solutions_from",
    "solutions_like",
]
