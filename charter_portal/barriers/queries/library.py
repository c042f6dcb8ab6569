"""Questions about solutions: what is in the library, what waits for staff, what is like us."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import joinedload

from charter_portal.barriers.enums import SolutionOrigin, SolutionStatus
from charter_portal.barriers.models import BarrierKind, Solution
from charter_portal.barriers.rules.anonymity import NOTHING, Label, Origin, labels_for
from charter_portal.core.clock import today
from charter_portal.core.database import db
from charter_portal.organisations.enums import Region, Setting
from charter_portal.organisations.models import Organisation, Service


def for_everybody() -> tuple[ColumnElement[bool], ...]:
    """What the public pages show: published, and not shared with other services alone."""
    return (Solution.status == SolutionStatus.PUBLISHED, Solution.agreed_public.is_not(False))


def published_for(kind: BarrierKind, *, setting: Setting | None = None) -> Select[Solution]:
    """What everybody reads on a barrier: guidance first, then what services shared, oldest first.

    With a setting: what is told to come from it, and what names no setting.
    """
    rows = select(Solution).where(Solution.kind_id == kind.id, *for_everybody())
    if setting is not None:
        rows = rows.where((Solution.setting == setting) | Solution.setting.is_(None))
    shared_last = case((Solution.origin == SolutionOrigin.ORGANISATION, 1), else_=0)
    return rows.order_by(shared_last, Solution.id)


def solutions_like(
    kind: BarrierKind, *, setting: Setting | None, region: Region | None, limit: int = 3
) -> list[Solution]:
    """The published solutions from services most like this one: same setting first, then same region.

    Only what readers are told counts, so that the order gives nothing away that the page hides. Between
    equals, what services shared comes before guidance, and newer before older.
    """
    nearness = case(
        ((Solution.setting == setting) & (Solution.region == region), 0),
        (Solution.setting == setting, 1),
        (Solution.region == region, 2),
        (Solution.setting.is_(None), 3),
        else_=4,
    )
    shared_first = case((Solution.origin == SolutionOrigin.ORGANISATION, 0), else_=1)
    rows = select(Solution).where(Solution.kind_id == kind.id, Solution.status == SolutionStatus.PUBLISHED)
    return list(db.session.scalars(rows.order_by(nearness, shared_first, Solution.id.desc()).limit(limit)))


def solution_list(
    *,
    status: SolutionStatus | None = None,
    kind: BarrierKind | None = None,
    due: bool = False,
    search: str = "",
) -> Select[Solution]:
    """Every solution for staff, with its barrier: by state, by barrier, or only those due for review."""
    rows = select(Solution).options(joinedload(Solution.kind))
    if status is not None:
        rows = rows.where(Solution.status == status)
    if kind is not None:
        rows = rows.where(Solution.kind_id == kind.id)
    if due:
        rows = rows.where(*_is_due())
    if search:
        rows = rows.where(
            Solution.title.icontains(search, autoescape=True)
            | Solution.text.icontains(search, autoescape=True)
        )
    return rows


def counts_for_staff() -> tuple[int, int]:
    """How many solutions wait to be looked at, and how many in the library are due for review."""
    offered = func.count().filter(Solution.status == SolutionStatus.OFFERED)
    due = func.count().filter(*_is_due())
    found = db.session.execute(select(offered, due).select_from(Solution)).one()
    return found[0], found[1]


def solutions_from(entry_ids: Iterable[int]) -> dict[int, Solution]:
    """For each of these log entries, the solution that was last shared from it, if there is one."""
    rows = select(Solution).where(Solution.entry_id.in_(list(entry_ids))).order_by(Solution.id)
    return {solution.entry_id: solution for solution in db.session.scalars(rows) if solution.entry_id}


def shown_origin(setting: Setting, region: Region) -> Label:
    """What may be told of a service of this setting and region, among the services that there are now."""
    rows = (
        select(Organisation.id, Service.setting, Organisation.region)
        .join(Service, Service.organisation_id == Organisation.id)
        .where(Service.closed_at.is_(None))
        .distinct()
    )
    origins = [Origin(number, where.value, place.value) for number, where, place in db.session.execute(rows)]
    return labels_for(origins).get((setting.value, region.value), NOTHING)


def origin_to_tell(solution: Solution) -> Label:
    """What would be told of where a shared solution comes from, were it published now."""
    return origin_of(db.session.get_one(Service, solution.service_id))


def origin_of(service: Service) -> Label:
    """What would be told of this service, were something of it published now."""
    return shown_origin(service.setting, service.organisation.region)


def invariant_problems() -> list[str]:
    """One sentence for each solution in the library that nobody decided on, or that staff did not read."""
    rows = select(Solution.id).where(
        Solution.status == SolutionStatus.PUBLISHED,
        Solution.decided_at.is_(None)
        | (Solution.checked_on.is_(None) & (Solution.origin == SolutionOrigin.ORGANISATION)),
    )
    return [
        f"Solution {number} is in the library without a decision or a day on which it was checked."
        for number in db.session.scalars(rows.order_by(Solution.id))
    ]


def _is_due() -> tuple[ColumnElement[bool], ...]:
    unsure = Solution.review_on <= today(), Solution.checked_on.is_(None)
    return (Solution.status == SolutionStatus.PUBLISHED, or_(*unsure))
