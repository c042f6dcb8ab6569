"""Tables of people and their ways in."""

from __future__ import annotations

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter_portal.accounts.enums import LinkPurpose, Role
from charter_portal.core.database import Row, word_enum


class User(UserMixin, Row):
    """A person with an account. `email_key` is the normal form under which an address is unique."""

    __tablename__ = "user_account"

    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    confirmed_at: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]

    grants: Mapped[list[RoleGrant]] = relationship(
        back_populates="user", foreign_keys="RoleGrant.user_id", lazy="selectin"
    )

    @property
    def is_active(self) -> bool:
        """True while the account may be used: confirmed and not closed."""
        return self.confirmed_at is not None and self.deactivated_at is None

    @property
    def roles(self) -> set[Role]:
        """The staff and assessor roles held now."""
        return {grant.role for grant in self.grants if grant.ended_at is None}


class RoleGrant(Row):
    """A role given to a person, by whom, and until when. Rows are ended, never deleted."""

    __tablename__ = "role_grant"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    role: Mapped[Role] = mapped_column(word_enum(Role))
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(back_populates="grants", foreign_keys=[user_id])

    __table_args__ = (
        Index(
            "uq_role_grant_live",
            "user_id",
            "role",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class SignIn(Row):
    """One signed-in browser. Ending the row kills its cookie at once."""

    __tablename__ = "sign_in"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(String(200), default="")

    user: Mapped[User] = relationship()


class Link(Row):
    """A one-time link sent by mail: only its hash is kept, it works once and not for long."""

    __tablename__ = "one_time_link"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    purpose: Mapped[LinkPurpose] = mapped_column(word_enum(LinkPurpose))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    new_email: Mapped[str | None] = mapped_column(String(254))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Invitation(Row):
    """Career Matters asks somebody to become staff or an assessor.

    It is no key by itself: it can be accepted only from an account with the invited, confirmed address.
    """

    __tablename__ = "staff_invitation"

    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    role: Mapped[Role] = mapped_column(word_enum(Role))
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]


class Throttle(Row):
    """How often something was tried, shared by all workers: guesses per account, mails per address."""

    __tablename__ = "throttle"

    action: Mapped[str] = mapped_column(String(40))
    key_hash: Mapped[str] = mapped_column(String(64))
    window_start: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)

    __table_args__ = (UniqueConstraint("action", "key_hash"),)
