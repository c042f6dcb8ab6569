"""Questions about role profiles and posts, for any date."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from charter_portal.core.database import db
from charter_portal.organisations.models import Organisation, Service
from charter_portal.workforce.models import Post, PostVersion, RoleProfile
from charter_portal.workforce.rules.clock import add_months


def scheme_profiles() -> list[RoleProfile]:
    """The scheme's own role profiles, lowest first."""
    rows = select(RoleProfile).where(RoleProfile.organisation_id.is_(None))
    return list(db.session.scalars(rows.order_by(RoleProfile.position, RoleProfile.id)))


def own_profiles(organisation: Organisation) -> list[RoleProfile]:
    """The role profiles an organisation added, with what they are mapped to."""
    rows = select(RoleProfile).where(RoleProfile.organisation_id == organisation.id)
    by_step = rows.options(joinedload(RoleProfile.maps_to)).order_by(RoleProfile.position, RoleProfile.name)
    return list(db.session.scalars(by_step))


def profiles_for(organisation: Organisation) -> list[RoleProfile]:
    """Every role profile a post of this organisation may have: its own beside the scheme's, by step."""
    return sorted(
        [*scheme_profiles(), *own_profiles(organisation)],
        key=lambda profile: (profile.position, profile.organisation_id is not None, profile.id),
    )


def true_on(day: date) -> ColumnElement[bool]:
    """The condition that a version of a post was true on a day."""
    return and_(
        PostVersion.valid_from <= day,
        or_(PostVersion.valid_until.is_(None), PostVersion.valid_until > day),
    )


def posts_on(service_ids: Collection[int], day: date) -> Select[PostVersion]:
    """What was true of the posts of these services on a day, each with its post and role profile."""
    return (
        select(PostVersion)
        .join(PostVersion.post)
        .join(PostVersion.role_profile)
        .where(Post.service_id.in_(service_ids), true_on(day))
        .options(contains_eager(PostVersion.post), contains_eager(PostVersion.role_profile))
        .order_by(RoleProfile.position, PostVersion.level, PostVersion.title, PostVersion.id)
    )


def posts_of(service: Service, day: date) -> list[PostVersion]:
    """The posts of one service on a day, lowest step first."""
    return list(db.session.scalars(posts_on([service.id], day)))


def posts_ever(organisation: Organisation, day: date) -> list[PostVersion]:
    """The newest version of every post of the organisation's services, up to a day; for a select.

    Posts that ended are there too: somebody may have started in one.
    """
    newest = (
        select(PostVersion.post_id, func.max(PostVersion.valid_from).label("since"))
        .where(PostVersion.valid_from <= day)
        .group_by(PostVersion.post_id)
        .subquery("newest")
    )
    rows = (
        select(PostVersion)
        .join(newest, and_(newest.c.post_id == PostVersion.post_id, newest.c.since == PostVersion.valid_from))
        .join(PostVersion.post)
        .join(Post.service)
        .join(PostVersion.role_profile)
        .where(Service.organisation_id == organisation.id)
        .options(
            contains_eager(PostVersion.post).contains_eager(Post.service),
            contains_eager(PostVersion.role_profile),
        )
        .order_by(Service.name, Service.id, RoleProfile.position, PostVersion.title, PostVersion.id)
    )
    return list(db.session.scalars(rows))


def post_with_history(post_id: int) -> Post | None:
    """A post with its service and every version, oldest first."""
    rows = (
        select(Post)
        .where(Post.id == post_id)
        .options(
            joinedload(Post.service),
            selectinload(Post.versions).joinedload(PostVersion.role_profile),
        )
    )
    return db.session.scalar(rows)


def version_on(post: Post, day: date) -> PostVersion | None:
    """What was true of a post on a day, or None when it was not there."""
    return db.session.scalar(select(PostVersion).where(PostVersion.post_id == post.id, true_on(day)))


def titles_on(post_ids: Collection[int], day: date) -> dict[int, PostVersion]:
    """What posts were on a day, by their number; a post that ended gives its last version."""
    rows = (
        select(PostVersion)
        .where(PostVersion.post_id.in_(post_ids), PostVersion.valid_from <= day)
        .options(joinedload(PostVersion.role_profile))
        .order_by(PostVersion.valid_from)
    )
    return {version.post_id: version for version in db.session.scalars(rows)}


def posts_ending(service_ids: Collection[int], day: date, *, months: int = 6) -> list[PostVersion]:
    """The posts whose funding ends within some months, or has ended, soonest first."""
    rows = posts_on(service_ids, day).where(PostVersion.funded_until <= add_months(day, months))
    with_service = rows.options(contains_eager(PostVersion.post).joinedload(Post.service))
    return list(
        db.session.scalars(with_service.order_by(None).order_by(PostVersion.funded_until, PostVersion.id))
    )
