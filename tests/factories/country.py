"""Records of many services at once, as the demo writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from charter_portal.cli.demo.country import Seat, many_records, many_services
from charter_portal.core.database import unit_of_work
from tests.factories.accounts import an_officer


def a_country(
    *, people: int, services: int | Sequence[Seat], until: date, days: int = 365, seed: int = 1
) -> Sequence[Seat]:
    """So many people in so many new services, or in these, over the days until one."""
    by = an_officer()
    with unit_of_work():
        seats = many_services(services, by, seed=seed) if isinstance(services, int) else services
        many_records(seats, people, until, by, days=days, seed=seed)
    return seats
