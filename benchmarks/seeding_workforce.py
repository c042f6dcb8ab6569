"""The peer workforces of the measured portal: one service with many milestones, and a country of others.

With 10,000 applications the country has 300 organisations and 10,000 people, and the measured service more
than 5,000 milestones. Two rounds with results have their national pictures, made as the worker makes them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from charter_portal.accounts.models import User
from charter_portal.barriers.services import SAMPLE_LIBRARY, load_library
from charter_portal.cli.demo.country import Seat, many_records, many_services
from charter_portal.core.clock import now, to_london, today
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.pdf import close_press
from charter_portal.cycles.models import Cycle
from charter_portal.jobs.services import run_due
from charter_portal.reporting.services import request_picture
from charter_portal.workforce.services import load_shipped_profiles

if TYPE_CHECKING:
    from benchmarks.seeding import Round

YEAR = 365
FIRST_ROUND, PICTURED_ROUND = 2, 3
CLOSED_DAYS_AGO = {FIRST_ROUND: 460, PICTURED_ROUND: 80}


def fill(made: Round, officer: int, service: int) -> None:
    """Write everything; `service` is the measured one. Needs no open unit of work."""
    staff = db.session.get_one(User, officer)
    seat = Seat(made.organisation_of(service), service)
    with unit_of_work():
        load_shipped_profiles()
        load_library(SAMPLE_LIBRARY.read_text("utf-8"), SAMPLE_LIBRARY.name)
        country = many_services(max(5, made.count * 3 // 100), staff)
        many_records([seat], made.count // 7, today(), staff, days=YEAR)
        for number, days in CLOSED_DAYS_AGO.items():
            db.session.add(_round(made, number, days, officer))
    for number in CLOSED_DAYS_AGO:
        cycle = db.session.get_one(Cycle, number)
        people = made.count if number == PICTURED_ROUND else made.count // 10
        with unit_of_work():
            until = to_london(cycle.deadline_at).date()
            many_records(country, people, until, staff, days=YEAR, seed=number)
        with unit_of_work():
            request_picture(cycle, by=staff)
        run_due()
    close_press()


def _round(made: Round, number: int, days: int, officer: int) -> Cycle:
    closed = now() - timedelta(days=days)
    day = closed.date()
    return Cycle(
        id=number,
        name=f"Round that closed {days} days ago",
        framework_version_id=made.charter.version_id,
        opens_at=closed - timedelta(days=60),
        deadline_at=closed,
        assessment_from=day,
        assessment_until=day + timedelta(days=20),
        panel_on=day + timedelta(days=25),
        release_on=day + timedelta(days=30),
        released_at=closed + timedelta(days=30),
        created_by_id=officer,
    )
