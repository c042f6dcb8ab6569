"""Counting tries in a table that all workers share, so that guessing is slow and help stays reachable.

Sign-in counts by account and browser first. A browser that has signed in before carries a device mark
and has a count of its own, so a stranger who guesses elsewhere never locks the owner out. Other
browsers count per account and network address, and per account altogether, generously. The network
address alone comes last and high, because whole NHS sites share one.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, has_request_context, request
from sqlalchemy import case, delete, update
from sqlalchemy.dialects import postgresql, sqlite

from charter_portal.accounts.models import Throttle
from charter_portal.core.clock import minutes, now
from charter_portal.core.database import db
from charter_portal.core.errors import RuleBroken
from charter_portal.core.forms import normal_address

QUARTER, HOUR = minutes(15), minutes(60)


class TooManyTries(Exception):
    """There were too many tries; `wait` says how long to pause. It gets a page of its own, not a form's."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("There were many tries in a short time. Please wait a little.")
        self.wait = wait


@dataclass(frozen=True)
class Limit:
    """At most so many tries of one kind for one key within a span of time."""

    action: str
    tries: int
    within: timedelta


DEVICE = Limit("sign_in.device", 10, QUARTER)
ACCOUNT_FROM_ORIGIN = Limit("sign_in.account_from_origin", 10, QUARTER)
ACCOUNT = Limit("sign_in.account", 100, HOUR)
ORIGIN = Limit("sign_in.origin", 200, QUARTER)
PASSWORD_AGAIN = Limit("password.again", 10, QUARTER)
MAIL_TO_ADDRESS_FROM_ORIGIN = Limit("mail.address_from_origin", 5, HOUR)
MAIL_TO_ADDRESS = Limit("mail.address", 20, HOUR)
MAIL_FROM_ORIGIN = Limit("mail.origin", 60, HOUR)
INVITATIONS = Limit("invitations.person", 60, timedelta(days=1))


@dataclass(frozen=True)
class Attempt:
    """One try to sign in: for which address, from where, and from which known browser if any."""

    email: str
    origin: str
    device: str | None = None

    @property
    def counts(self) -> list[tuple[Limit, str]]:
        """What this attempt counts towards, in the order it is asked."""
        account = normal_address(self.email)
        if self.device:
            return [(DEVICE, f"{account}|{self.device}")]
        return [
            (ACCOUNT_FROM_ORIGIN, f"{account}|{self.origin}"),
            (ACCOUNT, account),
            (ORIGIN, self.origin),
        ]


def count_try(limit: Limit, key: str) -> timedelta | None:
    """Count one try; returns None to go on, or how long to wait.

    One statement counts and asks, so parallel tries on any number of workers cannot slip past.
    """
    tries, started = _count(limit, key)
    return None if tries <= limit.tries else max(timedelta(seconds=1), started + limit.within - now())


def count_sign_in(attempt: Attempt) -> timedelta | None:
    """Count an attempt before its password is looked at; returns None or how long to wait."""
    waits = [count_try(limit, key) for limit, key in attempt.counts]
    return max((wait for wait in waits if wait), default=None)


def forget_sign_in(attempt: Attempt) -> None:
    """The password was right: the person's own counts start afresh, the shared one loses this try."""
    for limit, key in attempt.counts:
        mine = (Throttle.action == limit.action, Throttle.key_hash == _hash(key))
        if limit in (DEVICE, ACCOUNT_FROM_ORIGIN):
            db.session.execute(delete(Throttle).where(*mine))
        else:
            one_less = update(Throttle).where(*mine, Throttle.tries > 0)
            db.session.execute(one_less.values(tries=Throttle.tries - 1))
    db.session.execute(delete(Throttle).where(Throttle.window_start < now() - timedelta(days=2)))


def is_too_much_mail(email: str) -> bool:
    """Count one mail that somebody without a password asks for; True when this one stays unsent.

    Five an hour from one network address, so that a stranger elsewhere leaves the owner room to ask;
    twenty an hour altogether, so that nobody's mailbox is flooded.
    """
    address = normal_address(email)
    origin = (request.remote_addr or "") if has_request_context() else ""
    if count_try(MAIL_TO_ADDRESS_FROM_ORIGIN, f"{address}|{origin}"):
        return True
    return count_try(MAIL_TO_ADDRESS, address) is not None


def allow_invitation(person_id: int) -> None:
    """Count one invitation mail by this person. Raises RuleBroken past sixty a day."""
    if count_try(INVITATIONS, str(person_id)):
        raise RuleBroken("You have sent many invitations today. Please send the next ones tomorrow.")


def _count(limit: Limit, key: str) -> tuple[int, datetime]:
    moment = now()
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    row = insert(Throttle).values(action=limit.action, key_hash=_hash(key), window_start=moment, tries=1)
    is_over = Throttle.window_start <= moment - limit.within
    counted = row.on_conflict_do_update(
        index_elements=[Throttle.action, Throttle.key_hash],
        set_={
            "tries": case((is_over, 1), else_=Throttle.tries + 1),
            "window_start": case((is_over, moment), else_=Throttle.window_start),
        },
    ).returning(Throttle.tries, Throttle.window_start)
    tries, started = db.session.execute(counted).one()
    return tries, started


def _hash(key: str) -> str:
    secret = current_app.config["SETTINGS"].secret_key.encode()
    return hmac.new(secret, key.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
