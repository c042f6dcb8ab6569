"""Questions about the barrier log: an organisation's own rows, and the figures that others may build on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from charter_portal.barriers.enums import Stage
from charter_portal.barriers.models import BarrierKind
from charter_portal.core.clock import today
from charter_portal.core.database import db
from charter_portal.framework.models import Statement
from charter_portal.organisations.enums import Region, Setting
from charter_portal.organisations.models import Organisation, Service
from charter_portal.workforce.enums import LIVE_ENTRIES, EntryStatus, Severity
from charter_portal.workforce.models import (
    BarrierAction,
    BarrierEntry,
    BarrierReminder,
    BarrierStatement,
    Post,
)
from charter_portal.workforce.queries.access import organisations_open_to
from charter_portal.workforce.rules.periods import Period

SEVERITY_ORDER = case(
    (BarrierEntry.severity == Severity.HIGH, 0), (BarrierEntry.severity == Severity.MEDIUM, 1), else_=2
)
SORTS: dict[str, Any] = {
    "opened": BarrierEntry.opened_on,
    "review": BarrierEntry.review_on,
    "severity": SEVERITY_ORDER,
    "barrier": BarrierKind.position,
}


@dataclass(frozen=True, kw_only=True)
class LogFilter:
    """Which barriers of a log to show; nothing chosen means every one."""

    status: EntryStatus | None = None
    live: bool = False
    overdue: bool = False
    stage: Stage | None = None
    kind_id: int | None = None
    service_id: int | None = None
    search: str = ""


def entries_of(organisation: Organisation, wanted: LogFilter) -> Select[BarrierEntry]:
    """The barriers of an organisation's log that fit, each with its kind, service and owner."""
    rows = (
        select(BarrierEntry)
        .join(BarrierEntry.kind)
        .where(BarrierEntry.organisation_id == organisation.id)
        .options(
            contains_eager(BarrierEntry.kind),
            joinedload(BarrierEntry.service),
            joinedload(BarrierEntry.owner),
        )
    )
    if wanted.status is not None:
        rows = rows.where(BarrierEntry.status == wanted.status)
    if wanted.live:
        rows = rows.where(BarrierEntry.status.in_(LIVE_ENTRIES))
    if wanted.overdue:
        rows = rows.where(BarrierEntry.status.in_(LIVE_ENTRIES), BarrierEntry.review_on <= today())
    if wanted.stage is not None:
        rows = rows.where(BarrierEntry.stage == wanted.stage)
    if wanted.kind_id is not None:
        rows = rows.where(BarrierEntry.kind_id == wanted.kind_id)
    if wanted.service_id is not None:
        rows = rows.where(BarrierEntry.service_id == wanted.service_id)
    if wanted.search:
        rows = rows.where(
            BarrierEntry.words.icontains(wanted.search, autoescape=True)
            | BarrierEntry.action.icontains(wanted.search, autoescape=True)
            | BarrierEntry.result.icontains(wanted.search, autoescape=True)
        )
    return rows


@dataclass(frozen=True)
class LogCounts:
    """How an organisation's log stands today."""

    live: int
    overdue: int
    solved: int
    total: int


def counts_of(organisation: Organisation) -> LogCounts:
    """How many barriers are open or worked on, past their review day, solved, and in the log at all."""
    live = BarrierEntry.status.in_(LIVE_ENTRIES)
    rows = select(
        func.count().filter(live),
        func.count().filter(live, BarrierEntry.review_on <= today()),
        func.count().filter(BarrierEntry.status == EntryStatus.SOLVED),
        func.count(),
    ).where(BarrierEntry.organisation_id == organisation.id)
    return LogCounts(*db.session.execute(rows).one())


def entry_in_full(entry_id: int) -> BarrierEntry | None:
    """A barrier of the log with everything its page shows."""
    rows = (
        select(BarrierEntry)
        .where(BarrierEntry.id == entry_id)
        .options(
            joinedload(BarrierEntry.kind),
            joinedload(BarrierEntry.service),
            joinedload(BarrierEntry.owner),
            selectinload(BarrierEntry.tries),
            selectinload(BarrierEntry.statement_links).joinedload(BarrierStatement.statement),
            selectinload(BarrierEntry.action_links).joinedload(BarrierAction.action),
        )
    )
    return db.session.scalar(rows)


def entries_for_statement(organisation: Organisation, code: str) -> list[BarrierEntry]:
    """The barriers that an organisation linked to the statement with this code, in any version."""
    rows = (
        select(BarrierEntry)
        .join(BarrierEntry.statement_links)
        .join(BarrierStatement.statement)
        .where(BarrierEntry.organisation_id == organisation.id, Statement.code == code)
        .options(joinedload(BarrierEntry.kind), joinedload(BarrierEntry.service))
        .order_by(BarrierEntry.opened_on.desc(), BarrierEntry.id.desc())
        .distinct()
    )
    return list(db.session.scalars(rows))


def known_notes(note_ids: Collection[int]) -> set[int]:
    """Which of these training-day notes stand in a log already."""
    rows = select(BarrierEntry.note_id).where(BarrierEntry.note_id.in_(note_ids))
    return {number for number in db.session.scalars(rows) if number is not None}


def due_reviews(limit: int = 500) -> list[BarrierEntry]:
    """Open barriers whose review day has come and of which nobody was reminded yet, by organisation."""
    reminded = select(BarrierReminder.id).where(
        BarrierReminder.entry_id == BarrierEntry.id, BarrierReminder.review_on == BarrierEntry.review_on
    )
    rows = (
        select(BarrierEntry)
        .where(BarrierEntry.status.in_(LIVE_ENTRIES), BarrierEntry.review_on <= today(), ~reminded.exists())
        .order_by(BarrierEntry.organisation_id, BarrierEntry.id)
        .limit(limit)
    )
    return list(db.session.scalars(rows))


def reviews_waiting_for(person: Any) -> list[tuple[Organisation, int]]:
    """For each workforce this person may look at: how many open barriers have passed their review day."""
    rows = (
        select(Organisation, func.count(BarrierEntry.id))
        .join(BarrierEntry, BarrierEntry.organisation_id == Organisation.id)
        .where(
            Organisation.id.in_([organisation.id for organisation in organisations_open_to(person)]),
            BarrierEntry.status.in_(LIVE_ENTRIES),
            BarrierEntry.review_on <= today(),
        )
        .group_by(Organisation.id)
        .order_by(Organisation.name, Organisation.id)
    )
    return [(organisation, count) for organisation, count in db.session.execute(rows)]


def rows_to_take_away(organisation: Organisation) -> Iterator[BarrierEntry]:
    """The whole log in the order of its days, for an export; tries are read in batches beside it."""
    rows = (
        select(BarrierEntry)
        .where(BarrierEntry.organisation_id == organisation.id)
        .options(
            joinedload(BarrierEntry.kind),
            joinedload(BarrierEntry.service),
            joinedload(BarrierEntry.owner),
            selectinload(BarrierEntry.tries),
        )
        .order_by(BarrierEntry.opened_on, BarrierEntry.id)
    )
    return iter(db.session.scalars(rows))


@dataclass(frozen=True)
class Closed:
    """How many barriers of some services ended in a period, and how."""

    solved: int
    not_solved: int
    closed: int
    opened: int
    """How many were opened in the same period."""

    @property
    def ended(self) -> int:
        """All that ended."""
        return self.solved + self.not_solved + self.closed


def barriers_closed(service_ids: Collection[int], period: Period) -> Closed:
    """Counts of barriers, not of people: what ended, how, and what was opened, in one statement."""
    within = BarrierEntry.closed_on.between(period.since, period.until)
    ends = [
        func.count().filter(within, BarrierEntry.status == status)
        for status in (EntryStatus.SOLVED, EntryStatus.NOT_SOLVED, EntryStatus.CLOSED)
    ]
    opened = func.count().filter(BarrierEntry.opened_on.between(period.since, period.until))
    rows = select(*ends, opened).where(BarrierEntry.service_id.in_(service_ids))
    found: Any = db.session.execute(rows).one()
    return Closed(*found)


@dataclass(frozen=True)
class CommonBarrier:
    """Raw counts for one kind in one setting and region. Whoever publishes them hides small ones."""

    kind_id: int
    code: str
    title: str
    setting: Setting
    region: Region
    entries: int
    organisations: int
    solved: int


def commonest_barriers(
    period: Period, *, setting: Setting | None = None, region: Region | None = None
) -> list[CommonBarrier]:
    """How often each kind was met in each setting and region: entries open at some time of the period.

    One statement, grouped in the database. These are raw figures: the national page hides small ones.
    """
    organisations = func.count(func.distinct(BarrierEntry.organisation_id))
    rows = (
        select(
            BarrierKind.id,
            BarrierKind.code,
            BarrierKind.title,
            Service.setting,
            Organisation.region,
            func.count(BarrierEntry.id),
            organisations,
            func.count().filter(
                BarrierEntry.status == EntryStatus.SOLVED, BarrierEntry.closed_on <= period.until
            ),
        )
        .select_from(BarrierEntry)
        .join(BarrierEntry.kind)
        .join(BarrierEntry.service)
        .join(Organisation, Organisation.id == BarrierEntry.organisation_id)
        .where(
            BarrierEntry.opened_on <= period.until,
            BarrierEntry.closed_on.is_(None) | (BarrierEntry.closed_on >= period.since),
        )
        .group_by(BarrierKind.id, BarrierKind.code, BarrierKind.title, Service.setting, Organisation.region)
        .order_by(organisations.desc(), func.count(BarrierEntry.id).desc(), BarrierKind.id)
    )
    if setting is not None:
        rows = rows.where(Service.setting == setting)
    if region is not None:
        rows = rows.where(Organisation.region == region)
    return [CommonBarrier(*row) for row in db.session.execute(rows)]


def log_problems() -> list[str]:
    """One sentence for each barrier whose service, post and organisation, or status and days, do not fit."""
    rows = (
        select(BarrierEntry.id)
        .join(BarrierEntry.service)
        .outerjoin(Post, Post.id == BarrierEntry.post_id)
        .where(
            (Service.organisation_id != BarrierEntry.organisation_id)
            | (Post.service_id.is_not(None) & (Post.service_id != BarrierEntry.service_id))
            | (BarrierEntry.status.in_(LIVE_ENTRIES) & BarrierEntry.closed_on.is_not(None))
        )
        .order_by(BarrierEntry.id)
    )
    return [
        f"Barrier {number} does not fit its service, its post or its own days."
        for number in db.session.scalars(rows)
    ]
