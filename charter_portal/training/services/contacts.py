"""Addresses of delegates: kept as long as their own link works, and then forgotten."""

from __future__ import annotations

from sqlalchemy import select

from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock, unit_of_work
from charter_portal.jobs.services import every
from charter_portal.training.models import Place, TrainingDay
from charter_portal.training.queries.addresses import mark_of
from charter_portal.training.rules.places import LINK_KEPT

declare("training.contact.purged")
AT_ONCE = 100


def purge_contacts() -> int:
    """Forget the addresses of days long over; a number other than nought means that more may wait.

    Names stay, because certificates and applications show who came. A mark stays in place of the address, so
    that somebody who comes again is known as the same person.
    """
    with unit_of_work():
        due = select(Place).join(TrainingDay, TrainingDay.id == Place.day_id)
        due = due.where(TrainingDay.ends_at < now() - LINK_KEPT, Place.email != "")
        found = list(db.session.scalars(due.order_by(Place.id).limit(AT_ONCE)))
        for place in found:
            lock(place)
            if place.email:
                place.email, place.email_key = "", mark_of(place.email_key)
                record("training.contact.purged", about=place, by=None, note="Its date was reached.")
    return len(found)


every(3600)(purge_contacts)
