"""The applications of one round as staff see them: filter, search, sort, page, and who waits for whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from charter_portal.accounts.enums import Role
from charter_portal.accounts.models import RoleGrant, User
from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.models import Application
from charter_portal.assessment.enums import LIVE, AllocationStatus
from charter_portal.assessment.models import Allocation
from charter_portal.awards.enums import DecisionStatus
from charter_portal.awards.models import Decision
from charter_portal.core.database import db
from charter_portal.core.tables import Page, count_of, paginate, sorted_by
from charter_portal.cycles.models import Cycle
from charter_portal.framework.queries import charter_of
from charter_portal.framework.rules.tree import LevelNode
from charter_portal.organisations.enums import OrganisationKind, Region
from charter_portal.organisations.models import Organisation
from charter_portal.reporting.rules import Reading, Waiting, who_waits

SORTS: dict[str, ColumnElement[Any]] = {
    "title": Application.title.expression,
    "organisation": Organisation.name.expression,
    "submitted": Application.submitted_at.expression,
    "state": Application.status.expression,
}
EXPORT_CHUNK = 500


@dataclass(frozen=True)
class ConsoleFilter:
    """What staff narrow the list by. `tier` is the level decided, or aimed for while none is decided."""

    search: str = ""
    state: ApplicationStatus | None = None
    tier: LevelNode | None = None
    kind: OrganisationKind | None = None
    region: Region | None = None
    assessor_id: int | None = None

    @property
    def narrows(self) -> bool:
        """True when any filter is set."""
        return self != ConsoleFilter()


@dataclass(frozen=True)
class ConsoleRow:
    """One application as the list shows it: its tier in words, and who waits for whom."""

    id: int
    title: str
    reference: str
    organisation: str
    kind: OrganisationKind
    region: Region
    status: ApplicationStatus
    submitted_at: datetime
    tier: str
    waiting: Waiting


@dataclass(frozen=True)
class Counts:
    """How many applications of a round are in each state, and how many of them the list shows."""

    per_state: dict[ApplicationStatus, int]
    listed: int


def console_page(
    cycle: Cycle, chosen: ConsoleFilter, *, sort: str | None, number: int, total: int | None = None
) -> tuple[Page[ConsoleRow], str]:
    """One page of the round's applications and the sort key used; the same few queries at any size.

    `total` is the length of the whole list where it is known already; otherwise it is counted.
    """
    found = _narrowed(select(Application.id), cycle, chosen)
    if total is None or chosen.narrows:
        total = count_of(found)
    numbers, key = sorted_by(found, sort, SORTS, default="title")
    if key.lstrip("-") == "organisation":
        numbers = numbers.join(Application.organisation)
    # Rows are joined for the fifty that are shown, never for those that a later page skips.
    page = paginate(
        numbers.order_by(Application.id),
        number=number,
        total=total,
        scalars=False,
        widen=lambda shown: _in_order(_columns().where(Application.id.in_(shown)), key),
    )
    readings = _readings([row.id for row in page.items])
    levels = charter_of(cycle.framework_version_id).level_by_id
    items = [_row(row, levels, readings) for row in page.items]
    return Page(items=items, number=page.number, size=page.size, total=page.total), key


def counts_per_state(cycle: Cycle) -> Counts:
    """Applications of the round by state; drafts are counted and never listed."""
    own = Application.cycle_id == cycle.id
    listed = select(func.count()).where(own, Application.submitted_at.is_not(None)).scalar_subquery()
    rows = db.session.execute(
        select(Application.status, func.count(), listed).where(own).group_by(Application.status)
    ).all()
    found = {row[0]: row[1] for row in rows}
    return Counts({state: found.get(state, 0) for state in ApplicationStatus}, rows[0][2] if rows else 0)


def assessors_of_cycle(cycle: Cycle) -> list[tuple[int, str]]:
    """Number and name of everybody who was asked to read in this round, by name.

    It asks each assessor, past ones too, for one reading of the round: they are few, the readings many.
    """
    asked = (
        exists()
        .where(Allocation.assessor_id == User.id, Application.cycle_id == cycle.id)
        .where(Application.id == Allocation.application_id)
    )
    assessors = select(RoleGrant.user_id).where(RoleGrant.role == Role.ASSESSOR)
    rows = select(User.id, User.name).where(User.id.in_(assessors), asked)
    return [(row[0], row[1]) for row in db.session.execute(rows.order_by(User.name, User.id))]


def export_rows(cycle: Cycle, chosen: ConsoleFilter) -> Iterator[Sequence[object]]:
    """The same list as plain cells for a file, read in chunks so that memory does not grow."""
    levels = charter_of(cycle.framework_version_id).level_by_id
    rows = _narrowed(_columns(), cycle, chosen).order_by(Application.title, Application.id)
    result = db.session.execute(rows.execution_options(yield_per=EXPORT_CHUNK))
    tiers: dict[Any, str] = {}
    for chunk in result.partitions():
        for _, title, reference, status, submitted_at, aim, name, kind, region, decided, level in chunk:
            tier = tiers.get((decided, level, aim))
            if tier is None:
                tier = tiers[decided, level, aim] = _tier_words(decided, level, aim, levels)
            yield reference, title, name, kind.label, region.label, status.label, tier, submitted_at


EXPORT_HEADER = (
    "Reference",
    "Application",
    "Organisation",
    "Type",
    "Region",
    "State",
    "Tier",
    "Submitted (UK time)",
)


def _columns() -> Select[*tuple[Any, ...]]:
    """What a row shows and nothing else; whole rows would carry much that no list needs."""
    return (
        select(
            Application.id,
            Application.title,
            Application.reference,
            Application.status,
            Application.submitted_at,
            Application.aim_level_id,
            Organisation.name.label("organisation"),
            Organisation.kind,
            Organisation.region,
            Decision.status.label("decided"),
            Decision.level_id,
        )
        .join(Application.organisation)
        .outerjoin(Decision, Decision.application_id == Application.id)
    )


def _in_order(rows: Select[*tuple[Any, ...]], key: str) -> Select[*tuple[Any, ...]]:
    return sorted_by(rows, key, SORTS, default=key)[0].order_by(Application.id)


def _row(row: Any, levels: dict[int, LevelNode], readings: dict[int, Reading]) -> ConsoleRow:
    return ConsoleRow(
        id=row.id,
        title=row.title,
        reference=row.reference,
        organisation=row.organisation,
        kind=row.kind,
        region=row.region,
        status=row.status,
        submitted_at=row.submitted_at,
        tier=_tier_words(row.decided, row.level_id, row.aim_level_id, levels),
        waiting=who_waits(row.status, readings.get(row.id, Reading()), row.decided),
    )


def _narrowed(
    rows: Select[*tuple[Any, ...]], cycle: Cycle, chosen: ConsoleFilter
) -> Select[*tuple[Any, ...]]:
    """The filters, each as a condition of its own, so that a count joins no more than it needs."""
    rows = rows.where(Application.cycle_id == cycle.id, Application.submitted_at.is_not(None))
    if chosen.state:
        rows = rows.where(Application.status == chosen.state)
    if chosen.kind:
        rows = rows.where(_organisation(Organisation.kind == chosen.kind))
    if chosen.region:
        rows = rows.where(_organisation(Organisation.region == chosen.region))
    if chosen.search:
        rows = rows.where(_holds(chosen.search[:100]))
    if chosen.tier:
        decided = select(Decision.application_id).where(Decision.level_id == chosen.tier.id)
        undecided = Application.id.not_in(select(Decision.application_id))
        aimed = (Application.aim_level_id == chosen.tier.id) & undecided
        rows = rows.where(Application.id.in_(decided) | aimed)
    if chosen.assessor_id:
        reads = select(Allocation.application_id).where(
            Allocation.assessor_id == chosen.assessor_id, Allocation.status.in_(LIVE)
        )
        rows = rows.where(Application.id.in_(reads))
    return rows


def _organisation(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return Application.organisation_id.in_(select(Organisation.id).where(condition))


def _holds(sought: str) -> ColumnElement[bool]:
    return or_(
        Application.title.icontains(sought, autoescape=True),
        Application.reference.icontains(sought, autoescape=True),
        _organisation(Organisation.name.icontains(sought, autoescape=True)),
    )


def _readings(application_ids: list[int]) -> dict[int, Reading]:
    if not application_ids:
        return {}
    finished = func.count().filter(Allocation.status == AllocationStatus.FINISHED)
    rows = db.session.execute(
        select(Allocation.application_id, func.count(), finished)
        .where(Allocation.application_id.in_(application_ids), Allocation.status.in_(LIVE))
        .group_by(Allocation.application_id)
    )
    return {row[0]: Reading(readers=row[1], finished=row[2]) for row in rows}


def _tier_words(
    decided: DecisionStatus | None, level: int | None, aim_level: int | None, levels: dict[int, LevelNode]
) -> str:
    if decided is not None:
        name = levels[level].name if level is not None else "Not yet"
        return f"{name} ({decided.label.split(',')[0].lower()})"
    aim = levels.get(aim_level or 0)
    return f"Aims for {aim.name}" if aim else "No aim given"
