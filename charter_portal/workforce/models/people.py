"""People as codes, and what happened on their way. No field says who a person is, and none may be added."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter_portal.core.database import Row, word_enum
from charter_portal.organisations.models import Organisation, Service
from charter_portal.workforce.enums import CheckKind, Destination, LeavingReason, MilestoneKind, Supervision
from charter_portal.workforce.models.posts import Post


class Person(Row):
    """A code that only the organisation can resolve, in its own records.

    `post_id` is where the milestones say the person works now. Once the time for keeping is over the code
    is taken away; then nobody can tell whose milestones these were.
    """

    __tablename__ = "workforce_person"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    code: Mapped[str | None] = mapped_column(String(20))
    code_key: Mapped[str | None] = mapped_column(String(20))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    exit_plan_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    anonymised_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    service: Mapped[Service] = relationship()
    post: Mapped[Post | None] = relationship()
    milestones: Mapped[list[Milestone]] = relationship(
        back_populates="person", order_by="Milestone.happened_on, Milestone.id"
    )

    __table_args__ = (
        UniqueConstraint("organisation_id", "code_key"),
        CheckConstraint("(code IS NULL) = (anonymised_at IS NOT NULL)", name="code_or_anonymised"),
        CheckConstraint("(code IS NULL) = (code_key IS NULL)", name="code_has_key"),
    )


class Milestone(Row):
    """One step on a person's way, on one day; with the support there was around it, as yes, no and a date."""

    __tablename__ = "workforce_milestone"

    person_id: Mapped[int] = mapped_column(ForeignKey("workforce_person.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    kind: Mapped[MilestoneKind] = mapped_column(word_enum(MilestoneKind))
    happened_on: Mapped[date]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    check_kind: Mapped[CheckKind | None] = mapped_column(word_enum(CheckKind))
    destination: Mapped[Destination | None] = mapped_column(word_enum(Destination))
    leaving_reason: Mapped[LeavingReason | None] = mapped_column(word_enum(LeavingReason))
    supervision: Mapped[Supervision | None] = mapped_column(word_enum(Supervision))
    wellbeing_plan: Mapped[bool | None]
    wellbeing_plan_on: Mapped[date | None]
    adjustments: Mapped[bool | None]
    adjustments_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship(back_populates="milestones")
    service: Mapped[Service] = relationship()
    post: Mapped[Post | None] = relationship()

    __table_args__ = (
        Index("ix_workforce_milestone_way", "person_id", "kind", "happened_on"),
        Index("ix_workforce_milestone_service", "service_id", "kind", "happened_on"),
        Index("ix_workforce_milestone_day", "kind", "happened_on"),
        Index(
            "uq_workforce_milestone_day",
            "person_id",
            "kind",
            "happened_on",
            unique=True,
            sqlite_where=text("check_kind IS NULL"),
            postgresql_where=text("check_kind IS NULL"),
        ),
        Index(
            "uq_workforce_milestone_check_day",
            "person_id",
            "kind",
            "happened_on",
            "check_kind",
            unique=True,
            sqlite_where=text("check_kind IS NOT NULL"),
            postgresql_where=text("check_kind IS NOT NULL"),
        ),
        CheckConstraint(
            "(kind IN ('checks_started', 'checks_refused', 'checks_reconsidered', 'checks_cleared'))"
            " = (check_kind IS NOT NULL)",
            name="check_named",
        ),
        CheckConstraint("(kind = 'moved_on') = (destination IS NOT NULL)", name="destination_named"),
        CheckConstraint("(kind = 'left') = (leaving_reason IS NOT NULL)", name="reason_named"),
        CheckConstraint("kind NOT IN ('started', 'promotion') OR post_id IS NOT NULL", name="place_named"),
    )


class ClockReminder(Row):
    """One reminder that a person's volunteering time runs out; its row keeps it from being sent twice."""

    __tablename__ = "workforce_clock_reminder"

    milestone_id: Mapped[int] = mapped_column(ForeignKey("workforce_milestone.id"))
    months_left: Mapped[int]

    __table_args__ = (UniqueConstraint("milestone_id", "months_left"),)
