"""Questions about people as codes, and their milestones."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from charter_portal.accounts.models import User
from charter_portal.core.database import db
from charter_portal.organisations.models import Organisation, Service
from charter_portal.workforce.enums import ErasureStatus
from charter_portal.workforce.models import Erasure, Milestone, Person, Post
from charter_portal.workforce.rules.codes import code_key, problem_with


def people_of(service: Service, *, search: str = "", here: bool | None = None) -> Select[Person]:
    """The people followed in a service: all, those who work in a post now, or the others."""
    rows = select(Person).where(Person.service_id == service.id, Person.anonymised_at.is_(None))
    if search:
        rows = rows.where(Person.code_key.contains(code_key(search), autoescape=True))
    if here is not None:
        rows = rows.where(Person.post_id.is_not(None) if here else Person.post_id.is_(None))
    return rows


def latest_milestones(people: list[Person]) -> dict[int, Milestone]:
    """The newest milestone of each of these people, by the person's number."""
    place = func.row_number().over(
        partition_by=Milestone.person_id, order_by=(Milestone.happened_on.desc(), Milestone.id.desc())
    )
    ranked = (
        select(Milestone.id.label("milestone_id"), place.label("place"))
        .where(Milestone.person_id.in_([person.id for person in people]))
        .subquery()
    )
    rows = select(Milestone).join(ranked, ranked.c.milestone_id == Milestone.id).where(ranked.c.place == 1)
    return {milestone.person_id: milestone for milestone in db.session.scalars(rows)}


def person_with_way(person_id: int) -> Person | None:
    """A person with service, post and every milestone in order."""
    rows = (
        select(Person)
        .where(Person.id == person_id)
        .options(
            joinedload(Person.service),
            joinedload(Person.post),
            selectinload(Person.milestones).joinedload(Milestone.post),
        )
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(rows)


def people_in(post: Post) -> int:
    """How many people work in a post now, as their milestones say."""
    return db.session.scalar(select(func.count()).where(Person.post_id == post.id)) or 0


def person_by_code(organisation: Organisation, code: str) -> Person | None:
    """The person whom the organisation calls by this code, in any spelling of it."""
    return db.session.scalar(
        select(Person).where(Person.organisation_id == organisation.id, Person.code_key == code_key(code))
    )


def people_by_key(organisation: Organisation) -> dict[str, Person]:
    """Everybody the organisation follows by code, with their milestones."""
    rows = (
        select(Person)
        .where(Person.organisation_id == organisation.id, Person.code_key.is_not(None))
        .options(selectinload(Person.milestones))
    )
    return {str(person.code_key): person for person in db.session.scalars(rows)}


def milestones_for_export(service: Service) -> list[Milestone]:
    """Every milestone of a service's people with their codes, person by person; without anonymised people."""
    rows = (
        select(Milestone)
        .join(Milestone.person)
        .where(Person.service_id == service.id, Person.anonymised_at.is_(None))
        .options(contains_eager(Milestone.person))
        .order_by(Person.code_key, Milestone.happened_on, Milestone.id)
    )
    return list(db.session.scalars(rows))


def counts_of(services: list[Service]) -> dict[int, Any]:
    """How many people each service follows by code, and how many of them work in a post now."""
    rows = (
        select(
            Person.service_id,
            func.count().label("followed"),
            func.count(Person.post_id).label("here"),
        )
        .where(Person.service_id.in_([service.id for service in services]), Person.anonymised_at.is_(None))
        .group_by(Person.service_id)
    )
    return {row.service_id: row for row in db.session.execute(rows)}


def a_free_code(organisation: Organisation) -> str:
    """A code that says nothing and that nobody in the organisation has, to propose on the page."""
    while True:
        code = f"PW-{secrets.randbelow(9000) + 1000}"
        if problem_with(code) is None and person_by_code(organisation, code) is None:
            return code


def open_erasure_of(person: Person) -> Erasure | None:
    """The request to take this person out that waits for a second person, or None."""
    rows = select(Erasure).where(Erasure.person_id == person.id, Erasure.status == ErasureStatus.ASKED)
    return db.session.scalar(rows)


def erasures_waiting(organisations: Iterable[int]) -> list[Erasure]:
    """The requests of these organisations that wait for a second person, the oldest first."""
    rows = select(Erasure).where(
        Erasure.organisation_id.in_(organisations), Erasure.status == ErasureStatus.ASKED
    )
    with_names = joinedload(Erasure.organisation), joinedload(Erasure.asked_by).lazyload(User.grants)
    return list(db.session.scalars(rows.options(*with_names).order_by(Erasure.id)))
