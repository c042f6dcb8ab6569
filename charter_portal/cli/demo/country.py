"""The rest of the country: organisations and workforces written straight into the tables, many at once.

The national picture needs far more of them than a story can tell. They keep every rule of the tables and look
as if they had grown: people drop out on the way in, a few services have most people, and every number below
eight occurs somewhere. Tests and benchmarks use the same records, in greater numbers. All of it is made up.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select

from charter_portal.accounts.models import User
from charter_portal.barriers.enums import Stage
from charter_portal.barriers.queries import kinds
from charter_portal.cli.demo import people, rounds
from charter_portal.cli.demo.calendar import Calendar, workday
from charter_portal.core.database import db
from charter_portal.organisations.enums import OrganisationKind, Region, Setting
from charter_portal.organisations.models import Organisation, Service
from charter_portal.organisations.rules import name_key
from charter_portal.reporting.services import request_picture
from charter_portal.workforce.enums import CheckKind, Employer, EntryStatus, PostKind, PostStatus, Severity
from charter_portal.workforce.enums import MilestoneKind as M
from charter_portal.workforce.models import BarrierEntry, Milestone, Person, Post, PostVersion
from charter_portal.workforce.queries.posts import scheme_profiles
from charter_portal.workforce.queries.spans import FUNNEL
from charter_portal.workforce.services import load_shipped_profiles

BODIES, PEOPLE_A_ROUND, YEAR = 36, 420, 365
CHUNK = 2_000
LEVELS = range(2, 9)
GOES_ON = 0.84
"""The share of people who take the next step."""
BEGINNINGS = "Alder Birch Cedar Dray Elm Fallow Gorse Hazel Ivel Juniper Kestrel Linnet Marl Otter".split()
ENDINGS = "bourne brook combe field ford haven holme mere moor stead thorpe wick".split()
KINDS = (
    (OrganisationKind.NHS_TRUST, "NHS Trust"),
    (OrganisationKind.CHARITY, "Trust for Change"),
    (OrganisationKind.CIC, "CIC"),
    (OrganisationKind.PRISON_HEALTHCARE, "Prison Healthcare"),
)


@dataclass(frozen=True)
class Seat:
    """A service with its organisation, and its posts from level 2 to 8."""

    organisation: int
    service: int
    posts: tuple[int, ...] = ()


@dataclass
class Way:
    """One person, and what is written down of their way."""

    seat: Seat
    steps: list[dict[str, Any]] = field(default_factory=list)

    @property
    def post(self) -> int | None:
        """Where the steps say the person works."""
        return next((step["post_id"] for step in reversed(self.steps) if step["post_id"]), None)


def write_down(calendar: Calendar, known: rounds.Rounds) -> None:
    """The records are there when last year's results are shared; an officer then asks for both pictures."""
    shared = known.last.release
    calendar.at(workday(shared, 8), "09:00", partial(_settle, known))
    for place, held in enumerate((known.first, known.last)):
        calendar.at(workday(shared, 9), f"10:{15 * place:02}", partial(_ask_for_picture, held))


def _settle(known: rounds.Rounds) -> None:
    load_shipped_profiles()
    seats = many_services(BODIES, people.found(people.ADMINISTRATOR.key))
    by = people.found(people.OFFICERS[0].key)
    for seed, held in enumerate((known.first, known.last), start=1):
        many_records(seats, PEOPLE_A_ROUND * seed, held.deadline, by, days=YEAR, seed=seed)


def _ask_for_picture(held: rounds.Round) -> None:
    request_picture(rounds.cycle_of(held), by=people.found(people.OFFICERS[0].key))


def many_services(count: int, by: User, *, seed: int = 1) -> list[Seat]:
    """So many organisations with one service each, in every setting and region, some far more often."""
    chance = random.Random(seed)
    first_organisation, first_service = _next(Organisation), _next(Service)
    settings, regions = list(Setting), list(Region)
    weights = [1 / (place + 1) for place in range(len(settings))]
    made = [_name(first_organisation + place) for place in range(count)]
    _put(
        Organisation,
        (
            {
                "id": first_organisation + place,
                "name": name,
                "name_key": name_key(name),
                "kind": kind,
                "region": chance.choices(regions, weights)[0],
                "created_by_id": by.id,
            }
            for place, (name, kind) in enumerate(made)
        ),
    )
    services: list[dict[str, Any]] = []
    for place in range(count):
        setting = chance.choices(settings, weights)[0]
        services.append(
            {
                "id": first_service + place,
                "organisation_id": first_organisation + place,
                "name": f"{made[place][0].split()[0]} {setting.label}",
                "setting": setting,
            }
        )
    _put(Service, services)
    return [Seat(each["organisation_id"], each["id"]) for each in services]


def many_records(
    seats: Sequence[Seat], count: int, until: date, by: User, *, days: int, seed: int = 1
) -> None:
    """Posts, barriers and so many people with their ways, over the days that end on `until`."""
    chance = random.Random(seed)
    begin = until - timedelta(days=days)
    with_posts = _posts(seats, begin, until, chance)
    _put(BarrierEntry, _barriers(seats, begin, days, by, chance))
    weights = [1 / (place % 40 + 1) for place in range(len(with_posts))]
    first = _next(Person)
    ways = []
    for number in range(first, first + count):
        seat = chance.choices(with_posts, weights)[0]
        ways.append(_way(number, seat, begin + timedelta(days=chance.randrange(days)), until, chance))
    _put(Person, (_person(number, way) for number, way in enumerate(ways, start=first)))
    _put(Milestone, (step for way in ways for step in way.steps))


def _put(table: Any, rows: Iterable[dict[str, Any]]) -> None:
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        db.session.execute(insert(table), chunk)


def _next(table: Any) -> int:
    return (db.session.scalar(select(func.max(table.id))) or 0) + 1


def _name(place: int) -> tuple[str, OrganisationKind]:
    """A name that no other of these has, and what kind of body it is."""
    rest, beginning = divmod(place, len(BEGINNINGS))
    again, ending = divmod(rest + beginning, len(ENDINGS))
    kind, words = KINDS[place % len(KINDS)]
    number = f" {rest // len(ENDINGS) + 1}" if rest >= len(ENDINGS) else ""
    return f"{BEGINNINGS[beginning]}{ENDINGS[ending]} {words}{number}", kind


def _posts(seats: Sequence[Seat], begin: date, until: date, chance: random.Random) -> list[Seat]:
    """A post of each level in every service; each ends some weeks after the period does."""
    first, of_each = _next(Post), len(LEVELS)
    profile = scheme_profiles()[0].id
    numbers = range(first, first + len(seats) * of_each)
    _put(Post, ({"id": n, "service_id": seats[(n - first) // of_each].service} for n in numbers))
    _put(
        PostVersion,
        (
            {
                "post_id": number,
                "valid_from": begin,
                "valid_until": until + timedelta(days=30),
                "role_profile_id": profile,
                "level": LEVELS[(number - first) % of_each],
                "title": "Peer worker",
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
        Seat(seat.organisation, seat.service, tuple(numbers[place * of_each : (place + 1) * of_each]))
        for place, seat in enumerate(seats)
    ]


def _barriers(
    seats: Sequence[Seat], begin: date, days: int, by: User, chance: random.Random
) -> Iterator[dict[str, Any]]:
    every = kinds()
    weights = [1 / (place + 1) for place in range(len(every))]
    for seat in seats:
        for kind in chance.choices(every, weights, k=chance.randint(0, 6)) if every else ():
            opened = begin + timedelta(days=chance.randrange(days))
            yield {
                "organisation_id": seat.organisation,
                "service_id": seat.service,
                "kind_id": kind.id,
                "stage": chance.choice(list(Stage)),
                "severity": Severity.MEDIUM,
                "status": EntryStatus.SOLVED,
                "words": "It held up people who wanted to come in.",
                "opened_on": opened,
                "closed_on": opened + timedelta(days=chance.randint(20, 120)),
                "opened_by_id": by.id,
            }


def _person(number: int, way: Way) -> dict[str, Any]:
    code = f"C-{number:05}"
    return {
        "id": number,
        "organisation_id": way.seat.organisation,
        "service_id": way.seat.service,
        "code": code,
        "code_key": code.casefold(),
        "post_id": way.post,
    }


def _way(number: int, seat: Seat, day: date, until: date, chance: random.Random) -> Way:
    """Step after step, until the person goes no further or the period is over."""
    way = Way(seat)

    def step(kind: M, check: CheckKind | None = None, post: int | None = None) -> None:
        if day <= until:
            place = {"person_id": number, "service_id": seat.service, "kind": kind, "happened_on": day}
            way.steps.append({**place, "check_kind": check, "post_id": post})

    for kind in FUNNEL:
        check = CheckKind.PRISON_VETTING if kind is M.CHECKS_CLEARED else None
        if check is not None:
            step(M.CHECKS_STARTED, check)
            day += timedelta(days=chance.randint(15, 90))
        step(kind, check, chance.choice(seat.posts) if kind is M.STARTED else None)
        if chance.random() > GOES_ON or day > until:
            break
        day += timedelta(days=chance.randint(5, 30))
    return way
