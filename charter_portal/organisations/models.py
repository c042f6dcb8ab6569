"""Tables of organisations and their people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter_portal.accounts.models import User
from charter_portal.core.database import Row, word_enum
from charter_portal.organisations.enums import MemberRole, OrganisationKind, Region, Setting


class Organisation(Row):
    """A body that runs services: a trust, a charity, a prison healthcare provider and others."""

    __tablename__ = "organisation"

    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(word_enum(OrganisationKind), index=True)
    region: Mapped[Region] = mapped_column(word_enum(Region), index=True)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    services: Mapped[list[Service]] = relationship(back_populates="organisation", order_by="Service.name")
    contacts: Mapped[list[Contact]] = relationship(back_populates="organisation", order_by="Contact.name")
    memberships: Mapped[list[Membership]] = relationship(back_populates="organisation")


class Service(Row):
    """What an award goes to: one service in one setting. Closed rather than deleted."""

    __tablename__ = "service"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    setting: Mapped[Setting] = mapped_column(word_enum(Setting))
    closed_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(back_populates="services")


class Contact(Row):
    """A person at the organisation that Career Matters may write to or ring; need not have an account."""

    __tablename__ = "contact"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    job_title: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")

    organisation: Mapped[Organisation] = relationship(back_populates="contacts")


class Membership(Row):
    """A person belongs to an organisation in one role; ended rather than deleted."""

    __tablename__ = "membership"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    role: Mapped[MemberRole] = mapped_column(word_enum(MemberRole))
    ended_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(back_populates="memberships")
    user: Mapped[User] = relationship()

    __table_args__ = (
        Index(
            "uq_membership_live",
            "organisation_id",
            "user_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class MembershipInvitation(Row):
    """A lead asks somebody to join. Accepted only from an account with the invited, confirmed address."""

    __tablename__ = "membership_invitation"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    role: Mapped[MemberRole] = mapped_column(word_enum(MemberRole))
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    invited_by: Mapped[User] = relationship()
