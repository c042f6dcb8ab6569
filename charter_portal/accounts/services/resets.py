"""Choosing a new password by mail when the old one is forgotten."""

from __future__ import annotations

from charter_portal.accounts import notices
from charter_portal.accounts.enums import LinkPurpose
from charter_portal.accounts.models import User
from charter_portal.accounts.queries import user_by_address
from charter_portal.accounts.rules.names import written_address
from charter_portal.accounts.services.links import new_link, use_link
from charter_portal.accounts.services.passwords import set_password
from charter_portal.accounts.services.throttles import is_too_much_mail
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now

declare("accounts.password.reset_asked", "accounts.password.reset")


def ask_for_reset(email: str) -> None:
    """Send a link to choose a new password, or say by mail that there is no account or a closed one.

    A newer link ends the older ones. Past a few mails an hour to one address nothing happens.
    """
    if is_too_much_mail(email):
        return
    person = user_by_address(email)
    if person is None:
        notices.tell_no_account(written_address(email))
        return
    if person.deactivated_at is not None:
        notices.tell_account_closed(person)
        return
    notices.tell_to_reset(person, new_link(person, LinkPurpose.RESET_PASSWORD))
    record("accounts.password.reset_asked", about=person, by=person)


def reset_password(token: str, *, password_hash: str) -> User:
    """Use the link up and put the new password in place; every session of the person ends.

    Whoever opens the link reads mail at the address, so the address counts as confirmed. Raises LinkEnded.
    """
    _link, person = use_link(token, LinkPurpose.RESET_PASSWORD)
    set_password(person, password_hash=password_hash)
    record("accounts.password.reset", about=person, by=person)
    if person.confirmed_at is None:
        person.confirmed_at = now()
        record("accounts.person.confirmed", about=person, by=person)
    return person
