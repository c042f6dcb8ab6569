"""Who is in the circle of an organisation's workforce, and what it settled for itself."""

from __future__ import annotations

from typing import Any

from flask import g
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from charter_portal.accounts.enums import Role
from charter_portal.accounts.models import RoleGrant, User
from charter_portal.accounts.permissions import is_staff
from charter_portal.core.database import db
from charter_portal.core.tables import exists_in
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.models import Membership, Organisation
from charter_portal.organisations.queries import leads_of, members_of, roles_of
from charter_portal.workforce.enums import Place
from charter_portal.workforce.models import CircleMember, WorkforceSettings
from charter_portal.workforce.rules.clock import KEEP_MONTHS, VOLUNTEER_MONTHS


def _counts_now() -> ColumnElement[bool]:
    """A place in the circle counts while what it rests on lasts.

    An editor must still belong to the organisation by the membership they had when they were named: who
    leaves and comes back is named afresh. A reader must still be staff of Career Matters, likewise.
    """
    membership = exists().where(
        Membership.organisation_id == CircleMember.organisation_id,
        Membership.user_id == CircleMember.user_id,
        Membership.ended_at.is_(None),
        Membership.created_at <= CircleMember.created_at,
    )
    grant = exists().where(
        RoleGrant.user_id == CircleMember.user_id,
        RoleGrant.role.in_((Role.ADMINISTRATOR, Role.OFFICER)),
        RoleGrant.ended_at.is_(None),
        RoleGrant.created_at <= CircleMember.created_at,
    )
    return and_(
        CircleMember.ended_at.is_(None),
        or_(
            and_(CircleMember.place == Place.EDITOR, membership),
            and_(CircleMember.place == Place.READER, grant),
        ),
    )


def named_places_of(person: Any) -> dict[int, Place]:
    """The person's named place in each circle, by organisation, read once per request. Leads need none."""
    if not person.is_authenticated:
        return {}
    known: dict[int, dict[int, Place]] = g.setdefault("workforce_places", {})
    if person.id not in known:
        rows = select(CircleMember.organisation_id, CircleMember.place).where(
            CircleMember.user_id == person.id, _counts_now()
        )
        known[person.id] = {row.organisation_id: row.place for row in db.session.execute(rows)}
    return known[person.id]


def forget_places() -> None:
    """Read the circles afresh at the next question; services call it before and after a change."""
    g.pop("workforce_places", None)


def in_some_circle(person: Any) -> bool:
    """Whether there is any workforce this person may look at. Asked for the menu of every page."""
    if not person.is_authenticated:
        return False
    roles = roles_of(person)
    if MemberRole.LEAD in roles.values():
        return True
    return bool((roles or is_staff(person)) and named_places_of(person))


def organisations_open_to(person: Any) -> list[Organisation]:
    """The organisations whose workforce this person may look at, by name."""
    led = [number for number, role in roles_of(person).items() if role is MemberRole.LEAD]
    rows = select(Organisation).where(Organisation.id.in_([*led, *named_places_of(person)]))
    return list(db.session.scalars(rows.order_by(Organisation.name, Organisation.id)))


def organisations_written_by(person: Any) -> list[Organisation]:
    """The organisations whose workforce this person writes down, as a lead or as a named editor, by name."""
    led = [number for number, role in roles_of(person).items() if role is MemberRole.LEAD]
    named = [number for number, place in named_places_of(person).items() if place is Place.EDITOR]
    rows = select(Organisation).where(Organisation.id.in_([*led, *named]))
    return list(db.session.scalars(rows.order_by(Organisation.name, Organisation.id)))


def circle_of(organisation: Organisation) -> list[CircleMember]:
    """Who was named, and still counts, with their people; editors first."""
    rows = (
        select(CircleMember)
        .where(CircleMember.organisation_id == organisation.id, _counts_now())
        .options(joinedload(CircleMember.user).lazyload(User.grants))
    )
    return sorted(
        db.session.scalars(rows), key=lambda one: (one.place.value, one.user.name.casefold(), one.id)
    )


def live_place(organisation: Organisation, person: User) -> Select[CircleMember]:
    """The row that names this person, if it has not ended; whether it still counts or not."""
    return select(CircleMember).where(
        CircleMember.organisation_id == organisation.id,
        CircleMember.user_id == person.id,
        CircleMember.ended_at.is_(None),
    )


def is_named(organisation: Organisation, person: User) -> bool:
    """The person's named place counts now."""
    return exists_in(live_place(organisation, person).where(_counts_now()))


def could_edit(organisation: Organisation) -> list[User]:
    """The members a lead may name as editors: those who belong now, do not lead, and are not named yet."""
    named = {one.user_id for one in circle_of(organisation)}
    return [
        member.user
        for member in members_of(organisation)
        if member.role is not MemberRole.LEAD and member.user_id not in named and member.user.is_active
    ]


def writers_of(organisation: Organisation) -> list[User]:
    """Whom reminders go to: the leads and the editors who count now and may sign in."""
    leads = [member.user for member in leads_of(organisation)]
    editors = [
        one.user for one in circle_of(organisation) if one.place is Place.EDITOR and one.user.is_active
    ]
    return list({person.id: person for person in [*leads, *editors]}.values())


def settings_of(organisation: Organisation) -> WorkforceSettings:
    """What the organisation settled, or the usual limits in a row that is not stored yet."""
    rows = select(WorkforceSettings).where(WorkforceSettings.organisation_id == organisation.id)
    found = db.session.scalar(rows)
    return found or WorkforceSettings(
        organisation_id=organisation.id,
        volunteer_months=VOLUNTEER_MONTHS,
        keep_months=KEEP_MONTHS,
        version=0,
    )
