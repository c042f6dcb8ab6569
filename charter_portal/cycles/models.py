"""The table of cycles."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter_portal.core.clock import now, today
from charter_portal.core.database import Row
from charter_portal.cycles.enums import Phase
from charter_portal.framework.models import FrameworkVersion


class Cycle(Row):
    """One round of awards. Moments are UTC; dates are days in London."""

    __tablename__ = "cycle"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    framework_version_id: Mapped[int] = mapped_column(ForeignKey("framework_version.id"))
    opens_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    grace_minutes: Mapped[int] = mapped_column(default=0)
    assessment_from: Mapped[date]
    assessment_until: Mapped[date]
    panel_on: Mapped[date]
    release_on: Mapped[date]
    released_at: Mapped[datetime | None]
    published: Mapped[bool] = mapped_column(default=True)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    framework_version: Mapped[FrameworkVersion] = relationship()

    __table_args__ = (
        CheckConstraint("opens_at < deadline_at", name="opens_before_deadline"),
        CheckConstraint("assessment_from <= assessment_until", name="assessment_in_order"),
        CheckConstraint("grace_minutes >= 0", name="grace_not_negative"),
    )

    @property
    def accepts_until(self) -> datetime:
        """The last moment a submission is taken: the announced deadline plus the grace."""
        return self.deadline_at + timedelta(minutes=self.grace_minutes)

    @property
    def phase(self) -> Phase:
        """Where the cycle stands now.

        A release by staff counts from the moment it was done, in a rolling round once it takes no more.
        """
        if self.released_at is not None and now() > self.accepts_until:
            return Phase.RELEASED
        if now() < self.opens_at:
            return Phase.PLANNED
        if now() <= self.accepts_until:
            return Phase.OPEN
        if today() < self.assessment_from:
            return Phase.CLOSED
        return Phase.ASSESSMENT if today() <= self.assessment_until else Phase.PANEL

    @property
    def takes_applications(self) -> bool:
        """True from the opening until deadline plus grace, both ends included (bar C8)."""
        return self.published and self.opens_at <= now() <= self.accepts_until
