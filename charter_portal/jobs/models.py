"""The one table of jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from charter_portal.core.clock import now
from charter_portal.core.database import Row, word_enum
from charter_portal.jobs.enums import JobState

_LIVE = text("state IN ('waiting', 'running')")


class Job(Row):
    """One piece of work. While it is live its key is unique: asking twice gives one job."""

    __tablename__ = "job"
    __table_args__ = (
        Index("uq_job_live_key", "key", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_job_due", "state", "next_attempt_at", "id"),
        Index("ix_job_subject", "subject_type", "subject_id", "kind"),
    )

    kind: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(200))
    subject_type: Mapped[str | None] = mapped_column(String(60))
    subject_id: Mapped[int | None]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    requested_by_id: Mapped[int | None]
    state: Mapped[JobState] = mapped_column(word_enum(JobState), default=JobState.WAITING)
    progress_done: Mapped[int] = mapped_column(default=0)
    progress_total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(String(400), default="")
    result_file_id: Mapped[int | None] = mapped_column(
        ForeignKey("stored_file.id", ondelete="SET NULL"), index=True
    )
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(default=now)
    claimed_until: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(40))
    finished_at: Mapped[datetime | None]

    @property
    def is_live(self) -> bool:
        """True while the work is still to be done or being done."""
        return self.state in {JobState.WAITING, JobState.RUNNING}
