"""What can be done with organisations: their details, services, contacts, people and invitations."""

from charter_portal.organisations.services.contacts import add_contact, change_contact, remove_contact
from charter_portal.organisations.services.details import create_organisation, edit_organisation
from charter_portal.organisations.services.invitations import (
    accept_invitation,
    cancel_invitation,
    invite_member,
)
from charter_portal.organisations.services.membership import change_role, end_membership, leave
from charter_portal.organisations.services.provision import (
    add_service,
    change_service,
    close_service,
    reopen_service,
)

__all__ = [
    "accept_invitation",
    "add_contact",
    "add_service",
    "cancel_invitation",
    "change_contact",
    "change_role",
    "change_service",
    "close_service",
    "create_organisation",
    "edit_organisation",
    "end_membership",
    "invite_member",
    "leave",
    "remove_contact",
    "reopen_service",
]
