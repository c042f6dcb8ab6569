"""The table of barriers that an organisation talked about on a day, until its barrier log takes them over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter_portal.accounts.models import User
from charter_portal.barriers.enums import Stage
from charter_portal.core.database import Row, word_enum
from charter_portal.organisations.models import Organisation
from charter_portal.training.models.days import TrainingDay


class DayBarrierNote(Row):
    """One barrier that an organisation named on a day: by a code of the catalogue, or by a free title.

    `moved_at` says when the organisation's barrier log took it over; then it is history here.
    """

    __tablename__ = "day_barrier_note"

    day_id: Mapped[int] = mapped_column(ForeignKey("training_day.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    stage: Mapped[Stage] = mapped_column(word_enum(Stage))
    barrier_code: Mapped[str | None] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(200), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    removed_at: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]
    moved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    day: Mapped[TrainingDay] = relationship()
    organisation: Mapped[Organisation] = relationship()
    written_by: Mapped[User] = relationship(foreign_keys=[written_by_id])

    __table_args__ = (Index("ix_day_barrier_note_organisation", "organisation_id", "moved_at"),)
