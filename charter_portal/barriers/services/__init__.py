"""What can be done with the catalogue of barriers and the library of what has helped."""

from charter_portal.barriers.services.kinds import add_kind, change_kind, restore_kind, retire_kind
from charter_portal.barriers.services.library_file import SAMPLE_LIBRARY, Loaded, load_library
from charter_portal.barriers.services.solutions import (
    SolutionWords,
    add_solution,
    change_solution,
    decline_solution,
    offer_solution,
    publish_solution,
    take_back,
    withdraw_solution,
)

__all__ = [
    "SAMPLE_LIBRARY",
    "Loaded",
    "SolutionWords",
    "add_kind",
    "add_solution",
    "change_kind",
    "change_solution",
    "decline_solution",
    "load_library",
    "offer_solution",
    "publish_solution",
    "restore_kind",
    "retire_kind",
    "take_back",
    "withdraw_solution",
]
