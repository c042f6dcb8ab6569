"""Passwords: hashed slowly, compared in even time, and changed with a notice to the owner.

Hashing takes a good part of a second on purpose. Pages do it before they open a unit of work, so that
nobody's writing waits for it.
"""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from charter_portal.accounts.models import User
from charter_portal.accounts.notices import tell_password_changed
from charter_portal.accounts.rules.passwords import LONGEST, normal_password, password_problem
from charter_portal.accounts.services.links import close_links
from charter_portal.accounts.services.sessions import end_sign_ins
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.database import lock
from charter_portal.core.errors import RuleBroken

declare("accounts.password.changed")

# Hashes of random words nobody kept: comparing with them costs the same as with a real one.
_NOBODY = {
    "full": "$argon2id$v=19$m=65536,t=3,p=4$"
    "NCCKlbpNVp1Nr4txFeH8hA$u5QrvDzMmJvobCNce7exbQfrSUVarhdiYXd+Zm7XNjg",
    "cheap": "$argon2id$v=19$m=64,t=1,p=1$8h18hXN+9AVkC0YBg5lWQw$cjPenx+kjCkyVaYRROLuYcMyBGjfJKv3NN0p6Oc+vwA",
}

NOT_YOUR_PASSWORD = "This is not the password of your account. Try again, or ask for a new one."


def hash_password(password: str) -> str:
    """The slow hash of a password, with its own salt, as the table keeps it."""
    return _hasher(_cost()).hash(normal_password(password))


def check_password_rules(password: str, *, name: str = "", email: str = "", field: str = "password") -> None:
    """Raises RuleBroken, placed at the field, with what to change about a password that will not do."""
    problem = password_problem(password, name=name, email=email)
    if problem:
        raise RuleBroken(problem, field=field)


def password_fits(person: User | None, password: str) -> bool:
    """True when this is the person's password.

    Takes as long for nobody as for somebody, so the time of an answer tells nothing about an address.
    """
    kept = person.password_hash if person is not None else ""
    has_hash = kept.startswith("$argon2")
    # Nothing this long was ever taken as a password, so there is no need to read it.
    text = "" if len(password) > 4 * LONGEST else normal_password(password)
    try:
        _hasher(_cost()).verify(kept if has_hash else _NOBODY[_cost()], text)
    except (VerificationError, InvalidHashError):
        return False
    return has_hash


def needs_stronger_hash(person: User) -> bool:
    """True when the kept hash was made with less work than is asked today."""
    return _hasher(_cost()).check_needs_rehash(person.password_hash)


def set_password(person: User, *, password_hash: str) -> None:
    """Put a new hash in place; every link and every sign-in made before is dead, and the owner is told."""
    lock(person)
    person.password_hash = password_hash
    close_links(person)
    end_sign_ins(person)
    tell_password_changed(person)


def change_password(person: User, *, password_hash: str) -> None:
    """As set_password, by the owner, who has just shown that they know the old one."""
    set_password(person, password_hash=password_hash)
    record("accounts.password.changed", about=person, by=person)


def _cost() -> str:
    return str(current_app.config["SETTINGS"].password_cost)


@cache
def _hasher(cost: str) -> PasswordHasher:
    if cost == "cheap":
        return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    return PasswordHasher()
