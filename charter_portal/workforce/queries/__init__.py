"""Questions about the peer workforce, split by noun."""

from charter_portal.workforce.queries.figures import figure_definition, figure_for, figure_keys
from charter_portal.workforce.queries.invariants import invariant_problems
from charter_portal.workforce.queries.national import pathway_totals, posts_by_level, vetting_medians
from charter_portal.workforce.queries.posts import posts_on

__all__ = [
    "figure_definition",
    "figure_for",
    "figure_keys",
    "invariant_problems",
    "pathway_totals",
    "posts_by_level",
    "posts_on",
    "vetting_medians",
]
