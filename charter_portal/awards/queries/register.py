"""Awards as the public and staff look them up."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from charter_portal.applications.models import Application
from charter_portal.awards.enums import AwardState
from charter_portal.awards.models import Award, Decision
from charter_portal.awards.rules import plain_code
from charter_portal.core.clock import today
from charter_portal.core.database import db
from charter_portal.core.tables import Page, count_of, paginate, sorted_by
from charter_portal.framework.models import Level
from charter_portal.framework.queries import charter_of
from charter_portal.organisations.enums import OrganisationKind, Region

SORTS: dict[str, ColumnElement[Any]] = {
    "organisation": Award.organisation_name.expression,
    "awarded": Award.awarded_on.expression,
    "until": Award.valid_until.expression,
    "level": Level.rank.expression,
}


def award_by_code(code: str) -> Award | None:
    """The award with this certificate code, typed in any case, with or without dashes or spaces."""
    plain = plain_code(code)
    rows = select(Award).join(Award.level).where(Award.code == plain).options(contains_eager(Award.level))
    return db.session.scalar(rows) if plain else None


def award_of(application: Application) -> Award | None:
    """The award an application led to, withdrawn ones too, or None."""
    return db.session.scalar(
        select(Award)
        .join(Decision, Decision.id == Award.decision_id)
        .where(Decision.application_id == application.id)
    )


def register_page(
    *,
    search: str = "",
    level: str = "",
    region: Region | None = None,
    kind: OrganisationKind | None = None,
    sort: str | None = None,
    number: int = 1,
) -> tuple[Page[Award], str]:
    """The public register: awards that are valid today, and the sort key that was used."""
    found = _found(search, level, region, kind).where(
        Award.withdrawn_at.is_(None), Award.valid_until >= today()
    )
    return _page(found, _awards(), sort=sort, default="organisation", number=number)


def awards_list(
    *,
    search: str = "",
    state: AwardState | None = None,
    level: str = "",
    sort: str | None = None,
    number: int = 1,
) -> tuple[Page[Award], str]:
    """Every award for staff, expired and withdrawn ones too, and the sort key that was used."""
    found = _found(search, level, None, None)
    if state is AwardState.WITHDRAWN:
        found = found.where(Award.withdrawn_at.is_not(None))
    elif state is not None:
        valid = Award.valid_until >= today()
        found = found.where(Award.withdrawn_at.is_(None), valid if state is AwardState.VALID else ~valid)
    rows = _awards().options(joinedload(Award.decision))
    return _page(found, rows, sort=sort, default="-awarded", number=number)


_LEVELS_AWARDED = (
    select(Level.key, Level.name)
    .where(Level.awardable, exists().where(Award.level_id == Level.id))
    .order_by(Level.rank.desc(), Level.name)
)


def levels_awarded() -> list[tuple[str, str]]:
    """The key and name of every level that somebody holds or held, highest first."""
    found = db.session.execute(_LEVELS_AWARDED).all()
    return list({key: (key, name) for key, name in found}.values())


def tier_place(level: Level) -> tuple[int, int]:
    """Where a tier stands among the tiers of its charter, counted from 1, and how many there are."""
    tiers = [tier.id for tier in charter_of(level.version_id).tiers]
    return tiers.index(level.id) + 1, len(tiers)


def _awards() -> Select[Any]:
    return select(Award).join(Award.level).options(contains_eager(Award.level))


def _page(
    found: Select[Any], rows: Select[Any], *, sort: str | None, default: str, number: int
) -> tuple[Page[Award], str]:
    """Choose the numbers of the page first; rows are joined and read for those alone."""
    numbers, key = sorted_by(found, sort, SORTS, default=default)
    if key.lstrip("-") == "level":
        numbers = numbers.join(Award.level)
    page = paginate(
        numbers.order_by(Award.id),
        number=number,
        total=count_of(found),
        widen=lambda shown: sorted_by(rows.where(Award.id.in_(shown)), key, SORTS, default=key)[0].order_by(
            Award.id
        ),
    )
    return page, key


def _found(search: str, level: str, region: Region | None, kind: OrganisationKind | None) -> Select[Any]:
    rows = select(Award.id)
    if search:
        sought = search[:100]
        rows = rows.where(
            or_(
                Award.organisation_name.icontains(sought, autoescape=True),
                Award.title.icontains(sought, autoescape=True),
                Award.scope.icontains(sought, autoescape=True),
                Award.number.icontains(sought, autoescape=True),
            )
        )
    if level:
        rows = rows.where(Award.level_id.in_(select(Level.id).where(Level.key == level)))
    if region:
        rows = rows.where(Award.region == region)
    return rows.where(Award.organisation_kind == kind) if kind else rows
