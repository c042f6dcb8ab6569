"""Builders of national pictures: rounds whose results are shared, and pictures made by the worker."""

from __future__ import annotations

from typing import Any

from charter_portal.accounts.models import User
from charter_portal.core.clock import now
from charter_portal.core.database import unit_of_work
from charter_portal.core.workbook import MEDIA_TYPE
from charter_portal.cycles.models import Cycle
from charter_portal.files.services import store_bytes
from charter_portal.jobs.services import run_due
from charter_portal.reporting.models import NationalPicture
from charter_portal.reporting.queries.national import (
    AXES,
    period_of,
    picture_before,
    picture_of,
    raw_counts,
)
from charter_portal.reporting.rules.measuring import Counts
from charter_portal.reporting.rules.publishing import published
from charter_portal.reporting.services import request_picture
from tests.factories.accounts import an_officer
from tests.factories.cycles import a_cycle


def a_shared_round(name: str = "", *, closed_days_ago: float = 60, **fields: Any) -> Cycle:
    """A round that closed some days ago and whose results are shared."""
    return a_cycle(name, closes_in_days=-closed_days_ago, released_at=now(), **fields)


def a_picture(cycle: Cycle | None = None, *, by: User | None = None) -> NationalPicture:
    """The picture of a round, asked for by an officer and made by the worker."""
    cycle = cycle or a_shared_round()
    asked_by = by or an_officer()
    with unit_of_work():
        request_picture(cycle, by=asked_by)
    run_due(limit=20)
    made = picture_of(cycle)
    assert made is not None
    return made


def an_unprinted_picture(cycle: Cycle | None = None) -> NationalPicture:
    """A picture with plain bytes for its files, made without the worker: quick, for those who only look."""
    cycle = cycle or a_shared_round()
    period = period_of(cycle)
    counts = raw_counts(cycle, period)
    before = picture_before(period.since)
    earlier = Counts.from_json(before.counts) if before is not None else None
    with unit_of_work() as session:
        made = NationalPicture(
            cycle=cycle,
            since=period.since,
            until=period.until,
            compared_with=before,
            document=published(AXES, counts, earlier),
            counts=counts.as_json(),
            workbook_file=store_bytes("picture.xlsx", b"A workbook", MEDIA_TYPE, by=None),
            report_file=store_bytes("picture.pdf", b"A document", "application/pdf", by=None),
        )
        session.add(made)
    return made
