"""Who may look at an organisation's workforce, and what it settled for itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter_portal.accounts.models import User
from charter_portal.core.database import Row, word_enum
from charter_portal.organisations.models import Organisation
from charter_portal.workforce.enums import Place


class CircleMember(Row):
    """A person whom a lead named: a member who writes, or somebody of Career Matters who reads."""

    __tablename__ = "workforce_circle_member"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    place: Mapped[Place] = mapped_column(word_enum(Place))
    named_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    user: Mapped[User] = relationship(foreign_keys=user_id)

    __table_args__ = (
        Index(
            "uq_workforce_circle_member_live",
            "organisation_id",
            "user_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class WorkforceSettings(Row):
    """An organisation's own limits: how long volunteering lasts, and how long codes are kept."""

    __tablename__ = "workforce_settings"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), unique=True)
    volunteer_months: Mapped[int]
    keep_months: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        CheckConstraint("volunteer_months BETWEEN 1 AND 60", name="volunteer_months"),
        CheckConstraint("keep_months BETWEEN 1 AND 84", name="keep_months"),
    )
