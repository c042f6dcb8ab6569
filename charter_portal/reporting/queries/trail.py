"""The audit trail with the names of people and organisations that still exist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from charter_portal.accounts.models import User
from charter_portal.accounts.queries import user_by_address
from charter_portal.audit_trail.enums import ActorKind, Outcome
from charter_portal.audit_trail.models import Entry
from charter_portal.audit_trail.queries import latest
from charter_portal.core.clock import from_london
from charter_portal.core.database import db
from charter_portal.core.tables import Page, paginate
from charter_portal.organisations.models import Organisation


@dataclass(frozen=True)
class TrailFilter:
    """What the trail is narrowed by. Dates are days in London, both included."""

    event: str = ""
    actor: str = ""
    subject: str = ""
    outcome: Outcome | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class TrailRow:
    """One entry in words."""

    entry: Entry
    who: str
    organisation: str


def trail_page(chosen: TrailFilter, *, number: int) -> Page[TrailRow]:
    """One page of the trail, newest first, with names found in two more queries."""
    subject_type, subject_id = _subject(chosen.subject)
    rows = latest(
        event=chosen.event or None,
        actor_id=_actor_id(chosen.actor),
        subject_type=subject_type,
        subject_id=subject_id,
        outcome=chosen.outcome,
        since=_start(chosen.since),
        until=_start(chosen.until + timedelta(days=1)) if chosen.until else None,
    )
    page = paginate(rows, number=number)
    people = _names(User, (entry.actor_id for entry in page.items))
    organisations = _names(Organisation, (entry.organisation_id for entry in page.items))
    items = [
        TrailRow(entry, _who(entry, people), organisations.get(entry.organisation_id or 0, ""))
        for entry in page.items
    ]
    return Page(items=items, number=page.number, size=page.size, total=page.total)


def _actor_id(address: str) -> int | None:
    if not address:
        return None
    person = user_by_address(address)
    # Nobody has the number 0, so an unknown address finds nothing rather than everything.
    return person.id if person else 0


def _subject(text: str) -> tuple[str | None, int | None]:
    """“application 12” names one thing, “application” all of a kind."""
    kind, _, number = text.strip().partition(" ")
    return kind.lower() or None, int(number) if number.isascii() and number.isdecimal() and len(
        number
    ) < 10 else None


def _start(day: date | None) -> datetime | None:
    return from_london(datetime.combine(day, time())) if day else None


def _names(kind: type[User] | type[Organisation], numbers: Iterable[int | None]) -> dict[int, str]:
    wanted = {number for number in numbers if number is not None}
    if not wanted:
        return {}
    return {
        row[0]: row[1] for row in db.session.execute(select(kind.id, kind.name).where(kind.id.in_(wanted)))
    }


def _who(entry: Entry, people: dict[int, str]) -> str:
    if entry.actor_kind is ActorKind.PERSON and entry.actor_id is not None:
        return people.get(entry.actor_id, f"Person {entry.actor_id}")
    return entry.actor_kind.label
