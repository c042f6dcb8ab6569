"""What delegates need on the day: kept apart, seen by few, and emptied in time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now, today
from charter_portal.core.database import db, lock, unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.jobs.services import every
from charter_portal.training import permissions as can
from charter_portal.training.models import DelegateNeeds, Place
from charter_portal.training.rules.places import needs_purged_on

declare("training.needs.purged")
AT_ONCE = 100


def write_needs(place: Place, *, access: str, dietary: str, by: Any) -> None:
    """Keep what a delegate needs, until its date. Empty words keep nothing. The day must be held.

    What delegates write themselves is theirs: whoever booked for them reads it no more than before, and so
    must not write over it. Raises RuleBroken then.
    """
    needs = db.session.scalar(select(DelegateNeeds).where(DelegateNeeds.place_id == place.id))
    is_own = is_own_hand(place, by)
    if needs is None:
        if not access and not dietary and not can.holds(by, place):
            return
        needs = DelegateNeeds(place_id=place.id, access="", dietary="", own_words=False)
        db.session.add(needs)
    if needs.own_words and not is_own and not can.sees_needs(by, place):
        raise RuleBroken("They have told us themselves what they need, so only they change it.", "access")
    needs.own_words = needs.own_words or is_own
    needs.access, needs.dietary, needs.purged_at = access, dietary, None
    needs.purge_on = needs_purged_on(place.day.ends_at)


def is_own_hand(place: Place, by: Any) -> bool:
    """True for the delegate: by their own link, or signed in with the address of the place."""
    return can.holds(by, place) or getattr(by, "email_key", None) == place.email_key


def forget_needs(place: Place) -> None:
    """The place is given up, so nobody has to know any more what its delegate needs."""
    needs = db.session.scalar(select(DelegateNeeds).where(DelegateNeeds.place_id == place.id))
    if needs is not None and needs.purged_at is None:
        _empty(needs, "The place was given up.")


def purge_needs() -> int:
    """Empty what has reached its date; a number other than nought means that more may wait."""
    with unit_of_work():
        due = select(DelegateNeeds).where(
            DelegateNeeds.purge_on <= today(), DelegateNeeds.purged_at.is_(None)
        )
        found = list(db.session.scalars(due.order_by(DelegateNeeds.id).limit(AT_ONCE)))
        for needs in found:
            lock(needs)
            if needs.purged_at is None:
                _empty(needs, "Its date was reached.")
    return len(found)


every(3600)(purge_needs)


def _empty(needs: DelegateNeeds, why: str) -> None:
    needs.access = needs.dietary = ""
    needs.own_words = False
    needs.purged_at = now()
    record("training.needs.purged", about=needs, by=None, note=why)
