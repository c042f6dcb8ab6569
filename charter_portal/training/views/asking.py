"""Who asks for a page, and the day or place that they ask about."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

from flask import abort, request
from flask_login import current_user

from charter_portal.accounts.models import User
from charter_portal.accounts.services.throttles import Limit, TooManyTries, count_try
from charter_portal.core.clock import minutes
from charter_portal.core.database import unit_of_work
from charter_portal.training.models import Place, TrainingDay
from charter_portal.training.queries.days import day_for
from charter_portal.training.queries.places import place_behind

E = TypeVar("E", bound=Enum)

WRONG_LINKS = Limit("training.link", 60, minutes(15))


def me() -> User:
    """The person who asked for this page."""
    person: User = current_user._get_current_object()
    return person


def day_or_404(number: int) -> TrainingDay:
    """The day with this number, if it exists for whoever asks."""
    return day_for(current_user, number) or abort(404)


def own_place(token: str) -> Place:
    """The place behind a delegate's own link.

    A link that is forged, too old or of a place that went to somebody else is simply not found. Only such
    tries are counted, so a whole site behind one address is never kept from its own pages.
    """
    place = place_behind(token)
    if place is None:
        with unit_of_work():
            wait = count_try(WRONG_LINKS, request.remote_addr or "")
        if wait is not None:
            raise TooManyTries(wait)
        abort(404)
    return place


def asked(kind: type[E], name: str) -> E | None:
    """The filter somebody chose; anything else means no filter."""
    return next((member for member in kind if member.value == request.args.get(name)), None)
