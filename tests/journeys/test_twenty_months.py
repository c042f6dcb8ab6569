"""One service over twenty months: people by code, a barrier, audits, a board, a live figure, the country."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from charter_portal.accounts.enums import Role
from charter_portal.assessment.models import AssessorProfile
from charter_portal.cli.keeping import broken_invariants
from charter_portal.core.database import db, unit_of_work
from charter_portal.organisations.enums import MemberRole
from tests.factories.accounts import a_person
from tests.factories.barriers import the_library
from tests.factories.cycles import a_cycle
from tests.factories.organisations import a_member, an_organisation
from tests.journeys.portal import pictures_folder
from tests.journeys.test_from_registration_to_certificate import hash_password_in
from tests.journeys.twenty_months import ORGANISATION, barrier, country, evidence
from tests.journeys.twenty_months import involvement as hearing
from tests.journeys.twenty_months import posts_and_people as ways
from tests.journeys.years import Regular, YearsPortal

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"nia", "bo"}
"""Who reads at a phone: the lead, and the lead of another organisation."""
STAFF = {"olu": Role.OFFICER, "cam": Role.COMMISSIONER, "robin": Role.ASSESSOR, "sam": Role.ASSESSOR}


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[YearsPortal]:
    """A portal of its own, in March 2025."""
    portal = YearsPortal(tmp_path)
    portal.turn_to("2025-03-17")
    with portal.running():
        yield portal


@pytest.fixture
def people(chromium: Browser, portal: YearsPortal) -> dict[str, Regular]:
    """Everybody of this story at a browser."""
    folder = pictures_folder()
    with portal.inside():
        _the_cast(hash_password_in(portal))
    return {
        name: Regular(
            chromium,
            portal,
            375 if name in PHONE else 1280,
            f"{name}@example.org",
            pictures=folder / f"months-{name}" if folder else None,
        )
        for name in ("nia", "tomas", "bo", *STAFF)
    }


def _the_cast(password: str) -> None:
    given = {"password_hash": password}
    the_library()
    nia = a_person("Nia Lead", email="nia@example.org", **given)
    tomas = a_person("Tomas Editor", email="tomas@example.org", **given)
    a_member(an_organisation(ORGANISATION, lead=nia), MemberRole.CONTRIBUTOR, person=tomas)
    an_organisation("Harbour Peers", lead=a_person("Bo Lead", email="bo@example.org", **given))
    staff = {
        name: a_person(f"{name.title()} {role.label}", role, email=f"{name}@example.org", **given)
        for name, role in STAFF.items()
    }
    with unit_of_work():
        db.session.add(AssessorProfile(user_id=staff["robin"].id, lived_experience=True))


def test_twenty_months_of_a_service(
    portal: YearsPortal, people: dict[str, Regular], tmp_path: Path
) -> None:
    nia, tomas, olu = people["nia"], people["tomas"], people["olu"]
    service = ways.opens_the_circle(nia)
    involvement = service.partition("/workforce")[0] + "/involvement"

    # Spring 2025: posts, a volunteer, and one whose vetting is refused.
    ways.adds_posts(tomas, service)
    ways.comes_in_as_a_volunteer(tomas, service)
    portal.turn_to("2025-05-06")
    ways.is_refused(tomas, service)
    ways.brings_in_a_table(tomas, service, tmp_path)
    entry = barrier.is_written_down(tomas, service.partition("/services")[0] + "/barriers")
    barrier.is_worked_on(tomas, entry)

    # Summer 2025: the refusal was looked at again; what helped goes to others.
    portal.turn_to("2025-06-23")
    ways.starts_after_all(tomas, service)
    barrier.is_solved_and_shared(tomas, entry)
    barrier.is_taken_in(portal, olu, tomas)
    barrier.is_found_by_others(people["bo"], entry, service)

    # Autumn 2025: the first audit, and an apprenticeship.
    portal.turn_to("2025-09-15")
    hearing.is_audited(portal, tomas, involvement, 2025, "Not yet")
    hearing.leads_to_an_action(tomas, involvement)
    portal.turn_to("2025-11-03")
    ways.moves_up(tomas, service, "RV-02", "2025-11-03", "apprentice")

    # Until summer 2026: the action is done, and the volunteer clock runs.
    portal.turn_to("2026-02-17")
    hearing.is_done(portal, nia, involvement)
    ways.the_clock_runs(portal, nia, tomas)

    # September 2026: two paid posts, and an application that shows a live figure.
    portal.turn_to("2026-09-07")
    with portal.inside():
        a_cycle(evidence.ROUND, closes_in_days=39)
    ways.moves_up(tomas, service, "RV-02", "2026-09-01", "paid")
    ways.moves_up(tomas, service, "RV-01", "2026-09-07", "paid")
    number = evidence.is_attached(nia)
    portal.turn_to("2026-09-14")
    evidence.moves_with_the_records(nia, tomas, service)
    evidence.is_frozen(portal, nia, tomas, service, number)
    evidence.is_read_by_an_assessor(olu, people["robin"], service, number)

    # Autumn 2026: the second audit, the board, a promotion, and the country.
    hearing.is_audited(portal, tomas, involvement, 2026, "Partly")
    hearing.is_compared(tomas)
    portal.turn_to("2026-10-12")
    hearing.goes_to_the_board(portal, nia, involvement)
    portal.turn_to("2026-11-09")
    ways.moves_up(tomas, service, "RV-02", "2026-11-02", "higher")
    ways.reads_the_dashboard(nia, service)
    country.has_many_services(portal)
    country.is_pictured(portal, olu)
    country.is_looked_at(people["cam"], service)

    for visitor in people.values():
        visitor.only_own_requests()
    with portal.inside():
        assert broken_invariants() == []
