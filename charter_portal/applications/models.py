"""Tables of applications: the living draft, and the frozen submission."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter_portal.accounts.models import User
from charter_portal.applications.enums import ApplicationStatus, EvidenceKind
from charter_portal.core.database import Base, Row, word_enum
from charter_portal.cycles.models import Cycle
from charter_portal.files.models import StoredFile
from charter_portal.framework.models import Level, Statement
from charter_portal.organisations.models import Organisation, Service
from charter_portal.training.models import Booking

application_service = Table(
    "application_service",
    Base.metadata,
    Column("application_id", ForeignKey("application.id"), primary_key=True),
    Column("service_id", ForeignKey("service.id"), primary_key=True, index=True),
)


class Application(Row):
    """One application in one cycle for a scope of services. `reference` is given at the first submission."""

    __tablename__ = "application"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    aim_level_id: Mapped[int | None] = mapped_column(ForeignKey("framework_level.id"))
    status: Mapped[ApplicationStatus] = mapped_column(
        word_enum(ApplicationStatus), default=ApplicationStatus.DRAFT
    )
    reference: Mapped[str | None] = mapped_column(String(20), unique=True)
    started_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    submitted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    cycle: Mapped[Cycle] = relationship()
    organisation: Mapped[Organisation] = relationship()
    aim_level: Mapped[Level | None] = relationship()
    services: Mapped[list[Service]] = relationship(secondary=application_service, order_by=Service.name)
    partners: Mapped[list[Partner]] = relationship(back_populates="application", order_by="Partner.id")
    responses: Mapped[list[Response]] = relationship(back_populates="application")
    evidence: Mapped[list[Evidence]] = relationship(back_populates="application", order_by="Evidence.number")
    submissions: Mapped[list[Submission]] = relationship(
        back_populates="application", order_by="Submission.number"
    )

    __table_args__ = (
        Index("ix_application_cycle_status", "cycle_id", "status", "id"),
        Index("ix_application_cycle_title", "cycle_id", "title", "id", "submitted_at"),
        Index("ix_application_cycle_submitted", "cycle_id", "submitted_at"),
        CheckConstraint(
            "status IN ('draft', 'withdrawn') OR (reference IS NOT NULL AND submitted_at IS NOT NULL)",
            name="submitted_has_reference",
        ),
    )


class Partner(Row):
    """A partner named in an application: a registered organisation, or one that has no account."""

    __tablename__ = "application_partner"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    contribution: Mapped[str] = mapped_column(Text, default="")

    application: Mapped[Application] = relationship(back_populates="partners")


class Response(Row):
    """What the application says to one statement. `version` counts saves, so that none overwrites another."""

    __tablename__ = "response"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    statement_id: Mapped[int] = mapped_column(ForeignKey("framework_statement.id"))
    own_level_id: Mapped[int | None] = mapped_column(ForeignKey("framework_level.id"))
    narrative: Mapped[str] = mapped_column(Text, default="")
    lived_experience: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime | None]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    application: Mapped[Application] = relationship(back_populates="responses")
    statement: Mapped[Statement] = relationship()
    own_level: Mapped[Level | None] = relationship()
    saved_by: Mapped[User | None] = relationship()
    citations: Mapped[list[Citation]] = relationship(back_populates="response", order_by="Citation.id")

    __table_args__ = (UniqueConstraint("application_id", "statement_id"),)


class Evidence(Row):
    """An item in the application's library: a file or a link. Removed items leave the library, not the past.

    `number` is what people call it by in their texts ("see evidence 3"), so it stays when others are removed.
    A live figure is named by `figure_key`, over the last `figure_months` months, for one service or for all
    of the scope. Its values are worked out whenever it is looked at, and frozen with a submission.
    """

    __tablename__ = "evidence"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    number: Mapped[int]
    kind: Mapped[EvidenceKind] = mapped_column(word_enum(EvidenceKind))
    title: Mapped[str] = mapped_column(String(200))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    url: Mapped[str | None] = mapped_column(String(2000))
    figure_key: Mapped[str | None] = mapped_column(String(60))
    figure_months: Mapped[int | None]
    figure_service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    removed_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship(back_populates="evidence")
    file: Mapped[StoredFile | None] = relationship()
    figure_service: Mapped[Service | None] = relationship()
    added_by: Mapped[User] = relationship()
    citations: Mapped[list[Citation]] = relationship(back_populates="evidence")

    __table_args__ = (
        UniqueConstraint("application_id", "number"),
        CheckConstraint(
            "(kind = 'file' AND file_id IS NOT NULL AND url IS NULL AND figure_key IS NULL)"
            " OR (kind = 'link' AND url IS NOT NULL AND file_id IS NULL AND figure_key IS NULL)"
            " OR (kind = 'figure' AND figure_key IS NOT NULL AND figure_months IS NOT NULL"
            " AND file_id IS NULL AND url IS NULL)",
            name="file_link_or_figure",
        ),
    )


class Citation(Row):
    """A response points at a piece of evidence and says where in it to look."""

    __tablename__ = "citation"

    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"))
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    where_to_look: Mapped[str] = mapped_column(String(200), default="")

    response: Mapped[Response] = relationship(back_populates="citations")
    evidence: Mapped[Evidence] = relationship(back_populates="citations")

    __table_args__ = (UniqueConstraint("response_id", "evidence_id"),)


class Submission(Row):
    """An application as it was handed over: the canonical document, byte for byte, and its SHA-256."""

    __tablename__ = "submission"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    number: Mapped[int]
    document: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    declaration: Mapped[str] = mapped_column(Text)
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    declared_name: Mapped[str] = mapped_column(String(200))
    declared_job_title: Mapped[str] = mapped_column(String(200))
    submitted_at: Mapped[datetime]
    pdf_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    application: Mapped[Application] = relationship(back_populates="submissions")
    declared_by: Mapped[User] = relationship()
    pdf_file: Mapped[StoredFile | None] = relationship()

    __table_args__ = (UniqueConstraint("application_id", "number"),)


class ReferenceSeries(Base):
    """The last number given in a series such as LEC-2027; whoever takes one holds the row until stored."""

    __tablename__ = "reference_series"

    series: Mapped[str] = mapped_column(String(12), primary_key=True)
    last: Mapped[int]


class DraftPdf(Row):
    """The one PDF kept of an application that is still being written, made on request by the worker.

    `digest` is the SHA-256 of the text it was asked for, so that an unchanged draft is not made twice.
    """

    __tablename__ = "draft_pdf"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    file: Mapped[StoredFile | None] = relationship()


class ApplicationBooking(Row):
    """A booking of a training day that was made for this application, and so counts for it alone.

    A booking is for one application at most, of the organisation that booked.
    """

    __tablename__ = "application_booking"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("training_booking.id"), unique=True)
    named_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    application: Mapped[Application] = relationship()
    booking: Mapped[Booking] = relationship()


class ReturnRequest(Row):
    """Staff give a submission back with a reason, on chosen statements only."""

    __tablename__ = "return_request"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    returned_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None]

    statements: Mapped[list[ReturnedStatement]] = relationship(back_populates="request")


class ReturnedStatement(Row):
    """One statement that may be changed after a return, with what to change."""

    __tablename__ = "returned_statement"

    request_id: Mapped[int] = mapped_column(ForeignKey("return_request.id"))
    statement_id: Mapped[int] = mapped_column(ForeignKey("framework_statement.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    request: Mapped[ReturnRequest] = relationship(back_populates="statements")
    statement: Mapped[Statement] = relationship()

    __table_args__ = (UniqueConstraint("request_id", "statement_id"),)
