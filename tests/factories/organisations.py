"""Builders of organisations."""

from __future__ import annotations

import itertools
from typing import Any

from charter_portal.accounts.models import User
from charter_portal.core.database import db, unit_of_work
from charter_portal.organisations.enums import MemberRole, OrganisationKind, Region, Setting
from charter_portal.organisations.models import Membership, Organisation, Service
from charter_portal.organisations.rules import name_key
from tests.factories.accounts import a_person

_numbers = itertools.count(1)


def an_organisation(
    name: str = "", *, lead: User | None = None, services: int = 1, **fields: Any
) -> Organisation:
    """An organisation with a lead (made when none is given) and so many services."""
    name = name or f"Organisation {next(_numbers)}"
    lead = lead or a_person(f"Lead of {name}")
    with unit_of_work():
        organisation = Organisation(
            name=name,
            name_key=name_key(name),
            kind=fields.pop("kind", OrganisationKind.NHS_TRUST),
            region=fields.pop("region", Region.MIDLANDS),
            created_by_id=lead.id,
            **fields,
        )
        db.session.add(organisation)
        db.session.flush()
        db.session.add(Membership(organisation_id=organisation.id, user_id=lead.id, role=MemberRole.LEAD))
        for number in range(1, services + 1):
            db.session.add(
                Service(
                    organisation_id=organisation.id,
                    name=f"{name} service {number}",
                    setting=Setting.LIAISON_AND_DIVERSION,
                )
            )
    return organisation


def a_member(
    organisation: Organisation,
    role: MemberRole = MemberRole.CONTRIBUTOR,
    name: str = "",
    *,
    person: User | None = None,
) -> User:
    """A person who belongs to the organisation in this role."""
    person = person or a_person(name)
    with unit_of_work():
        db.session.add(Membership(organisation_id=organisation.id, user_id=person.id, role=role))
    return person


def the_lead_of(organisation: Organisation) -> User:
    """The first lead of an organisation."""
    from sqlalchemy import select

    found = db.session.scalar(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.organisation_id == organisation.id, Membership.role == MemberRole.LEAD)
        .order_by(User.id)
    )
    assert found is not None
    return found
