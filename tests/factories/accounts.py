"""Builders of people."""

from __future__ import annotations

import itertools
import re
from typing import Any

from charter_portal.accounts.enums import Role
from charter_portal.accounts.models import RoleGrant, User
from charter_portal.accounts.services.passwords import hash_password
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.forms import normal_address
from charter_portal.notifications.models import Message

_numbers = itertools.count(1)


def a_person(name: str = "", *roles: Role, **fields: Any) -> User:
    """A confirmed person, holding these roles."""
    number = next(_numbers)
    email = fields.pop("email", f"person{number}@example.org")
    with unit_of_work():
        user = User(
            name=name or f"Person {number}",
            email=email,
            email_key=normal_address(email),
            password_hash=fields.pop("password_hash", "!"),
            confirmed_at=fields.pop("confirmed_at", now()),
            **fields,
        )
        db.session.add(user)
        db.session.flush()
        for role in roles:
            db.session.add(RoleGrant(user_id=user.id, role=role))
    db.session.refresh(user)
    return user


def an_administrator(name: str = "Ada Administrator") -> User:
    """A person who is an administrator."""
    return a_person(name, Role.ADMINISTRATOR)


def an_officer(name: str = "Olu Officer") -> User:
    """A person who is a programme officer."""
    return a_person(name, Role.OFFICER)


def a_commissioner(name: str = "Cam Commissioner") -> User:
    """A person who reads everything and writes nothing."""
    return a_person(name, Role.COMMISSIONER)


def an_assessor(name: str = "") -> User:
    """A person who is an assessor."""
    return a_person(name, Role.ASSESSOR)


PASSWORD = "kettle pancake violin moss"


def a_person_with_password(name: str = "", *roles: Role, password: str = PASSWORD, **fields: Any) -> User:
    """A confirmed person who can sign in on the page with this password."""
    return a_person(name, *roles, password_hash=hash_password(password), **fields)


def link_in(message: Message) -> str:
    """The path of the first address of ours in a mail's text."""
    found = re.search(r"https://portal\.test(/\S*)", message.text)
    assert found, f"No link in: {message.text}"
    return found.group(1)
