"""Builders of a peer workforce: profiles, posts, people as codes, and their ways."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from charter_portal.accounts.models import User
from charter_portal.core.clock import today
from charter_portal.core.database import db, unit_of_work
from charter_portal.organisations.models import Organisation, Service
from charter_portal.workforce import services
from charter_portal.workforce.enums import (
    CheckKind,
    ErasureReason,
    MilestoneKind,
    Place,
    PostKind,
    PostStatus,
)
from charter_portal.workforce.models import CircleMember, Erasure, Milestone, Person, Post, RoleProfile
from charter_portal.workforce.queries.posts import scheme_profiles
from charter_portal.workforce.rules.clock import add_months
from tests.factories.organisations import a_member, an_organisation, the_lead_of

M = MilestoneKind
_numbers = itertools.count(1)


def the_profile(key: str = "peer_supporter") -> RoleProfile:
    """One of the scheme's role profiles; they are loaded when nobody did so yet."""
    with unit_of_work():
        services.load_shipped_profiles()
    return next(profile for profile in scheme_profiles() if profile.key == key)


def facts(key: str = "peer_supporter", **changes: Any) -> services.PostFacts:
    """What is true of a usual post with this role profile."""
    profile = changes.pop("role_profile", None) or the_profile(key)
    usual: dict[str, Any] = {
        "role_profile": profile,
        "level": profile.level_low,
        "title": profile.name,
        "kind": PostKind.VOLUNTEER if key == "volunteer" else PostKind.PAID,
        "status": PostStatus.FILLED,
        "headcount": 1,
        "wte": Decimal("0.5") if key == "volunteer" else Decimal(1),
    }
    return services.PostFacts(**usual | changes)


def a_post(
    service: Service, key: str = "peer_supporter", *, since: date | None = None, **changes: Any
) -> Post:
    """A post that has been there for three years, unless another day is given."""
    told = facts(key, **changes)
    with unit_of_work():
        return services.add_post(
            service, told, since=since or add_months(today(), -36), by=the_lead_of(service.organisation)
        )


def an_erasure_asked_by(asker: User, person: Person) -> Erasure:
    """A request to take somebody out, as if this person had been a lead when they asked."""
    erasure = Erasure(
        organisation_id=person.organisation_id,
        person_id=person.id,
        why=ErasureReason.PERSON_ASKED,
        asked_by_id=asker.id,
    )
    with unit_of_work() as session:
        session.add(erasure)
    return erasure


def a_code() -> str:
    """A code that nobody has."""
    return f"PW-{next(_numbers):04}"


def someone(service: Service, code: str = "") -> Person:
    """A person followed by a code, with nothing written down yet."""
    with unit_of_work():
        return services.add_person(service, code=code or a_code(), by=the_lead_of(service.organisation))


def happened(person: Person, kind: MilestoneKind, on: date, **told: Any) -> Milestone:
    """One milestone, as a lead writes it down."""
    sure = told.pop("sure", False)
    with unit_of_work():
        return services.record_milestone(
            person,
            services.MilestoneFacts(kind=kind, happened_on=on, **told),
            by=the_lead_of(person.organisation),
            sure=sure,
        )


def someone_in(post: Post, since: date, code: str = "") -> Person:
    """A person who started in a post on a day; nothing before that is written down."""
    person = someone(post.service, code)
    happened(person, M.STARTED, since, post=post)
    return person


def a_crowd(service: Service, count: int, *steps: tuple[MilestoneKind, date, dict[str, Any]]) -> list[Person]:
    """So many people with the same milestones, written down at one go."""
    lead = the_lead_of(service.organisation)
    with unit_of_work():
        people = [services.add_person(service, code=a_code(), by=lead) for _ in range(count)]
        for person in people:
            for kind, day, told in steps:
                facts_of_it = services.MilestoneFacts(kind=kind, happened_on=day, **told)
                services.record_milestone(person, facts_of_it, by=lead, sure=True)
    return people


def a_way_in(service: Service, post: Post, first: date, *, vetting_days: int = 30) -> Person:
    """A person's whole way from a first interest to a start, with prison vetting of so many days."""
    person = someone(service)
    day = first
    for kind in (M.INTEREST, M.APPLIED, M.SHORTLISTED, M.INTERVIEWED, M.OFFERED):
        happened(person, kind, day)
        day += timedelta(days=7)
    happened(person, M.CHECKS_STARTED, day, check_kind=CheckKind.PRISON_VETTING)
    day += timedelta(days=vetting_days)
    happened(person, M.CHECKS_CLEARED, day, check_kind=CheckKind.PRISON_VETTING)
    happened(person, M.STARTED, day + timedelta(days=7), post=post)
    return person


def an_editor(organisation: Organisation, name: str = "") -> User:
    """A contributor whom a lead named as workforce editor."""
    return in_the_circle(organisation, a_member(organisation, name=name), Place.EDITOR)


def in_the_circle(organisation: Organisation, person: User, place: Place) -> User:
    """The person, with a place in the circle given by the first lead."""
    with unit_of_work():
        services.name_for_circle(organisation, person, place, by=the_lead_of(organisation))
    return person


def the_place_of(organisation: Organisation, person: User) -> CircleMember:
    """The row that names a person."""
    from charter_portal.workforce.queries.access import live_place

    found = db.session.scalar(live_place(organisation, person))
    assert found is not None
    return found


def a_service(name: str = "", **fields: Any) -> Service:
    """A service of a new organisation."""
    return an_organisation(name, **fields).services[0]
