"""Rules across tables that no constraint can hold; `charter-portal check` asks them."""

from __future__ import annotations

from itertools import groupby

from sqlalchemy import select

from charter_portal.core.clock import today
from charter_portal.core.database import db
from charter_portal.organisations.models import Service
from charter_portal.workforce.models import Milestone, Person, Post, PostVersion
from charter_portal.workforce.queries.log import log_problems
from charter_portal.workforce.queries.places import decisive
from charter_portal.workforce.rules.history import Span, faults
from charter_portal.workforce.rules.order import PLACES


def invariant_problems() -> list[str]:
    """One sentence for each thing that does not fit; none when all is well."""
    return [*_histories(), *_places(), *_strangers(), *log_problems()]


def _histories() -> list[str]:
    rows = select(PostVersion.post_id, PostVersion.valid_from, PostVersion.valid_until)
    ordered = db.session.execute(rows.order_by(PostVersion.post_id, PostVersion.valid_from))
    return [
        f"Post {number}: {fault}."
        for number, versions in groupby(ordered, key=lambda row: row.post_id)
        for fault in faults([Span(row.valid_from, row.valid_until) for row in versions])
    ]


def _places() -> list[str]:
    seen = decisive(today())
    newest = select(seen.c.person_id, seen.c.kind, seen.c.post_id).where(seen.c.newest == 1)
    told = {row.person_id: row.post_id for row in db.session.execute(newest) if row.kind in PLACES}
    people = select(Person.id, Person.post_id).order_by(Person.id)
    return [
        f"Person {row.id}: the post does not follow from the milestones."
        for row in db.session.execute(people)
        if row.post_id != told.get(row.id)
    ]


def _strangers() -> list[str]:
    """Milestones and people that point into another organisation."""
    theirs = (
        select(Milestone.id)
        .join(Milestone.person)
        .join(Post, Post.id == Milestone.post_id)
        .join(Service, Service.id == Post.service_id)
        .where(Service.organisation_id != Person.organisation_id)
    )
    elsewhere = (
        select(Person.id)
        .join(Service, Service.id == Person.service_id)
        .where(Service.organisation_id != Person.organisation_id)
    )
    return [
        *(
            f"Milestone {number}: the post is of another organisation."
            for number in db.session.scalars(theirs)
        ),
        *(
            f"Person {number}: the service is of another organisation."
            for number in db.session.scalars(elsewhere)
        ),
    ]
