"""Questions about assessment: an application's panel, an assessor's own work, the scores side by side."""

from charter_portal.assessment.queries.invariants import invariant_problems
from charter_portal.assessment.queries.moderation import (
    Line,
    SideBySide,
    agreed_levels,
    is_fully_agreed,
    proposed_outcome,
    scores_are_open,
    side_by_side,
)
from charter_portal.assessment.queries.panel import (
    Candidate,
    allocations_of,
    belongs_to_applicant,
    candidates,
    has_part_in,
    latest_submission_id,
    profile_of,
    readers_of,
)
from charter_portal.assessment.queries.queue import QueueRow, my_queue, queue_counts, queue_page
from charter_portal.assessment.queries.reading import (
    Reading,
    ReadingLine,
    charter_asked,
    has_read_enough_today,
    reading_of,
)

__all__ = [
    "Candidate",
    "Line",
    "QueueRow",
    "Reading",
    "ReadingLine",
    "SideBySide",
    "agreed_levels",
    "allocations_of",
    "belongs_to_applicant",
    "candidates",
    "has_part_in",
    "charter_asked",
    "has_read_enough_today",
    "invariant_problems",
    "is_fully_agreed",
    "latest_submission_id",
    "my_queue",
    "profile_of",
    "proposed_outcome",
    "queue_counts",
    "queue_page",
    "reading_of",
    "readers_of",
    "scores_are_open",
    "side_by_side",
]
