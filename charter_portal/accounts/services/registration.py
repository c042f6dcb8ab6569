"""Making accounts. What a page answers never tells whether an address is known; the mail does."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from charter_portal.accounts import notices
from charter_portal.accounts.enums import LinkPurpose
from charter_portal.accounts.models import User
from charter_portal.accounts.queries import user_by_address
from charter_portal.accounts.rules.names import address_fits, has_letters, written_address
from charter_portal.accounts.services.links import new_link, use_link
from charter_portal.accounts.services.passwords import check_password_rules, hash_password
from charter_portal.accounts.services.throttles import is_too_much_mail
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import RuleBroken
from charter_portal.core.forms import normal_address

declare("accounts.person.registered", "accounts.person.confirmed", "accounts.person.asked_again")

ADDRESS_ADVICE = "Type the email address again, letter by letter. It is too long or has unseen signs."


def check_person(name: str, email: str) -> None:
    """Raises RuleBroken, placed at its field, for a name or an address that cannot be kept."""
    if not has_letters(name):
        raise RuleBroken("Enter your name with at least one letter.", field="name")
    if not address_fits(email):
        raise RuleBroken(ADDRESS_ADVICE, field="email")


def register_person(name: str, email: str, password: str, *, confirmed: bool = False) -> User:
    """Make an account at once, for commands. An unconfirmed one gets the confirming mail.

    Raises RuleBroken for a name, an address or a password that will not do, or an address in use.
    """
    check_person(name, email)
    check_password_rules(password, name=name, email=email)
    person = _add(name, email, hash_password(password))
    if person is None:
        raise RuleBroken("There is an account with this address already.", field="email")
    if confirmed:
        person.confirmed_at = now()
        record("accounts.person.confirmed", about=person, by=None)
    else:
        notices.tell_to_confirm(person, new_link(person, LinkPurpose.CONFIRM_ADDRESS))
    return person


def ask_for_account(*, name: str, email: str, password_hash: str) -> None:
    """Answer somebody who fills in the form for a new account, by mail alone.

    A new address gets a link that opens the account. An address that never confirmed gets a new link,
    and what was typed last counts. A known address is told so. Past a few mails an hour nothing happens.
    """
    check_person(name, email)
    if is_too_much_mail(email):
        return
    person = user_by_address(email) or _add(name, email, password_hash)
    if person is None:
        person = user_by_address(email)
        assert person is not None
    lock(person)
    if person.deactivated_at is not None:
        notices.tell_account_closed(person)
    elif person.confirmed_at is not None:
        notices.tell_account_exists(person)
    else:
        person.name, person.password_hash = name, password_hash
        notices.tell_to_confirm(person, new_link(person, LinkPurpose.CONFIRM_ADDRESS))


def ask_for_confirmation(email: str) -> None:
    """Send the confirming mail once more to an address that waits for it; others hear what they have."""
    if is_too_much_mail(email):
        return
    person = user_by_address(email)
    if person is None:
        notices.tell_no_account(written_address(email))
    elif person.deactivated_at is not None:
        notices.tell_account_closed(person)
    elif person.confirmed_at is not None:
        notices.tell_account_exists(person)
    else:
        notices.tell_to_confirm(person, new_link(person, LinkPurpose.CONFIRM_ADDRESS))
        record("accounts.person.asked_again", about=person, by=person)


def confirm_account(token: str) -> User:
    """The person reads mail at this address: the account is open. Raises LinkEnded."""
    _link, person = use_link(token, LinkPurpose.CONFIRM_ADDRESS)
    if person.confirmed_at is None:
        person.confirmed_at = now()
        record("accounts.person.confirmed", about=person, by=person)
    return person


def _add(name: str, email: str, password_hash: str) -> User | None:
    """A new person, or None when somebody with this address exists or came first by a moment."""
    person = User(
        name=name, email=written_address(email), email_key=normal_address(email), password_hash=password_hash
    )
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except IntegrityError:
        return None
    record("accounts.person.registered", about=person, by=person)
    return person
