"""One-time links: 256 random bits, kept as a hash, good once, for an hour, and only the newest."""

from __future__ import annotations

from sqlalchemy import update

from charter_portal.accounts.enums import LinkPurpose
from charter_portal.accounts.models import Link, User
from charter_portal.accounts.queries import open_link
from charter_portal.core.clock import minutes, now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import RuleBroken
from charter_portal.core.tokens import new_token, token_hash

LINK_MINUTES = 60


class LinkEnded(RuleBroken):
    """The link was used, is too old, or a newer one took its place."""

    def __init__(self) -> None:
        super().__init__("This link has been used, or a newer one has taken its place.")


def new_link(person: User, purpose: LinkPurpose, *, new_email: str | None = None) -> str:
    """Make a link and end every older one of the same purpose; returns the secret for the mail."""
    close_links(person, purpose)
    token = new_token()
    db.session.add(
        Link(
            user_id=person.id,
            purpose=purpose,
            token_hash=token_hash(token),
            new_email=new_email,
            expires_at=now() + minutes(LINK_MINUTES),
        )
    )
    return token


def use_link(token: str, *purposes: LinkPurpose) -> tuple[Link, User]:
    """Use a link up, for good, and hand over whose it is. Raises LinkEnded.

    The row is locked first: of two people who press at once, one gets through.
    """
    found = open_link(token, *purposes)
    if found is None:
        raise LinkEnded
    person = db.session.get_one(User, found.user_id)
    lock(person)
    lock(found)
    if found.used_at is not None or found.expires_at <= now() or person.deactivated_at is not None:
        raise LinkEnded
    found.used_at = now()
    return found, person


def close_links(person: User, *purposes: LinkPurpose) -> None:
    """End the links of a person that still work: those of these purposes, or all."""
    rows = update(Link).where(Link.user_id == person.id, Link.used_at.is_(None))
    if purposes:
        rows = rows.where(Link.purpose.in_(purposes))
    db.session.execute(rows.values(used_at=now()))
