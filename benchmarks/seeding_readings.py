"""Readings, agreed levels, decisions and awards of the seeded round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks import seeding
from benchmarks.texts import application_title, organisation_name
from charter_portal.applications.enums import ApplicationStatus as S
from charter_portal.assessment.enums import AllocationStatus as A
from charter_portal.assessment.models import AgreedLevel, Allocation, AssessorProfile, Score
from charter_portal.awards.enums import DecisionStatus
from charter_portal.awards.models import Award, Decision
from charter_portal.awards.rules import series_of, years_on
from charter_portal.core.clock import now, today
from charter_portal.organisations.enums import OrganisationKind, Region

if TYPE_CHECKING:
    from benchmarks.seeding import Round

PAST_READING = {S.ASSESSED, S.DECIDED, S.RELEASED}
QUEUE_LENGTH = 30
"""How many readings the measured assessor has to do, whatever the size of the round."""

FIRST_CODE = 10**15


@dataclass(frozen=True)
class Place:
    """One allocation before it is a row."""

    number: int
    application: int
    assessor: int
    status: A


def fill(made: Round) -> int:
    """Two readers for each submission, and what came of it; returns the measured allocation."""
    places = list(_places(made))
    seeding.put(
        AssessorProfile,
        (
            {"user_id": seeding.FIRST_ASSESSOR + place, "lived_experience": place % 2 == 0}
            for place in range(seeding.ASSESSORS)
        ),
    )
    seeding.put(Allocation, (_allocation(place) for place in places))
    seeding.put(Score, _scores(made, places))
    seeding.put(AgreedLevel, _agreed(made))
    seeding.put(Decision, _decisions(made))
    seeding.put(Award, _awards(made))
    chosen = being_read_by_measured(made)
    return next(
        each.number
        for each in places
        if each.application == chosen and each.assessor == seeding.MEASURED_ASSESSOR
    )


def being_read_by_measured(made: Round) -> int:
    """The application whose reading is measured: the first in assessment."""
    return next(number for number in made.numbers if made.state(number) is S.IN_ASSESSMENT)


def _places(made: Round) -> Iterator[Place]:
    """The measured assessor reads the first thirty that are open; all others are dealt out in turn."""
    others = seeding.ASSESSORS - 1
    number, own = 0, 0
    for application in made.numbers:
        state = made.state(application)
        if state is S.DRAFT:
            continue
        takes_measured = state in {S.SUBMITTED, S.IN_ASSESSMENT} and own < QUEUE_LENGTH
        own += takes_measured
        first = seeding.FIRST_ASSESSOR + 1 + application % others
        second = seeding.FIRST_ASSESSOR + 1 + (application + 7) % others
        for reader in (first, seeding.MEASURED_ASSESSOR if takes_measured else second):
            number += 1
            yield Place(number, application, reader, _status(state))


def _status(state: S) -> A:
    if state is S.SUBMITTED:
        return A.ALLOCATED
    return A.SCORING if state is S.IN_ASSESSMENT else A.FINISHED


def _allocation(place: Place) -> dict[str, Any]:
    declared = place.status is not A.ALLOCATED
    return {
        "id": place.number,
        "application_id": place.application,
        "submission_id": place.application,
        "assessor_id": place.assessor,
        "status": place.status,
        "allocated_by_id": seeding.OFFICER,
        "declared_at": now() - timedelta(days=5) if declared else None,
        "finished_at": now() - timedelta(days=1) if place.status is A.FINISHED else None,
    }


def _scores(made: Round, places: list[Place]) -> Iterator[dict[str, Any]]:
    """Every statement of a finished reading, the first five of one under way."""
    for place in places:
        if place.status is A.ALLOCATED:
            continue
        asked = made.charter.statements if place.status is A.FINISHED else made.charter.statements[:5]
        for statement in asked:
            yield _judgement(made, place.number, statement.id) | {
                "allocation_id": place.number,
                "statement_id": statement.id,
            }


def _agreed(made: Round) -> Iterator[dict[str, Any]]:
    for number in made.numbers:
        if made.state(number) not in PAST_READING:
            continue
        for statement in made.charter.statements:
            yield _judgement(made, number, statement.id) | {
                "submission_id": number,
                "statement_id": statement.id,
                "agreed_by_id": seeding.OFFICER,
            }


def _judgement(made: Round, number: int, statement: int) -> dict[str, Any]:
    tiers = made.charter.tiers
    return {
        "level_id": tiers[(number + statement) % len(tiers)].id,
        "reason": "The panel minutes in evidence 2, page 4, show this for two years.",
        "strengths": "People are paid, and they decide.",
        "lift": "Show what changed because of it.",
        "version": 1,
    }


def _decisions(made: Round) -> Iterator[dict[str, Any]]:
    for number in made.numbers:
        state = made.state(number)
        if state not in {S.DECIDED, S.RELEASED}:
            continue
        level = _level(made, number).id
        released = state is S.RELEASED
        yield {
            "id": number,
            "application_id": number,
            "submission_id": number,
            "status": DecisionStatus.RELEASED if released else DecisionStatus.CONFIRMED,
            "engine_level_id": level,
            "level_id": level,
            "summary": "Thank you for showing us your work.",
            "proposed_by_id": seeding.OFFICER,
            "proposed_at": now() - timedelta(days=3),
            "confirmed_by_id": seeding.SECOND_OFFICER,
            "confirmed_at": now() - timedelta(days=2),
            "released_by_id": seeding.OFFICER if released else None,
            "released_at": now() - timedelta(days=1) if released else None,
        }


def _awards(made: Round) -> Iterator[dict[str, Any]]:
    kinds, regions = list(OrganisationKind), list(Region)
    series = series_of(made.charter.scheme, today().year)
    for number in made.numbers:
        if made.state(number) is not S.RELEASED:
            continue
        organisation = made.organisation_of(number)
        yield {
            "decision_id": number,
            "number": f"{series}-{number:05}",
            "code": str(FIRST_CODE + number),
            "title": application_title(number),
            "organisation_name": organisation_name(organisation),
            "organisation_kind": kinds[organisation % len(kinds)],
            "region": regions[organisation % len(regions)],
            "scope": f"Service {number}",
            "level_id": _level(made, number).id,
            "awarded_on": today(),
            "valid_until": _valid_until(made),
        }


def _level(made: Round, number: int) -> Any:
    return made.charter.tiers[number % len(made.charter.tiers)]


def _valid_until(made: Round) -> date:
    return years_on(today(), made.charter.status_years)
