"""Questions about organisations and who belongs to them."""

from __future__ import annotations

from typing import Any

from flask import g
from sqlalchemy import Select, false, func, select
from sqlalchemy.orm import joinedload

from charter_portal.accounts.models import User
from charter_portal.accounts.permissions import reads_everything
from charter_portal.core.clock import now
from charter_portal.core.database import db
from charter_portal.organisations.enums import MemberRole, OrganisationKind, Region
from charter_portal.organisations.models import (
    Contact,
    Membership,
    MembershipInvitation,
    Organisation,
    Service,
)
from charter_portal.organisations.rules import name_key


def roles_of(person: Any) -> dict[int, MemberRole]:
    """The person's present role in each of their organisations, read once per request."""
    if not person.is_authenticated:
        return {}
    known: dict[int, dict[int, MemberRole]] = g.setdefault("roles_of", {})
    if person.id not in known:
        rows = select(Membership.organisation_id, Membership.role).where(
            Membership.user_id == person.id, Membership.ended_at.is_(None)
        )
        known[person.id] = {row.organisation_id: row.role for row in db.session.execute(rows)}
    return known[person.id]


def forget_roles() -> None:
    """Read memberships afresh at the next question; membership services call it after a change."""
    g.pop("roles_of", None)


def visible_to(person: Any) -> Select[Organisation]:
    """The organisations that exist for this person: their own, and all for staff and the commissioner."""
    rows = select(Organisation)
    if not person.is_authenticated:
        return rows.where(false())
    return rows if reads_everything(person) else rows.where(Organisation.id.in_(roles_of(person)))


def organisations_of(person: Any) -> list[Organisation]:
    """The organisations the person belongs to, by name."""
    return list(
        db.session.scalars(
            select(Organisation).where(Organisation.id.in_(roles_of(person))).order_by(Organisation.name)
        )
    )


def members_of(organisation: Organisation) -> list[Membership]:
    """The present memberships with their people, by name."""
    rows = (
        select(Membership)
        .where(Membership.organisation_id == organisation.id, Membership.ended_at.is_(None))
        .options(joinedload(Membership.user).lazyload(User.grants))
    )
    return sorted(
        db.session.scalars(rows), key=lambda membership: (membership.user.name.casefold(), membership.id)
    )


def organisation_by_name(name: str) -> Organisation | None:
    """The organisation with this name in any spelling of case, width or spaces, or None."""
    return db.session.scalar(select(Organisation).where(Organisation.name_key == name_key(name)))


def leads_of(organisation: Organisation) -> list[Membership]:
    """The memberships of those who lead the organisation now and may sign in."""
    return [
        membership
        for membership in members_of(organisation)
        if membership.role is MemberRole.LEAD and membership.user.is_active
    ]


def services_of(organisation: Organisation, *, with_closed: bool = False) -> list[Service]:
    """The services an organisation runs, by name; closed ones only when asked for, and last."""
    rows = select(Service).where(Service.organisation_id == organisation.id)
    if not with_closed:
        rows = rows.where(Service.closed_at.is_(None))
    return list(db.session.scalars(rows.order_by(Service.closed_at.is_not(None), Service.name, Service.id)))


def contacts_of(organisation: Organisation) -> list[Contact]:
    """Whom Career Matters may write to or ring, by name."""
    rows = select(Contact).where(Contact.organisation_id == organisation.id)
    return list(db.session.scalars(rows.order_by(Contact.name, Contact.id)))


def _open_invitations() -> Select[MembershipInvitation]:
    return (
        select(MembershipInvitation)
        .where(MembershipInvitation.accepted_at.is_(None), MembershipInvitation.cancelled_at.is_(None))
        .where(MembershipInvitation.expires_at > now())
        .order_by(MembershipInvitation.id.desc())
    )


def invitations_of(organisation: Organisation) -> list[MembershipInvitation]:
    """Invitations to join this organisation that nobody has answered yet, newest first."""
    rows = _open_invitations().where(MembershipInvitation.organisation_id == organisation.id)
    return list(db.session.scalars(rows))


def open_invitations_for(person: Any) -> list[MembershipInvitation]:
    """The invitations to join an organisation that wait for this person, with organisation and inviter."""
    rows = _open_invitations().where(MembershipInvitation.email_key == person.email_key)
    with_names = (joinedload(MembershipInvitation.organisation), joinedload(MembershipInvitation.invited_by))
    return list(db.session.scalars(rows.options(*with_names)))


def register_of_organisations(
    *, search: str = "", kind: OrganisationKind | None = None, region: Region | None = None
) -> Select[Any]:
    """Every organisation with how many open services and people it has, narrowed by name, kind and region."""
    services = select(func.count()).where(
        Service.organisation_id == Organisation.id, Service.closed_at.is_(None)
    )
    people = select(func.count()).where(
        Membership.organisation_id == Organisation.id, Membership.ended_at.is_(None)
    )
    rows = select(
        Organisation,
        services.scalar_subquery().label("services"),
        people.scalar_subquery().label("people"),
    )
    if search:
        key = name_key(search)
        rows = rows.where(Organisation.name_key.contains(key, autoescape=True) if key else false())
    if kind is not None:
        rows = rows.where(Organisation.kind == kind)
    return rows if region is None else rows.where(Organisation.region == region)
