"""Tables of assessment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter_portal.accounts.models import User
from charter_portal.applications.models import Application, Submission
from charter_portal.assessment.enums import LIVE, OPENED, AllocationStatus, ConflictKind, ScoreState
from charter_portal.assessment.rules import score_state
from charter_portal.core.database import Row, word_enum
from charter_portal.framework.models import Level, Statement


class AssessorProfile(Row):
    """What an assessor chose to say about themselves, and how much they want to read in a day.

    `lived_experience` is None until they choose, and when they prefer not to say.
    """

    __tablename__ = "assessor_profile"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), unique=True)
    lived_experience: Mapped[bool | None]
    daily_limit: Mapped[int | None]

    user: Mapped[User] = relationship()

    __table_args__ = (CheckConstraint("daily_limit IS NULL OR daily_limit > 0", name="daily_limit_counts"),)


class Allocation(Row):
    """One assessor, one submission: from being asked to having finished."""

    __tablename__ = "allocation"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    assessor_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    status: Mapped[AllocationStatus] = mapped_column(
        word_enum(AllocationStatus), default=AllocationStatus.ALLOCATED
    )
    allocated_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    declared_at: Mapped[datetime | None]
    conflict_kind: Mapped[ConflictKind | None] = mapped_column(word_enum(ConflictKind))
    conflict_note: Mapped[str] = mapped_column(Text, default="")
    finished_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()
    submission: Mapped[Submission] = relationship()
    assessor: Mapped[User] = relationship(foreign_keys=[assessor_id])
    scores: Mapped[list[Score]] = relationship(back_populates="allocation")

    @property
    def is_live(self) -> bool:
        """True until a conflict or staff closed it."""
        return self.status in LIVE

    @property
    def is_opened(self) -> bool:
        """True once the assessor said that there is no conflict, while it is live."""
        return self.status in OPENED

    __table_args__ = (
        UniqueConstraint("submission_id", "assessor_id"),
        Index("ix_allocation_assessor_status", "assessor_id", "status"),
        CheckConstraint(
            "status IN ('allocated', 'ended') OR declared_at IS NOT NULL", name="declared_before_opening"
        ),
        CheckConstraint("status != 'declined' OR conflict_kind IS NOT NULL", name="declined_has_conflict"),
        CheckConstraint("status != 'finished' OR finished_at IS NOT NULL", name="finished_has_moment"),
    )


class Score(Row):
    """One assessor's level and words for one statement. Hidden from the others until they finish."""

    __tablename__ = "score"

    allocation_id: Mapped[int] = mapped_column(ForeignKey("allocation.id"))
    statement_id: Mapped[int] = mapped_column(ForeignKey("framework_statement.id"))
    level_id: Mapped[int | None] = mapped_column(ForeignKey("framework_level.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    strengths: Mapped[str] = mapped_column(Text, default="")
    lift: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    allocation: Mapped[Allocation] = relationship(back_populates="scores")
    statement: Mapped[Statement] = relationship()
    level: Mapped[Level | None] = relationship()

    __table_args__ = (UniqueConstraint("allocation_id", "statement_id"),)

    @property
    def state(self) -> ScoreState:
        """How far this score has come."""
        return score_state(level=self.level_id, reason=self.reason, strengths=self.strengths, lift=self.lift)


class AgreedLevel(Row):
    """The level agreed for one statement of one submission, with the reason and the feedback."""

    __tablename__ = "agreed_level"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    statement_id: Mapped[int] = mapped_column(ForeignKey("framework_statement.id"))
    level_id: Mapped[int] = mapped_column(ForeignKey("framework_level.id"))
    reason: Mapped[str] = mapped_column(Text)
    strengths: Mapped[str] = mapped_column(Text, default="")
    lift: Mapped[str] = mapped_column(Text, default="")
    agreed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)

    submission: Mapped[Submission] = relationship()
    statement: Mapped[Statement] = relationship()
    level: Mapped[Level] = relationship()

    __table_args__ = (UniqueConstraint("submission_id", "statement_id"),)
