"""Sign-ins: sessions that live on the server and end at once when they should."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from flask_login import AnonymousUserMixin
from sqlalchemy import update

from charter_portal.accounts.models import SignIn, User
from charter_portal.accounts.permissions import reads_everything
from charter_portal.accounts.queries import live_sign_in
from charter_portal.accounts.services.throttles import Attempt, forget_sign_in
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import minutes, now
from charter_portal.core.database import db, lock, unit_of_work
from charter_portal.core.tokens import new_token, token_hash

declare(
    "accounts.sign_in.opened",
    "accounts.sign_in.refused",
    "accounts.sign_in.slowed",
    "accounts.sign_in.ended",
    "accounts.sign_in.ended_everywhere",
)

SEEN_EVERY = minutes(1)


def open_sign_in(user: User, *, browser: str = "") -> str:
    """Start a server-side session; returns the token for the cookie, which is kept only as a hash."""
    token = new_token()
    hours = current_app.config["SETTINGS"].session_hours
    db.session.add(
        SignIn(
            user_id=user.id,
            token_hash=token_hash(token),
            last_seen_at=now(),
            expires_at=now() + timedelta(hours=hours),
            browser=browser[:200],
        )
    )
    return token


def sign_in(
    person: User, attempt: Attempt, *, browser: str = "", stronger_hash: str | None = None
) -> str | None:
    """Open a session for a person whose password was right; None when the account may not be used.

    The password was compared before this unit of work began, so the account is read afresh here.
    """
    known = person.password_hash
    lock(person)
    if not person.is_active or person.password_hash != known:
        refuse_sign_in(person)
        return None
    if stronger_hash:
        person.password_hash = stronger_hash
    person.last_seen_at = now()
    forget_sign_in(attempt)
    record("accounts.sign_in.opened", about=person, by=person)
    return open_sign_in(person, browser=browser)


def refuse_sign_in(person: User | None) -> None:
    """Note that somebody could not sign in. What was typed is not kept: it may be a password by mistake."""
    record(
        "accounts.sign_in.refused",
        about=person,
        by=AnonymousUserMixin(),
        outcome="denied",
        note="Address and password did not match an open account.",
    )


def note_slowed_sign_in(person: User | None) -> None:
    """Note that tries for an account came too fast and were put off."""
    record(
        "accounts.sign_in.slowed",
        about=person,
        by=AnonymousUserMixin(),
        outcome="denied",
        note="There were too many tries, so the next ones wait.",
    )


def end_sign_in(sign_in: SignIn, *, by: User) -> None:
    """End one browser's session; its cookie is dead from here."""
    lock(sign_in)
    if sign_in.ended_at is None:
        sign_in.ended_at = now()
        record("accounts.sign_in.ended", about=sign_in, by=by)


def end_sign_ins(user: User, *, except_token: str | None = None) -> None:
    """End every session of a person at once, or every other one; their cookies are dead from here."""
    rows = update(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None))
    if except_token is not None:
        rows = rows.where(SignIn.token_hash != token_hash(except_token))
    db.session.execute(rows.values(ended_at=now()))


def sign_out_everywhere(user: User, *, by: User) -> None:
    """End every session of a person, this browser's too, and say so in the trail."""
    end_sign_ins(user)
    record("accounts.sign_in.ended_everywhere", about=user, by=by)


def person_behind(token: str) -> User | None:
    """The person signed in with this token, unless the session ended, ran out or stood idle too long.

    Moves the moment they were last seen, at most once a minute: the one thing that reading a page writes.
    """
    found = live_sign_in(token)
    if found is None or not found.user.is_active:
        return None
    quiet_for = now() - found.last_seen_at
    if quiet_for > _idle_limit(found.user):
        return None
    if quiet_for > SEEN_EVERY and not db.session.info.get("in_unit"):
        with unit_of_work():
            _note_seen(found)
    return found.user


def _note_seen(sign_in: SignIn) -> None:
    # Being seen is no change to the account, so the moment of its last change stays as it was.
    for table, number in ((SignIn, sign_in.id), (User, sign_in.user_id)):
        seen = update(table).where(table.id == number)
        db.session.execute(seen.values(last_seen_at=now(), updated_at=table.updated_at))


def _idle_limit(person: User) -> timedelta:
    settings = current_app.config["SETTINGS"]
    return minutes(
        settings.staff_idle_minutes if reads_everything(person) else settings.applicant_idle_minutes
    )
