"""Questions about people."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, bindparam, exists, or_, select
from sqlalchemy.orm import joinedload

from charter_portal.accounts.enums import LinkPurpose, Role
from charter_portal.accounts.models import Invitation, Link, RoleGrant, SignIn, User
from charter_portal.core.clock import now
from charter_portal.core.database import db
from charter_portal.core.forms import normal_address
from charter_portal.core.tokens import token_hash


def user_by_address(address: str) -> User | None:
    """The person with this address in any spelling, or None."""
    return db.session.scalar(select(User).where(User.email_key == normal_address(address)))


_BEHIND_COOKIE = (
    select(SignIn)
    .where(SignIn.token_hash == bindparam("token_hash"))
    .options(joinedload(SignIn.user).joinedload(User.grants))
)
"""Every page asks this, so it is put together once."""


def live_sign_in(token: str) -> SignIn | None:
    """The sign-in behind a cookie's token, with its person, unless it ended or ran out."""
    rows = db.session.scalars(_BEHIND_COOKIE, {"token_hash": token_hash(token)})
    found = rows.unique().one_or_none()
    if found is None or found.ended_at is not None or found.expires_at <= now():
        return None
    return found


def sign_ins_of(person: User) -> list[SignIn]:
    """The browsers in which a person is signed in, last used first."""
    rows = select(SignIn).where(
        SignIn.user_id == person.id, SignIn.ended_at.is_(None), SignIn.expires_at > now()
    )
    return list(db.session.scalars(rows.order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())))


def open_link(token: str, *purposes: LinkPurpose) -> Link | None:
    """The one-time link with this secret and one of these purposes, while it can still be used."""
    return db.session.scalar(
        select(Link).where(
            Link.token_hash == token_hash(token),
            Link.purpose.in_(purposes),
            Link.used_at.is_(None),
            Link.expires_at > now(),
        )
    )


def people_with(*roles: Role) -> list[User]:
    """Everybody with an open account who holds one of these roles now, by name."""
    return list(
        db.session.scalars(
            select(User)
            .join(RoleGrant, RoleGrant.user_id == User.id)
            .where(RoleGrant.role.in_(roles), RoleGrant.ended_at.is_(None), User.deactivated_at.is_(None))
            .order_by(User.name, User.id)
            .distinct()
        )
    )


def people(*, search: str = "", role: Role | None = None) -> Select[User]:
    """Everybody with an account, narrowed by a part of the name or address and by a role held now."""
    rows = select(User)
    if search:
        rows = rows.where(
            or_(
                User.name.icontains(search, autoescape=True),
                User.email_key.contains(normal_address(search), autoescape=True),
            )
        )
    if role is not None:
        held = exists().where(
            RoleGrant.user_id == User.id, RoleGrant.role == role, RoleGrant.ended_at.is_(None)
        )
        rows = rows.where(held)
    return rows


def live_grants(role: Role) -> list[RoleGrant]:
    """Who holds a role now and may sign in, in a fixed order so that two callers lock them alike."""
    return list(
        db.session.scalars(
            select(RoleGrant)
            .join(User, User.id == RoleGrant.user_id)
            .where(RoleGrant.role == role, RoleGrant.ended_at.is_(None))
            .where(User.deactivated_at.is_(None), User.confirmed_at.is_not(None))
            .order_by(RoleGrant.id)
        )
    )


def _open_invitations() -> Select[Invitation]:
    rows = select(Invitation).where(Invitation.accepted_at.is_(None), Invitation.cancelled_at.is_(None))
    return rows.where(Invitation.expires_at > now()).order_by(Invitation.id.desc())


def open_invitations() -> list[Invitation]:
    """Invitations of staff and assessors that nobody has answered yet, newest first."""
    return list(db.session.scalars(_open_invitations()))


def open_invitations_for(person: User) -> list[Invitation]:
    """The invitations of staff and assessors that wait for this person."""
    return list(db.session.scalars(_open_invitations().where(Invitation.email_key == person.email_key)))


def names_of(user_ids: Collection[int]) -> dict[int, str]:
    """The names behind plain numbers, such as the trail keeps; a number nobody has is left out."""
    if not user_ids:
        return {}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(set(user_ids))))
    return {row.id: row.name for row in rows}
