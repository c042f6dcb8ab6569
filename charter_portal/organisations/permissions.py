"""Who may do what for an organisation."""

from __future__ import annotations

from typing import Any

from charter_portal.accounts.permissions import is_staff, reads_everything
from charter_portal.core.permissions import anyone_signed_in, permission
from charter_portal.core.tables import exists_in
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.models import MembershipInvitation, Organisation
from charter_portal.organisations.queries import roles_of, visible_to


@permission
def view(person: Any, organisation: Organisation) -> bool:
    """The organisation exists for this person: the same question as every list asks."""
    return exists_in(visible_to(person).where(Organisation.id == organisation.id))


@permission
def is_member(person: Any, organisation: Organisation) -> bool:
    """Belongs to the organisation in any role."""
    return organisation.id in roles_of(person)


@permission
def is_lead(person: Any, organisation: Organisation) -> bool:
    """Leads the organisation."""
    return roles_of(person).get(organisation.id) == MemberRole.LEAD


@permission
def contributes(person: Any, organisation: Organisation) -> bool:
    """Writes for the organisation: its leads and contributors."""
    return roles_of(person).get(organisation.id) in {MemberRole.LEAD, MemberRole.CONTRIBUTOR}


@permission
def signs_off(person: Any, organisation: Organisation) -> bool:
    """Signs for the organisation: its leads and sponsors."""
    return roles_of(person).get(organisation.id) in {MemberRole.LEAD, MemberRole.SPONSOR}


@permission
def looks_after_people(person: Any, organisation: Organisation) -> bool:
    """Decides who belongs to the organisation: its leads, and staff, who help when no lead can."""
    return is_lead(person, organisation) or is_staff(person)


adds_organisations = anyone_signed_in & ~reads_everything
"""Anybody may add their organisation, but for staff and the commissioner, who look after all of them."""


@permission
def is_invited(person: Any, invitation: MembershipInvitation) -> bool:
    """The invitation was sent to this person's own confirmed address."""
    return bool(person.confirmed_at) and person.email_key == invitation.email_key
