"""What can be done with the peer workforce: profiles, posts, people, milestones, the circle, clocks."""

from charter_portal.workforce.services.access import name_for_circle, settle, take_from_circle
from charter_portal.workforce.services.clock import remind_of_clocks
from charter_portal.workforce.services.keeping import anonymise_the_gone
from charter_portal.workforce.services.milestones import (
    MilestoneFacts,
    UnusualOrder,
    correct_milestone,
    record_milestone,
    remove_milestone,
)
from charter_portal.workforce.services.people import (
    add_person,
    change_person,
    erase_person,
    plan_exit,
    what_erasing_takes,
)
from charter_portal.workforce.services.posts import PostFacts, add_post, change_post, end_post
from charter_portal.workforce.services.profiles import (
    add_own_profile,
    change_own_profile,
    change_scheme_profile,
    load_profiles,
    load_shipped_profiles,
)

__all__ = [
    "MilestoneFacts",
    "PostFacts",
    "UnusualOrder",
    "add_own_profile",
    "add_person",
    "add_post",
    "anonymise_the_gone",
    "change_own_profile",
    "change_person",
    "change_post",
    "change_scheme_profile",
    "correct_milestone",
    "end_post",
    "erase_person",
    "load_profiles",
    "load_shipped_profiles",
    "name_for_circle",
    "plan_exit",
    "record_milestone",
    "remind_of_clocks",
    "remove_milestone",
    "settle",
    "take_from_circle",
    "what_erasing_takes",
]
