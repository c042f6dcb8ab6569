"""An organisation's own details: name, kind, region."""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import IntegrityError

from charter_portal.accounts.models import User
from charter_portal.accounts.rules.names import has_letters
from charter_portal.audit_trail.services import declare, diff, record
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken
from charter_portal.organisations.enums import MemberRole, OrganisationKind, Region
from charter_portal.organisations.models import Membership, Organisation
from charter_portal.organisations.permissions import is_lead
from charter_portal.organisations.queries import forget_roles
from charter_portal.organisations.rules import name_key

declare(
    "organisations.organisation.created",
    "organisations.organisation.edited",
    "organisations.membership.started",
)

NAME_TAKEN = "An organisation with this name is here already. Ask one of its leads to invite you."


def create_organisation(*, name: str, kind: OrganisationKind, region: Region, by: User) -> Organisation:
    """Add an organisation; whoever adds it leads it.

    Raises RuleBroken, at the name, for a name without letters or one that is here in any spelling.
    """
    organisation = Organisation(
        name=name, name_key=_key_of(name), kind=kind, region=region, created_by_id=by.id
    )
    try:
        with db.session.begin_nested():
            db.session.add(organisation)
    except IntegrityError:
        raise RuleBroken(NAME_TAKEN, field="name") from None
    db.session.add(Membership(organisation_id=organisation.id, user_id=by.id, role=MemberRole.LEAD))
    forget_roles()
    _record("created", organisation, by, after={"name": name, "kind": kind, "region": region})
    record(
        "organisations.membership.started",
        about=organisation,
        by=by,
        organisation_id=organisation.id,
        after={"person": by.id, "role": MemberRole.LEAD},
    )
    return organisation


def edit_organisation(
    organisation: Organisation, *, name: str, kind: OrganisationKind, region: Region, by: User
) -> None:
    """Change an organisation's details. Raises NotAllowed for anybody but a lead, RuleBroken for the name."""
    if not is_lead(by, organisation):
        raise NotAllowed("Only a lead of the organisation can change its details.")
    key = _key_of(name)
    lock(organisation)
    told = {"name": organisation.name, "kind": organisation.kind, "region": organisation.region}
    before, after = diff(told, {"name": name, "kind": kind, "region": region})
    if not after:
        return
    try:
        with db.session.begin_nested():
            organisation.name, organisation.name_key = name, key
            organisation.kind, organisation.region = kind, region
    except IntegrityError:
        raise RuleBroken(NAME_TAKEN, field="name") from None
    _record("edited", organisation, by, before=before, after=after)


def _key_of(name: str) -> str:
    key = name_key(name)
    if not has_letters(name) or not key:
        raise RuleBroken("Write the name with at least one letter.", field="name")
    return key


def _record(
    verb: str,
    organisation: Organisation,
    by: User,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record(
        f"organisations.organisation.{verb}",
        about=organisation,
        by=by,
        organisation_id=organisation.id,
        before=before,
        after=after,
    )
