"""Requests to take somebody out for good. They outlive the person and never held the code."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter_portal.accounts.models import User
from charter_portal.core.database import Row, word_enum
from charter_portal.organisations.models import Organisation
from charter_portal.workforce.enums import ErasureReason, ErasureStatus


class Erasure(Row):
    """One person asks to take somebody out; another confirms. Afterwards it is the receipt."""

    __tablename__ = "workforce_erasure"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int]
    """A plain number: once it is done, nobody is there to point at."""
    why: Mapped[ErasureReason] = mapped_column(word_enum(ErasureReason))
    status: Mapped[ErasureStatus] = mapped_column(word_enum(ErasureStatus), default=ErasureStatus.ASKED)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    milestones: Mapped[int] = mapped_column(default=0)
    reminders: Mapped[int] = mapped_column(default=0)

    organisation: Mapped[Organisation] = relationship()
    asked_by: Mapped[User] = relationship(foreign_keys=asked_by_id)
    decided_by: Mapped[User | None] = relationship(foreign_keys=decided_by_id)

    __table_args__ = (
        CheckConstraint("decided_by_id IS NULL OR decided_by_id != asked_by_id", name="two_people"),
        CheckConstraint(
            "status NOT IN ('done', 'declined') OR (decided_by_id IS NOT NULL AND decided_at IS NOT NULL)",
            name="decided_by_somebody",
        ),
        Index(
            "uq_workforce_erasure_open",
            "person_id",
            unique=True,
            sqlite_where=text("status = 'asked'"),
            postgresql_where=text("status = 'asked'"),
        ),
    )
