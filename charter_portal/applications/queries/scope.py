"""Who may begin an application, and what it can be for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from charter_portal.core.database import db
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.models import Organisation, Service
from charter_portal.organisations.queries import roles_of


def led_by(person: Any) -> list[Organisation]:
    """The organisations that this person leads, by name."""
    led = [number for number, role in roles_of(person).items() if role == MemberRole.LEAD]
    rows = select(Organisation).where(Organisation.id.in_(led)).order_by(Organisation.name)
    return list(db.session.scalars(rows))


def open_services(organisation: Organisation) -> list[Service]:
    """The services an organisation runs now, by name."""
    rows = select(Service).where(Service.organisation_id == organisation.id, Service.closed_at.is_(None))
    return list(db.session.scalars(rows.order_by(Service.name, Service.id)))
