"""The national picture with a country in it, and a board report of a service with a peer workforce."""

from __future__ import annotations

from charter_portal.core.clock import to_london
from tests.factories.country import a_country
from tests.factories.national import a_shared_round, an_unprinted_picture

FILES = {"reporting.picture_workbook", "reporting.picture_report"}
"""Addresses that answer with a file."""

SCENES = (
    ("commissioner", "reporting.national", ""),
    ("viewer", "reporting.board_report", ""),
    ("lead", "reporting.board_report", "involvement finished"),
)
"""Role, page and scene, beside those that the policy gives."""


def fill_the_picture() -> None:
    """Two rounds with many services: the newest picture, which the page opens with, hides some and shows some."""
    seats = None
    for seed, days in enumerate((460, 80), start=1):
        held = a_shared_round(f"Country round {seed}", closed_days_ago=days)
        until = to_london(held.deadline_at).date()
        seats = a_country(people=180, services=seats or 30, until=until, days=300, seed=seed)
        an_unprinted_picture(held)
