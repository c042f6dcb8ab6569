"""A person's own name and address."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from charter_portal.accounts import notices
from charter_portal.accounts.enums import LinkPurpose
from charter_portal.accounts.models import User
from charter_portal.accounts.queries import user_by_address
from charter_portal.accounts.rules.names import written_address
from charter_portal.accounts.services.links import LinkEnded, close_links, new_link, use_link
from charter_portal.accounts.services.registration import check_person
from charter_portal.accounts.services.sessions import end_sign_ins
from charter_portal.accounts.services.throttles import is_too_much_mail
from charter_portal.audit_trail.services import declare, diff, record
from charter_portal.core.database import db, lock
from charter_portal.core.errors import RuleBroken
from charter_portal.core.forms import normal_address

declare("accounts.person.renamed", "accounts.address.change_asked", "accounts.address.changed")


def rename(person: User, *, name: str) -> None:
    """The person writes their name another way. Raises RuleBroken for a name without letters."""
    check_person(name, person.email)
    lock(person)
    before, after = diff({"name": person.name}, {"name": name})
    if after:
        person.name = name
        record("accounts.person.renamed", about=person, by=person, before=before, after=after)


def ask_for_new_address(person: User, *, email: str) -> None:
    """Send a link to the new address and word of it to the present one; nothing changes before it is used.

    The page says the same whether or not the address belongs to somebody: their mail tells.
    Raises RuleBroken when it is the present address, cannot be kept, or too many mails went out.
    """
    check_person(person.name, email)
    if normal_address(email) == person.email_key and written_address(email) == person.email:
        raise RuleBroken("This is already the address of your account.", field="email")
    if is_too_much_mail(email):
        raise RuleBroken("Many mails went to this address. Please wait an hour.", field="email")
    holder = user_by_address(email)
    if holder is None or holder.id == person.id:
        token = new_link(person, LinkPurpose.CHANGE_ADDRESS, new_email=written_address(email))
        notices.tell_to_confirm_new_address(person, written_address(email), token)
    else:
        notices.tell_address_taken(person, written_address(email))
    notices.tell_address_change_asked(person)
    record("accounts.address.change_asked", about=person, by=person)


def change_address(token: str) -> User:
    """The person reads mail at the new address: it is theirs from here, and every session ends.

    Raises LinkEnded, also when somebody else took the address in the meantime.
    """
    link, person = use_link(token, LinkPurpose.CHANGE_ADDRESS)
    old_email, new_email = person.email, link.new_email or person.email
    try:
        with db.session.begin_nested():
            person.email, person.email_key = new_email, normal_address(new_email)
    except IntegrityError:
        raise LinkEnded from None
    close_links(person)
    end_sign_ins(person)
    notices.tell_address_changed(person, old_email)
    record(
        "accounts.address.changed",
        about=person,
        by=person,
        before={"email": old_email},
        after={"email": new_email},
    )
    return person
