"""What can be done in assessment, by noun: allocations, declarations, scores, moderation, profiles."""

from charter_portal.assessment.services.allocations import allocate, close_allocations, end_allocation
from charter_portal.assessment.services.declarations import declare_conflict, declare_no_conflict
from charter_portal.assessment.services.moderation import agree_as_scored, agree_level, complete_moderation
from charter_portal.assessment.services.profiles import keep_profile
from charter_portal.assessment.services.scores import finish, save_score

__all__ = [
    "agree_as_scored",
    "agree_level",
    "allocate",
    "close_allocations",
    "complete_moderation",
    "declare_conflict",
    "declare_no_conflict",
    "end_allocation",
    "finish",
    "keep_profile",
    "save_score",
]
