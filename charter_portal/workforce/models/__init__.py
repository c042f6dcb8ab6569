"""Tables of the peer workforce, split by noun. The schema has no field for who a person is."""

from charter_portal.workforce.models.access import CircleMember, WorkforceSettings
from charter_portal.workforce.models.erasures import Erasure
from charter_portal.workforce.models.log import (
    BarrierAction,
    BarrierEntry,
    BarrierReminder,
    BarrierStatement,
    BarrierTry,
)
from charter_portal.workforce.models.people import ClockReminder, Milestone, Person
from charter_portal.workforce.models.posts import Post, PostVersion, RoleProfile

__all__ = [
    "BarrierAction",
    "BarrierEntry",
    "BarrierReminder",
    "BarrierStatement",
    "BarrierTry",
    "CircleMember",
    "ClockReminder",
    "Erasure",
    "Milestone",
    "Person",
    "Post",
    "PostVersion",
    "RoleProfile",
    "WorkforceSettings",
]
