"""The one table of the outbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from charter_portal.core.clock import now
from charter_portal.core.database import Row, word_enum
from charter_portal.notifications.enums import MessageState


class Message(Row):
    """One message to one address, kept from the deed that caused it until a mail server has it.

    The words are cleared once it is sent: they may hold a link that opens a door.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_due", "state", "next_attempt_at", "id"),
        Index("ix_message_subject_thing", "subject_type", "subject_id"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_its_moment"),
    )

    to_address: Mapped[str] = mapped_column(String(254), index=True)
    to_user_id: Mapped[int | None] = mapped_column(index=True)
    notice: Mapped[str] = mapped_column(String(100))
    event: Mapped[str] = mapped_column(String(120))
    subject_type: Mapped[str | None] = mapped_column(String(60))
    subject_id: Mapped[int | None]
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    state: Mapped[MessageState] = mapped_column(word_enum(MessageState), default=MessageState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    first_tried_at: Mapped[datetime | None]
    next_attempt_at: Mapped[datetime] = mapped_column(default=now)
    claimed_until: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(40))
    sent_at: Mapped[datetime | None]
    last_problem: Mapped[str] = mapped_column(String(400), default="")
