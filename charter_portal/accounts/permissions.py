"""The words about people that every floor above builds on."""

from __future__ import annotations

from typing import Any

from charter_portal.accounts.enums import Role
from charter_portal.core.permissions import permission


@permission
def is_administrator(person: Any) -> bool:
    """Career Matters staff who also manage staff, roles and settings."""
    return Role.ADMINISTRATOR in person.roles


@permission
def is_staff(person: Any) -> bool:
    """Career Matters staff who run award cycles: programme officers and administrators."""
    return not person.roles.isdisjoint({Role.ADMINISTRATOR, Role.OFFICER})


@permission
def reads_everything(person: Any) -> bool:
    """Staff, and the commissioner who reads and never writes."""
    return not person.roles.isdisjoint({Role.ADMINISTRATOR, Role.OFFICER, Role.COMMISSIONER})


@permission
def is_assessor(person: Any) -> bool:
    """A person invited to assess applications."""
    return Role.ASSESSOR in person.roles


@permission
def is_invited(person: Any, invitation: Any) -> bool:
    """The invitation was sent to this person's own confirmed address."""
    return bool(person.confirmed_at) and person.email_key == invitation.email_key


@permission
def owns_sign_in(person: Any, sign_in: Any) -> bool:
    """The sign-in is this person's own."""
    return bool(sign_in.user_id == person.id)
