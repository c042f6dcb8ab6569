"""The demo's people: all of them made up, with addresses in domains that belong to nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select

from charter_portal.accounts.enums import Role
from charter_portal.accounts.models import User
from charter_portal.accounts.services.invitations import accept_invitation, invite
from charter_portal.accounts.services.registration import ask_for_account, confirm_account
from charter_portal.accounts.services.roles import make_administrator
from charter_portal.assessment.services import keep_profile
from charter_portal.core.database import db
from charter_portal.notifications.models import Message

# Good by the portal's own rules, and without spaces, so that it can be copied from a line.
PASSWORD = "pebble-umbrella-saffron-kite"


@dataclass(frozen=True)
class Person:
    """Somebody with an account. `shown` is the word under which the demo prints how to sign in."""

    name: str
    email: str
    shown: str = ""

    @property
    def key(self) -> str:
        """The first part of the address, by which the story calls people."""
        return self.email.partition("@")[0]


ADMINISTRATOR = Person("Sunita Fairweather", "sunita@charter-portal.example", "administrator")
OFFICERS = (
    Person("Joanna Mistry", "joanna@charter-portal.example", "officer"),
    Person("Kwame Tetteh", "kwame@charter-portal.example", "officer"),
)
COMMISSIONER = Person("Iris Talbot-Mensah", "iris@commissioning.example", "commissioner")
ASSESSORS = {
    Person("Rosalind Okoro", "rosalind@panel.example", "assessor"): True,
    Person("Dev Sandhu", "dev@panel.example", "assessor"): True,
    Person("Margaret Pell", "margaret@panel.example", "assessor"): False,
    Person("Luca Fenwick", "luca@panel.example"): None,
    Person("Esther Quaye", "esther@panel.example"): True,
}
"""Assessors with what they chose to say about lived experience; None is “I prefer not to say”."""

MEMBERS = (
    Person("Amara Whitfield", "amara@riverbend.example", "lead"),
    Person("Jonah Adeyemi", "jonah@lanternway.example", "lead"),
    Person("Owen Marchetti", "owen@fenbrook.example", "lead"),
    Person("Tomasz Lisowski", "tomasz@riverbend.example", "contributor"),
    Person("Helen Achebe", "helen@riverbend.example", "sponsor"),
    Person("Priya Nand", "priya@riverbend.example", "viewer"),
    Person("Ruth Calderwood", "ruth@lanternway.example"),
    Person("Sian Petherick", "sian@northmere.example"),
    Person("Marcus Oyelaran", "marcus@northmere.example"),
    Person("Gwen Tregarth", "gwen@tidewell.example"),
    Person("Farida Haque", "farida@saltmarsh.example"),
    Person("Bea Lindqvist", "bea@marigold-street.example"),
    Person("Chidi Norwood", "chidi@marigold-street.example"),
    Person("Dilys Amoah", "dilys@kestrel.example"),
    Person("Imran Vale", "imran@calloway.example"),
    Person("Callum Rusk", "callum@greenfold.example"),
)
NEWCOMER = Person("Nadia Brook", "nadia@newcomer.example", "invited")
"""Has an account and an invitation that nobody has answered yet."""

EVERYBODY = (*MEMBERS, *ASSESSORS, *OFFICERS, ADMINISTRATOR, COMMISSIONER, NEWCOMER)
BY_KEY = {person.key: person for person in EVERYBODY}
ACCOUNTS = tuple((person.shown, person.email) for person in EVERYBODY if person.shown)


def found(key: str) -> User:
    """The account of somebody who has registered already, looked up once for the whole story."""
    known: dict[str, User] = db.session.info.setdefault("people of the demo", {})
    if key not in known:
        known[key] = db.session.scalars(select(User).where(User.email == BY_KEY[key].email)).one()
    return known[key]


def begin_with_administrator() -> None:
    """The first administrator, as the command of that name makes one."""
    make_administrator(ADMINISTRATOR.email, ADMINISTRATOR.name, PASSWORD)


def register(person: Person) -> User:
    """The person asks for an account, reads the mail and follows its link.

    Everybody of the demo has the same password, so the slow hash is made once, for the administrator,
    and shared. Outside a demo each hash has a salt of its own.
    """
    known = found(ADMINISTRATOR.key).password_hash
    ask_for_account(name=person.name, email=person.email, password_hash=known)
    letter = db.session.scalar(
        select(Message).where(Message.to_address == person.email).order_by(Message.id.desc()).limit(1)
    )
    token = re.search(r"/confirm/(\S+)", letter.text if letter is not None else "")
    if token is None:
        raise LookupError(f"{person.name} got no mail with a link.")
    user = confirm_account(token.group(1))
    # The next service takes a lock, and a lock reads the row afresh from the database.
    db.session.flush()
    return user


def join_staff(person: Person, role: Role) -> None:
    """The administrator invites somebody, who registers and accepts."""
    administrator = found(ADMINISTRATOR.key)
    invitation = invite(person.email, role=role, by=administrator)
    user = register(person)
    accept_invitation(invitation, by=user)


def join_panel(person: Person, experience: bool | None) -> None:
    """As `join_staff`, for an assessor, who then says what they want to say about themselves."""
    join_staff(person, Role.ASSESSOR)
    user = found(person.key)
    keep_profile(user, lived_experience=experience, daily_limit=3 if experience else None, by=user)
