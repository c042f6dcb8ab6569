"""The barrier log: what stands in the way in a service, what was tried, and what came of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter_portal.accounts.models import User
from charter_portal.barriers.enums import Stage
from charter_portal.barriers.models import BarrierKind
from charter_portal.core.database import Row, word_enum
from charter_portal.framework.models import Statement
from charter_portal.involvement.models import Action
from charter_portal.organisations.models import Organisation, Service
from charter_portal.workforce.enums import EntryStatus, Severity, TryOutcome


class BarrierEntry(Row):
    """One barrier that a service met. It is about posts and processes, and never says who a person is."""

    __tablename__ = "barrier_entry"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    kind_id: Mapped[int] = mapped_column(ForeignKey("barrier_kind.id"))
    stage: Mapped[Stage] = mapped_column(word_enum(Stage))
    severity: Mapped[Severity] = mapped_column(word_enum(Severity))
    status: Mapped[EntryStatus] = mapped_column(word_enum(EntryStatus), default=EntryStatus.OPEN)
    words: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    owner_role: Mapped[str] = mapped_column(String(120), default="")
    opened_on: Mapped[date]
    review_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(Text, default="")
    closed_on: Mapped[date | None]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    note_id: Mapped[int | None] = mapped_column(unique=True)
    """The number of the training-day note it began as, so that no note is moved twice."""
    note_words: Mapped[str] = mapped_column(String(300), default="")
    """Which training day it came from, in words."""
    let_go_at: Mapped[datetime | None]
    """When its words had been kept for their time and were removed."""
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship()
    service: Mapped[Service] = relationship()
    kind: Mapped[BarrierKind] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=owner_id)
    tries: Mapped[list[BarrierTry]] = relationship(
        back_populates="entry", order_by="BarrierTry.tried_on, BarrierTry.id", cascade="all, delete-orphan"
    )
    statement_links: Mapped[list[BarrierStatement]] = relationship(
        back_populates="entry", order_by="BarrierStatement.id", cascade="all, delete-orphan"
    )
    action_links: Mapped[list[BarrierAction]] = relationship(
        back_populates="entry", order_by="BarrierAction.id", cascade="all, delete-orphan"
    )

    __table_args__ = (
        CheckConstraint(
            "status NOT IN ('solved', 'not_solved', 'closed') OR closed_on IS NOT NULL", name="closed_has_day"
        ),
        CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="days_in_order"),
        Index("ix_barrier_entry_list", "organisation_id", "status", "opened_on", "id"),
        Index("ix_barrier_entry_closed", "service_id", "closed_on", "status"),
        Index("ix_barrier_entry_kind", "kind_id", "opened_on"),
        Index("ix_barrier_entry_review", "status", "review_on"),
    )

    @property
    def is_live(self) -> bool:
        """Somebody still has to look at it."""
        return self.closed_on is None


class BarrierTry(Row):
    """One thing that was tried, on a day, and what came of it."""

    __tablename__ = "barrier_try"

    entry_id: Mapped[int] = mapped_column(ForeignKey("barrier_entry.id", ondelete="CASCADE"), index=True)
    tried_on: Mapped[date]
    words: Mapped[str] = mapped_column(Text)
    outcome: Mapped[TryOutcome] = mapped_column(word_enum(TryOutcome))
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    entry: Mapped[BarrierEntry] = relationship(back_populates="tries")


class BarrierStatement(Row):
    """An evidence statement to which a barrier of the log belongs."""

    __tablename__ = "barrier_statement"

    entry_id: Mapped[int] = mapped_column(ForeignKey("barrier_entry.id", ondelete="CASCADE"))
    statement_id: Mapped[int] = mapped_column(ForeignKey("framework_statement.id"), index=True)

    entry: Mapped[BarrierEntry] = relationship(back_populates="statement_links")
    statement: Mapped[Statement] = relationship()

    __table_args__ = (UniqueConstraint("entry_id", "statement_id"),)


class BarrierAction(Row):
    """An action of the organisation's plan that a barrier led to."""

    __tablename__ = "barrier_action"

    entry_id: Mapped[int] = mapped_column(ForeignKey("barrier_entry.id", ondelete="CASCADE"))
    action_id: Mapped[int] = mapped_column(ForeignKey("involvement_action.id"))

    entry: Mapped[BarrierEntry] = relationship(back_populates="action_links")
    action: Mapped[Action] = relationship()

    __table_args__ = (UniqueConstraint("entry_id", "action_id"),)


class BarrierReminder(Row):
    """One reminder of one review day; its row keeps it from being sent twice."""

    __tablename__ = "barrier_reminder"

    entry_id: Mapped[int] = mapped_column(ForeignKey("barrier_entry.id", ondelete="CASCADE"))
    review_on: Mapped[date]

    __table_args__ = (UniqueConstraint("entry_id", "review_on"),)
