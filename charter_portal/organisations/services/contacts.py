"""People whom Career Matters may write to or ring. They need no account and can be taken off."""

from __future__ import annotations

from charter_portal.accounts.models import User
from charter_portal.accounts.rules.names import has_letters
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken
from charter_portal.organisations.models import Contact, Organisation
from charter_portal.organisations.permissions import contributes

declare("organisations.contact.added", "organisations.contact.changed", "organisations.contact.removed")


def add_contact(
    organisation: Organisation, *, name: str, job_title: str, email: str, phone: str, by: User
) -> Contact:
    """Add a contact. Raises NotAllowed for readers, RuleBroken without a name or any way to reach them."""
    _check(organisation, name, email, phone, by)
    contact = Contact(
        organisation_id=organisation.id, name=name, job_title=job_title, email=email, phone=phone
    )
    db.session.add(contact)
    record("organisations.contact.added", about=contact, by=by)
    return contact


def change_contact(contact: Contact, *, name: str, job_title: str, email: str, phone: str, by: User) -> None:
    """Change a contact. Raises as add_contact."""
    _check(contact.organisation, name, email, phone, by)
    lock(contact)
    contact.name, contact.job_title, contact.email, contact.phone = name, job_title, email, phone
    record("organisations.contact.changed", about=contact, by=by)


def remove_contact(contact: Contact, *, by: User) -> None:
    """Take a contact off the list, for good: the trail keeps that it happened, not who it was."""
    if not contributes(by, contact.organisation):
        raise NotAllowed("Only leads and contributors can change the contacts.")
    lock(contact)
    record("organisations.contact.removed", about=contact, by=by)
    db.session.delete(contact)


def _check(organisation: Organisation, name: str, email: str, phone: str, by: User) -> None:
    if not contributes(by, organisation):
        raise NotAllowed("Only leads and contributors can change the contacts.")
    if not has_letters(name):
        raise RuleBroken("Write the name with at least one letter.", field="name")
    if not email and not phone:
        raise RuleBroken("Give an email address or a phone number.", field="email")
