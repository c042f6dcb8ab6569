"""Reminders on review days: one mail for each person and organisation, once, whichever worker is quicker."""

from __future__ import annotations

from itertools import groupby

from sqlalchemy.exc import IntegrityError

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.database import db, lock, unit_of_work
from charter_portal.organisations.models import Organisation
from charter_portal.workforce import notices
from charter_portal.workforce.models import BarrierEntry, BarrierReminder
from charter_portal.workforce.queries.access import writers_of
from charter_portal.workforce.queries.log import due_reviews

declare("workforce.barrier.reminded")


def remind_of_reviews() -> int:
    """Tell who owns them, or else everybody who writes, that barriers wait to be looked at.

    A worker's chore: it opens a unit of work for each organisation. Returns how many barriers were told of.
    """
    told = 0
    by_organisation = groupby(due_reviews(), key=lambda entry: entry.organisation_id)
    for organisation_id, entries in [(number, list(group)) for number, group in by_organisation]:
        with unit_of_work():
            organisation = lock(db.session.get_one(Organisation, organisation_id))
            told += _remind(organisation, entries)
    return told


def _remind(organisation: Organisation, entries: list[BarrierEntry]) -> int:
    fresh = [entry for entry in entries if _noted(entry)]
    writers = {person.id: person for person in writers_of(organisation)}
    waiting: dict[int, int] = {}
    for entry in fresh:
        for person in _whom(entry, writers):
            waiting[person.id] = waiting.get(person.id, 0) + 1
        record("workforce.barrier.reminded", about=entry, by=None, after={"review_on": entry.review_on})
    for number, count in waiting.items():
        notices.tell_of_reviews(writers[number], organisation, count)
    return len(fresh)


def _whom(entry: BarrierEntry, writers: dict[int, User]) -> list[User]:
    owner = writers.get(entry.owner_id or 0)
    return [owner] if owner is not None else list(writers.values())


def _noted(entry: BarrierEntry) -> bool:
    """Write down that this review day was told of, unless another worker did so first or it has moved."""
    lock(entry)
    if not entry.is_live or entry.review_on is None:
        return False
    try:
        with db.session.begin_nested():
            db.session.add(BarrierReminder(entry_id=entry.id, review_on=entry.review_on))
    except IntegrityError:
        return False
    return True
