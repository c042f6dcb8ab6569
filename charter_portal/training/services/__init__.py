"""What can be done with days, places and what comes of them."""

from charter_portal.training.services.barriers import mark_notes_moved
from charter_portal.training.services.booking import book, book_alone
from charter_portal.training.services.contacts import purge_contacts
from charter_portal.training.services.delegates import (
    accept_offer,
    accept_offers,
    cancel_place,
    change_delegate,
    change_needs,
)
from charter_portal.training.services.needs import purge_needs
from charter_portal.training.services.waiting import change_capacity, move_lists

__all__ = [
    "accept_offer",
    "accept_offers",
    "book",
    "book_alone",
    "cancel_place",
    "change_capacity",
    "change_delegate",
    "change_needs",
    "mark_notes_moved",
    "move_lists",
    "purge_contacts",
    "purge_needs",
]
