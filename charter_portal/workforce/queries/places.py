"""Where people worked, worked out from their milestones: stays, moves, and who stands on which rung.

Everything here is one statement over rows, so it costs the same for ten people and for ten thousand.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, or_, select
from sqlalchemy.orm import aliased

from charter_portal.workforce.models import Milestone, Post, PostVersion, RoleProfile
from charter_portal.workforce.rules.order import ENDS, PLACES


def version_at(post_id: Any, day: Any, version: Any = PostVersion) -> ColumnElement[bool]:
    """The condition that a version of a post is the one of that day; for joins on columns."""
    return and_(
        version.post_id == post_id,
        version.valid_from <= day,
        or_(version.valid_until.is_(None), version.valid_until > day),
    )


def decisive(until: date, service_ids: Collection[int] | None = None) -> Subquery:
    """Every start, move up and end up to a day, numbered backwards for each person: the newest is 1.

    `before_post_id` and `before_day` are those of the same person's start or move before it.
    """
    own: dict[str, Any] = {"partition_by": Milestone.person_id}
    onwards = (Milestone.happened_on, Milestone.id)
    backwards = (Milestone.happened_on.desc(), Milestone.id.desc())
    rows = select(
        Milestone.id,
        Milestone.person_id,
        Milestone.service_id,
        Milestone.kind,
        Milestone.happened_on,
        Milestone.post_id,
        Milestone.destination,
        func.row_number().over(**own, order_by=backwards).label("newest"),
        func.lag(Milestone.post_id).over(**own, order_by=onwards).label("before_post_id"),
        func.lag(Milestone.happened_on).over(**own, order_by=onwards).label("before_day"),
        func.lag(Milestone.kind).over(**own, order_by=onwards).label("before_kind"),
    ).where(Milestone.kind.in_((*PLACES, *ENDS)), Milestone.happened_on <= until)
    if service_ids is not None:
        # Only people who started, moved up or ended here: most of those on the way in never do.
        theirs = select(Milestone.person_id).where(
            Milestone.service_id.in_(service_ids), Milestone.kind.in_((*PLACES, *ENDS))
        )
        rows = rows.where(Milestone.person_id.in_(theirs))
    return rows.subquery("decisive")


def people_by_step(service_ids: Collection[int], day: date) -> Select[*tuple[Any, ...]]:
    """Kind of post, role, level and number of people who worked in these services on a day."""
    seen = decisive(day, service_ids)
    return (
        select(PostVersion.kind, RoleProfile.role, PostVersion.level, func.count().label("people"))
        .select_from(seen)
        .join(PostVersion, version_at(seen.c.post_id, day))
        .join(RoleProfile, RoleProfile.id == PostVersion.role_profile_id)
        .join(Post, Post.id == PostVersion.post_id)
        .where(seen.c.newest == 1, seen.c.kind.in_(PLACES), Post.service_id.in_(service_ids))
        .group_by(PostVersion.kind, RoleProfile.role, PostVersion.level)
    )


def moves(service_ids: Collection[int], since: date, until: date) -> Select[*tuple[Any, ...]]:
    """Starts and moves in a period: from which kind and role, to which, and how many people did so.

    Without a "from" somebody came in. Coming back after an end counts as coming in.
    """
    seen = decisive(until, service_ids)
    was, is_now = aliased(PostVersion), aliased(PostVersion)
    old, new = aliased(RoleProfile), aliased(RoleProfile)
    rows = (
        select(
            was.kind.label("from_kind"),
            old.role.label("from_role"),
            is_now.kind.label("to_kind"),
            new.role.label("to_role"),
            func.count(func.distinct(seen.c.person_id)).label("people"),
        )
        .select_from(seen)
        .join(is_now, version_at(seen.c.post_id, seen.c.happened_on, is_now))
        .join(new, new.id == is_now.role_profile_id)
        .outerjoin(
            was,
            and_(
                seen.c.before_kind.in_(PLACES),
                version_at(seen.c.before_post_id, seen.c.before_day, was),
            ),
        )
        .outerjoin(old, old.id == was.role_profile_id)
        .where(
            seen.c.kind.in_(PLACES),
            seen.c.happened_on >= since,
            seen.c.happened_on <= until,
            seen.c.service_id.in_(service_ids),
        )
    )
    return rows.group_by(was.kind, old.role, is_now.kind, new.role)


def endings(service_ids: Collection[int], since: date, until: date) -> Select[*tuple[Any, ...]]:
    """People who moved on or left in a period, by kind, destination and reason."""
    rows = select(
        Milestone.kind,
        Milestone.destination,
        Milestone.leaving_reason,
        func.count(func.distinct(Milestone.person_id)).label("people"),
    ).where(
        Milestone.kind.in_(ENDS),
        Milestone.happened_on >= since,
        Milestone.happened_on <= until,
        Milestone.service_id.in_(service_ids),
    )
    return rows.group_by(Milestone.kind, Milestone.destination, Milestone.leaving_reason)
