"""Questions about awards, by noun: decisions, the release, the feedback, the public register, invariants."""

from charter_portal.awards.queries.decisions import decision_of, decisions_of_cycle, decisions_to_confirm
from charter_portal.awards.queries.feedback import Feedback, FeedbackLine, feedback_of
from charter_portal.awards.queries.invariants import invariant_problems
from charter_portal.awards.queries.national import TierTotal, tiers_by_place
from charter_portal.awards.queries.register import (
    award_by_code,
    award_of,
    awards_list,
    levels_awarded,
    register_page,
    tier_place,
)
from charter_portal.awards.queries.release import Waiting, people_told, shared_in, waiting_in

__all__ = [
    "Feedback",
    "FeedbackLine",
    "TierTotal",
    "Waiting",
    "award_by_code",
    "award_of",
    "awards_list",
    "decision_of",
    "decisions_of_cycle",
    "decisions_to_confirm",
    "feedback_of",
    "invariant_problems",
    "levels_awarded",
    "people_told",
    "register_page",
    "shared_in",
    "tier_place",
    "tiers_by_place",
    "waiting_in",
]
