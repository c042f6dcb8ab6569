"""Records of many services at once, written straight into the tables: for pictures of the whole country.

They keep the rules of the tables and look as if they had grown: people drop out on the way in, few services
have many people, and every number below eight occurs somewhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from charter_portal.accounts.models import User
from charter_portal.barriers.enums import Stage
from charter_portal.barriers.queries import kinds
from charter_portal.core.database import db, unit_of_work
from charter_portal.organisations.enums import OrganisationKind, Region, Setting
from charter_portal.organisations.models import Organisation, Service
from charter_portal.organisations.rules import name_key
from charter_portal.workforce.enums import CheckKind, Employer, EntryStatus, PostKind, PostStatus, Severity
from charter_portal.workforce.enums import MilestoneKind as M
from charter_portal.workforce.models import BarrierEntry, Milestone, Person, Post, PostVersion
from charter_portal.workforce.queries.posts import scheme_profiles
from charter_portal.workforce.queries.spans import FUNNEL

CHUNK = 2_000
LEVELS = range(2, 9)
GOES_ON = 0.84
"""The share of people who take the next step."""


@dataclass(frozen=True)
class Seat:
    """A service with its organisation, and its posts from level 2 to 8."""

    organisation: int
    service: int
    posts: tuple[int, ...]


def many_services(count: int, by: User, *, seed: int = 1) -> list[tuple[int, int]]:
    """So many organisations with one service each, in every setting and region, some far more often."""
    chance = random.Random(seed)
    first_organisation, first_service = _next(Organisation), _next(Service)
    settings, regions = list(Setting), list(Region)
    weights = [1 / (place + 1) for place in range(len(settings))]
    with unit_of_work():
        put(
            Organisation,
            (
                {
                    "id": first_organisation + place,
                    "name": f"Body {place} of the bulk",
                    "name_key": name_key(f"Body {place} of the bulk"),
                    "kind": OrganisationKind.CHARITY,
                    "region": chance.choices(regions, weights[::-1])[0],
                    "created_by_id": by.id,
                }
                for place in range(count)
            ),
        )
        put(
            Service,
            (
                {
                    "id": first_service + place,
                    "organisation_id": first_organisation + place,
                    "name": f"Service {place}",
                    "setting": chance.choices(settings, weights)[0],
                }
                for place in range(count)
            ),
        )
    return [(first_organisation + place, first_service + place) for place in range(count)]


def many_records(
    services: Sequence[tuple[int, int]], people: int, until: date, by: User, *, days: int = 500, seed: int = 1
) -> list[Seat]:
    """Posts, barriers and so many people with their milestones, over the days that end on `until`."""
    chance = random.Random(seed)
    begin = until - timedelta(days=days)
    with unit_of_work():
        seats = _posts(services, begin, chance)
        put(BarrierEntry, _barriers(services, begin, days, by, chance))
        first = _next(Person)
        weights = [1 / (place % 40 + 1) for place in range(len(seats))]
        chosen = [chance.choices(seats, weights)[0] for _ in range(people)]
        put(Person, (_person(first + place, seat) for place, seat in enumerate(chosen)))
        put(
            Milestone,
            (
                row
                for place, seat in enumerate(chosen)
                for row in _way(first + place, seat, begin + timedelta(days=chance.randrange(days)), chance)
                if row["happened_on"] <= until
            ),
        )
    return seats


def put(table: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows a few thousand at a time."""
    waiting: list[dict[str, Any]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == CHUNK:
            db.session.execute(insert(table), waiting)
            waiting = []
    if waiting:
        db.session.execute(insert(table), waiting)


def _next(table: Any) -> int:
    return (db.session.scalar(select(func.max(table.id))) or 0) + 1


def _posts(services: Sequence[tuple[int, int]], begin: date, chance: random.Random) -> list[Seat]:
    first = _next(Post)
    profile = scheme_profiles()[0].id
    of_each = len(LEVELS)
    numbers = range(first, first + len(services) * of_each)
    put(Post, ({"id": n, "service_id": services[(n - first) // of_each][1]} for n in numbers))
    put(
        PostVersion,
        (
            {
                "post_id": number,
                "valid_from": begin,
                "role_profile_id": profile,
                "level": LEVELS[(number - first) % of_each],
                "title": "A post",
                "kind": PostKind.VOLUNTEER if (number - first) % of_each == 0 else PostKind.PAID,
                "status": chance.choices(list(PostStatus), [5, 2, 1])[0],
                "headcount": chance.randint(1, 4),
                "wte": 1,
                "employer": Employer.OWN,
            }
            for number in numbers
        ),
    )
    return [
        Seat(organisation, service, tuple(range(first + place * of_each, first + (place + 1) * of_each)))
        for place, (organisation, service) in enumerate(services)
    ]


def _barriers(
    services: Sequence[tuple[int, int]], begin: date, days: int, by: User, chance: random.Random
) -> Iterator[dict[str, Any]]:
    every = kinds()
    weights = [1 / (place + 1) for place in range(len(every))]
    for organisation, service in services:
        for kind in chance.choices(every, weights, k=chance.randint(0, 5)) if every else ():
            yield {
                "organisation_id": organisation,
                "service_id": service,
                "kind_id": kind.id,
                "stage": chance.choice(list(Stage)),
                "severity": Severity.MEDIUM,
                "status": EntryStatus.OPEN,
                "words": "What stood in the way",
                "opened_on": begin + timedelta(days=chance.randrange(days)),
                "opened_by_id": by.id,
            }


def _person(number: int, seat: Seat) -> dict[str, Any]:
    code = f"BULK-{number}"
    return {
        "id": number,
        "organisation_id": seat.organisation,
        "service_id": seat.service,
        "code": code,
        "code_key": code.casefold(),
    }


def _way(number: int, seat: Seat, day: date, chance: random.Random) -> Iterator[dict[str, Any]]:
    usual = {
        "person_id": number,
        "service_id": seat.service,
        "post_id": None,
        "check_kind": None,
    }
    for kind in FUNNEL:
        if kind is M.CHECKS_CLEARED:
            usual["check_kind"] = CheckKind.PRISON_VETTING
            yield usual | {"kind": M.CHECKS_STARTED, "happened_on": day}
            day += timedelta(days=chance.randint(15, 90))
        post = chance.choice(seat.posts) if kind is M.STARTED else None
        yield usual | {"kind": kind, "happened_on": day, "post_id": post}
        usual["check_kind"] = None
        if chance.random() > GOES_ON:
            return
        day += timedelta(days=chance.randint(5, 30))
