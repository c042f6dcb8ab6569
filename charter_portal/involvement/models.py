"""Tables of involvement. Every row belongs to one organisation; replies to a form belong to nobody.

`let_go_at` is the moment at which the words of a row had been kept for their time and were removed.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter_portal.accounts.models import User
from charter_portal.core.database import Base, Row, word_enum
from charter_portal.files.models import StoredFile
from charter_portal.involvement.enums import ActionSource, ActionStatus, Audience, AuditStatus, Method, Reach
from charter_portal.organisations.models import Organisation, Service

board_meeting_service = Table(
    "board_meeting_service",
    Base.metadata,
    Column("meeting_id", ForeignKey("board_meeting.id"), primary_key=True),
    Column("service_id", ForeignKey("service.id"), primary_key=True, index=True),
)


class QuestionSetText(Row):
    """One wording of the audit's questions, as the file had it. Never changed: audits answer it."""

    __tablename__ = "involvement_question_set"

    version: Mapped[str] = mapped_column(String(80))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    document: Mapped[str] = mapped_column(Text)


class InvolvementAudit(Row):
    """How one service involves people and hears them, looked at once a year."""

    __tablename__ = "involvement_audit"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    question_set_id: Mapped[int] = mapped_column(ForeignKey("involvement_question_set.id"))
    year: Mapped[int]
    period_from: Mapped[date]
    period_to: Mapped[date]
    status: Mapped[AuditStatus] = mapped_column(word_enum(AuditStatus), default=AuditStatus.DRAFT)
    started_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    finished_at: Mapped[datetime | None]
    summary: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """The activities of its period in numbers, kept when it is finished."""
    let_go_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    service: Mapped[Service] = relationship()
    question_set: Mapped[QuestionSetText] = relationship()
    started_by: Mapped[User] = relationship()
    answers: Mapped[list[AuditAnswer]] = relationship(back_populates="audit", order_by="AuditAnswer.id")

    __table_args__ = (
        UniqueConstraint("service_id", "year"),
        CheckConstraint("period_from <= period_to", name="period_in_order"),
        CheckConstraint("status != 'finished' OR finished_at IS NOT NULL", name="finished_has_moment"),
    )


class AuditAnswer(Row):
    """What an audit says to one question. `version` counts saves, so that none overwrites another."""

    __tablename__ = "involvement_answer"

    audit_id: Mapped[int] = mapped_column(ForeignKey("involvement_audit.id"))
    question: Mapped[str] = mapped_column(String(80))
    rating: Mapped[str | None] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text, default="")
    what_next: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime | None]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    audit: Mapped[InvolvementAudit] = relationship(back_populates="answers")
    saved_by: Mapped[User | None] = relationship()

    __table_args__ = (UniqueConstraint("audit_id", "question"),)


class Activity(Row):
    """Something a service did to involve people, on the spectrum, with how many took part and never who."""

    __tablename__ = "involvement_activity"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    reach: Mapped[Reach] = mapped_column(word_enum(Reach))
    title: Mapped[str] = mapped_column(String(200))
    happened: Mapped[str] = mapped_column(Text, default="")
    method: Mapped[Method] = mapped_column(word_enum(Method))
    held_on: Mapped[date]
    using_count: Mapped[int] = mapped_column(default=0)
    workforce_count: Mapped[int] = mapped_column(default=0)
    families_count: Mapped[int] = mapped_column(default=0)
    thanks: Mapped[str] = mapped_column(Text, default="")
    changed: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    let_go_at: Mapped[datetime | None]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    service: Mapped[Service] = relationship()
    saved_by: Mapped[User | None] = relationship()

    __table_args__ = (
        Index("ix_involvement_activity_organisation_held", "organisation_id", "held_on", "id"),
        Index("ix_involvement_activity_service_held", "service_id", "held_on"),
        CheckConstraint(
            "using_count >= 0 AND workforce_count >= 0 AND families_count >= 0", name="people_counted"
        ),
    )


class Action(Row):
    """One line of an organisation's action plan. `number` is what people call it by."""

    __tablename__ = "involvement_action"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    detail: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[ActionSource] = mapped_column(word_enum(ActionSource))
    source_label: Mapped[str] = mapped_column(String(200), default="")
    source_number: Mapped[int | None]
    """A plain number: where an action comes from may lie on a floor above."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    owner_title: Mapped[str] = mapped_column(String(200), default="")
    due_on: Mapped[date | None]
    status: Mapped[ActionStatus] = mapped_column(word_enum(ActionStatus), default=ActionStatus.OPEN)
    proof: Mapped[str] = mapped_column(Text, default="")
    proof_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    drop_reason: Mapped[str] = mapped_column(Text, default="")
    closed_on: Mapped[date | None]
    ahead_told_for: Mapped[date | None]
    due_told_for: Mapped[date | None]
    """For which due date the owner has had each reminder, so that none is sent twice."""
    let_go_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    organisation: Mapped[Organisation] = relationship()
    service: Mapped[Service | None] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    saved_by: Mapped[User | None] = relationship(foreign_keys=[saved_by_id])
    proof_file: Mapped[StoredFile | None] = relationship()
    notes: Mapped[list[ActionNote]] = relationship(back_populates="action", order_by="ActionNote.id")

    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        Index("ix_involvement_action_organisation_due", "organisation_id", "status", "due_on", "id"),
        Index("ix_involvement_action_status_due", "status", "due_on"),
        Index("ix_involvement_action_source", "source", "source_number"),
        CheckConstraint(
            "status != 'done' OR proof != '' OR proof_file_id IS NOT NULL", name="done_has_proof"
        ),
        CheckConstraint("status != 'dropped' OR drop_reason != ''", name="dropped_has_reason"),
        CheckConstraint("status NOT IN ('done', 'dropped') OR closed_on IS NOT NULL", name="closed_has_day"),
    )


class ActionNote(Row):
    """How far an action is, on a day."""

    __tablename__ = "involvement_action_note"

    action_id: Mapped[int] = mapped_column(ForeignKey("involvement_action.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[Action] = relationship(back_populates="notes")
    written_by: Mapped[User] = relationship()


class BoardMeeting(Row):
    """A meeting of the Partnership Board and the period it looks back on."""

    __tablename__ = "board_meeting"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    held_on: Mapped[date]
    period_from: Mapped[date]
    period_to: Mapped[date]
    said: Mapped[str] = mapped_column(Text, default="")
    talked_about: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    report_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    report_digest: Mapped[str] = mapped_column(String(64), default="")
    let_go_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    saved_by: Mapped[User | None] = relationship()
    services: Mapped[list[Service]] = relationship(secondary=board_meeting_service, order_by=Service.name)
    decisions: Mapped[list[BoardDecision]] = relationship(
        back_populates="meeting", order_by="BoardDecision.number"
    )
    report_file: Mapped[StoredFile | None] = relationship()

    __table_args__ = (
        Index("ix_board_meeting_organisation_held", "organisation_id", "held_on"),
        CheckConstraint("period_from <= period_to", name="period_in_order"),
    )


class BoardDecision(Row):
    """Something the board decided; it may become one action."""

    __tablename__ = "board_decision"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("board_meeting.id"))
    number: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("involvement_action.id"), unique=True)

    meeting: Mapped[BoardMeeting] = relationship(back_populates="decisions")
    action: Mapped[Action | None] = relationship()

    __table_args__ = (UniqueConstraint("meeting_id", "number"),)


class FeedbackForm(Row):
    """A short form that anybody with its link may answer, without a name. It keeps its questions."""

    __tablename__ = "feedback_form"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    title: Mapped[str] = mapped_column(String(200))
    audience: Mapped[Audience] = mapped_column(word_enum(Audience))
    code: Mapped[str] = mapped_column(String(40), unique=True)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    scale: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    bank_version: Mapped[str] = mapped_column(String(80))
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    closed_at: Mapped[datetime | None]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    let_go_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    service: Mapped[Service] = relationship()
    opened_by: Mapped[User] = relationship()

    __table_args__ = (CheckConstraint("opens_on <= closes_on", name="opens_before_closing"),)


class FeedbackReply(Base):
    """One person's answers. Nothing says who or when, but for the week.

    The key is a digest of a random mark on the page, so that the same page sent twice is one reply, and the
    table has neither moments nor counting numbers that would put its rows in order.
    """

    __tablename__ = "feedback_reply"

    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("feedback_form.id"), index=True)
    week: Mapped[date]
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
