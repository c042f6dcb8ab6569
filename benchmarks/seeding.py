"""Fills the portal's real tables, migrated as in production, with a round of so many applications.

Rows are inserted in bulk, in the states that a round in full swing has: of twenty applications one is a
draft, six wait for readers, seven are being read, two are on their way to a decision, four hold an award.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from flask import Flask
from sqlalchemy import insert

from benchmarks import seeding_readings, seeding_texts, seeding_training, seeding_workforce
from benchmarks.texts import application_title, organisation_name
from charter_portal.accounts.enums import Role
from charter_portal.accounts.models import RoleGrant, User
from charter_portal.applications.enums import ApplicationStatus as S
from charter_portal.applications.models import Application, application_service
from charter_portal.audit_trail.enums import ActorKind, Outcome
from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.migrating import migrate
from charter_portal.core.places import PACKAGE
from charter_portal.cycles.models import Cycle
from charter_portal.framework.queries import charter_of
from charter_portal.framework.rules.tree import CharterTree
from charter_portal.framework.services import load_charter, publish
from charter_portal.organisations.enums import MemberRole, OrganisationKind, Region, Setting
from charter_portal.organisations.models import Membership, Organisation, Service
from charter_portal.organisations.rules import name_key

STATES = [S.DRAFT, *[S.SUBMITTED] * 6, *[S.IN_ASSESSMENT] * 7, S.ASSESSED, S.DECIDED, *[S.RELEASED] * 4]
"""The state of an application by its number, counted in twenties."""

OFFICER, SECOND_OFFICER, FIRST_ASSESSOR = 1, 2, 3
ASSESSORS = 40
FIRST_LEAD = FIRST_ASSESSOR + ASSESSORS
MEASURED_ASSESSOR = FIRST_ASSESSOR
CHUNK = 2000


@dataclass(frozen=True)
class Round:
    """What every part of the seeding needs to know: the charter, and how many applications there are."""

    charter: CharterTree
    count: int

    @property
    def organisations(self) -> int:
        """How many organisations apply: one for every four applications."""
        return max(1, self.count // 4)

    @property
    def numbers(self) -> range:
        """The number of every application."""
        return range(1, self.count + 1)

    def state(self, number: int) -> S:
        """The state of an application."""
        return STATES[(number - 1) % len(STATES)]

    def organisation_of(self, number: int) -> int:
        """The organisation that made an application."""
        return (number - 1) % self.organisations + 1

    def lead_of(self, number: int) -> int:
        """The person who wrote and signed an application."""
        return FIRST_LEAD + self.organisation_of(number) - 1

    def reference(self, number: int) -> str | None:
        """The reference of an application, or None for a draft."""
        return None if self.state(number) is S.DRAFT else f"LEC-{now():%Y}-{number:05}"


@dataclass(frozen=True)
class Measured:
    """The numbers that the scenarios open: a draft, one being read, and who looks at them."""

    officer: int
    assessor: int
    lead: int
    draft: int
    being_read: int
    allocation: int
    cycle: int
    day: int
    register_day: int
    organisation: int
    service: int


def seed(app: Flask, count: int) -> Measured:
    """Migrate the application's empty database and fill it; at least 40 applications. Takes seconds."""
    with app.app_context():
        migrate()
        with unit_of_work():
            text = (PACKAGE / "framework" / "sample_charter.yaml").read_text("utf-8")
            version, _ = load_charter(text, "sample_charter.yaml")
            publish(version, by=None)
        made = Round(charter=charter_of(version.id), count=count)
        with unit_of_work():
            _people(made)
            _organisations(made)
            _cycle(made)
            _applications(made)
            seeding_texts.fill(made)
            allocation = seeding_readings.fill(made)
            seeding_training.fill(made.count, organisations=made.organisations, officer=OFFICER, put=put)
        found = _measured(made, allocation)
        seeding_workforce.fill(made, OFFICER, found.service)
        db.session.close()
        db.engine.dispose()
    return found


def put(table: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows in bulk, a few thousand at a time so that memory stays small."""
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        db.session.execute(insert(table), chunk)


def _measured(made: Round, allocation: int) -> Measured:
    draft = next(number for number in made.numbers if made.state(number) is S.DRAFT)
    return Measured(
        officer=OFFICER,
        assessor=MEASURED_ASSESSOR,
        lead=made.lead_of(draft),
        draft=draft,
        being_read=seeding_readings.being_read_by_measured(made),
        allocation=allocation,
        cycle=1,
        day=seeding_training.MEASURED_DAY,
        register_day=seeding_training.REGISTER_DAY,
        organisation=made.organisation_of(draft),
        service=draft,
    )


def _people(made: Round) -> None:
    names = ["Olu Officer", "Sol Second", *(f"Assessor {place:02}" for place in range(1, ASSESSORS + 1))]
    names += [f"Lead of {organisation_name(place)}" for place in range(1, made.organisations + 1)]
    put(User, (_person(number, name) for number, name in enumerate(names, start=1)))
    roles = dict.fromkeys(range(FIRST_ASSESSOR, FIRST_LEAD), Role.ASSESSOR)
    roles |= {OFFICER: Role.OFFICER, SECOND_OFFICER: Role.OFFICER}
    put(RoleGrant, ({"user_id": number, "role": role} for number, role in roles.items()))


def _person(number: int, name: str) -> dict[str, Any]:
    address = f"person{number}@bench.example"
    return {
        "id": number,
        "name": name,
        "email": address,
        "email_key": address,
        "password_hash": "!",
        "confirmed_at": now(),
    }


def _organisations(made: Round) -> None:
    kinds, regions, settings = list(OrganisationKind), list(Region), list(Setting)
    numbers = range(1, made.organisations + 1)
    put(
        Organisation,
        (
            {
                "id": number,
                "name": organisation_name(number),
                "name_key": name_key(organisation_name(number)),
                "kind": kinds[number % len(kinds)],
                "region": regions[number % len(regions)],
                "created_by_id": FIRST_LEAD + number - 1,
            }
            for number in numbers
        ),
    )
    put(
        Membership,
        (
            {"organisation_id": number, "user_id": FIRST_LEAD + number - 1, "role": MemberRole.LEAD}
            for number in numbers
        ),
    )
    # A service takes part in one application of a round, so each application has one of its own.
    put(
        Service,
        (
            {
                "id": number,
                "organisation_id": made.organisation_of(number),
                "name": f"Service {number}",
                "setting": settings[number % len(settings)],
            }
            for number in made.numbers
        ),
    )


def _cycle(made: Round) -> None:
    put(
        Cycle,
        [
            {
                "id": 1,
                "name": "Measured round",
                "framework_version_id": made.charter.version_id,
                "opens_at": now() - timedelta(days=60),
                "deadline_at": now() + timedelta(days=30),
                "grace_minutes": 60,
                "assessment_from": date.today() + timedelta(days=40),
                "assessment_until": date.today() + timedelta(days=80),
                "panel_on": date.today() + timedelta(days=90),
                "release_on": date.today() + timedelta(days=100),
                "published": True,
                "created_by_id": OFFICER,
            }
        ],
    )


def _applications(made: Round) -> None:
    tiers = made.charter.tiers
    put(
        Application,
        (
            {
                "id": number,
                "cycle_id": 1,
                "organisation_id": made.organisation_of(number),
                "title": application_title(number),
                "aim_level_id": tiers[number % len(tiers)].id,
                "status": made.state(number),
                "reference": made.reference(number),
                "started_by_id": made.lead_of(number),
                "submitted_at": _submitted_at(made, number),
            }
            for number in made.numbers
        ),
    )
    put(application_service, ({"application_id": number, "service_id": number} for number in made.numbers))
    put(Entry, _steps(made))


def _submitted_at(made: Round, number: int) -> Any:
    return None if made.state(number) is S.DRAFT else now() - timedelta(days=10, minutes=number)


ROAD = {
    S.DRAFT: ("started",),
    S.SUBMITTED: ("started", "submit"),
    S.IN_ASSESSMENT: ("started", "submit", "begin_assessment"),
    S.ASSESSED: ("started", "submit", "begin_assessment", "finish_assessment"),
    S.DECIDED: ("started", "submit", "begin_assessment", "finish_assessment", "record_decision"),
    S.RELEASED: (
        *("started", "submit", "begin_assessment", "finish_assessment", "record_decision"),
        "release_outcome",
    ),
}


def _steps(made: Round) -> Iterator[dict[str, Any]]:
    for number in made.numbers:
        for place, step in enumerate(ROAD[made.state(number)]):
            yield {
                "at": now() - timedelta(days=20 - place),
                "actor_kind": ActorKind.PERSON,
                "actor_id": made.lead_of(number) if place < 2 else OFFICER,
                "event": f"applications.application.{step}",
                "subject_type": "application",
                "subject_id": number,
                "organisation_id": made.organisation_of(number),
                "outcome": Outcome.OK,
            }
