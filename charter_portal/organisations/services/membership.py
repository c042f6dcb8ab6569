"""Who belongs to an organisation, in which role. An organisation always keeps a lead.

Every change locks the organisation first, so two leads who step back at once come one after the other.
"""

from __future__ import annotations

from typing import Any

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import lock
from charter_portal.core.errors import NotAllowed, RuleBroken
from charter_portal.organisations import notices
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.models import Membership, Organisation
from charter_portal.organisations.permissions import looks_after_people
from charter_portal.organisations.queries import forget_roles, leads_of

declare(
    "organisations.membership.started",
    "organisations.membership.role_changed",
    "organisations.membership.ended",
)


def change_role(membership: Membership, *, role: MemberRole, by: User) -> None:
    """Give a member another role; they are told.

    Raises NotAllowed for anybody but leads and staff, RuleBroken for the last lead or an ended membership.
    """
    organisation = _held(membership)
    _only_those_in_charge(organisation, by)
    if membership.role is role:
        return
    if membership.role is MemberRole.LEAD:
        _keep_a_lead(organisation, membership)
    before, membership.role = membership.role, role
    forget_roles()
    _record("role_changed", membership, by, before={"role": before}, after={"role": role})
    if membership.user_id != by.id:
        notices.tell_of_role(membership, organisation)


def end_membership(membership: Membership, *, by: User) -> None:
    """A person belongs to the organisation no more, from their very next click; they are told.

    Raises NotAllowed for anybody but leads and staff, RuleBroken for the last lead.
    """
    organisation = _held(membership)
    _only_those_in_charge(organisation, by)
    _end(membership, organisation, by)
    if membership.user_id != by.id:
        notices.tell_of_ending(membership, organisation)


def leave(membership: Membership, *, by: User) -> None:
    """A person steps out of an organisation. Raises NotAllowed for another, RuleBroken for the last lead."""
    if membership.user_id != by.id:
        raise NotAllowed("Only the person themselves can leave.")
    _end(membership, _held(membership), by)


def _held(membership: Membership) -> Organisation:
    organisation = lock(membership.organisation)
    lock(membership)
    if membership.ended_at is not None:
        raise RuleBroken("This person has left the organisation already.")
    forget_roles()
    return organisation


def _end(membership: Membership, organisation: Organisation, by: User) -> None:
    if membership.role is MemberRole.LEAD:
        _keep_a_lead(organisation, membership)
    membership.ended_at = now()
    forget_roles()
    _record("ended", membership, by, before={"role": membership.role})


def _only_those_in_charge(organisation: Organisation, by: User) -> None:
    if not looks_after_people(by, organisation):
        raise NotAllowed("Only a lead of the organisation can do this.")


def _keep_a_lead(organisation: Organisation, leaving: Membership) -> None:
    if all(lead.id == leaving.id for lead in leads_of(organisation)):
        raise RuleBroken("An organisation needs a lead. Make somebody else a lead first.", field="role")


def _record(
    verb: str,
    membership: Membership,
    by: User,
    *,
    before: dict[str, Any],
    after: dict[str, Any] | None = None,
) -> None:
    facts = {"person": membership.user_id, **(after or {})}
    record(f"organisations.membership.{verb}", about=membership, by=by, before=before, after=facts)
