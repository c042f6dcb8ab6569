"""Tables of decisions and awards."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter_portal.accounts.models import User
from charter_portal.applications.models import Application, Submission
from charter_portal.awards.enums import AwardState, DecisionStatus
from charter_portal.core.clock import today
from charter_portal.core.database import Base, Row, word_enum
from charter_portal.files.models import StoredFile
from charter_portal.framework.models import Level
from charter_portal.organisations.enums import OrganisationKind, Region


class Decision(Row):
    """What is decided on one submission. No level means "not yet", with feedback.

    `version` counts proposals, so that nobody confirms another one than they read.
    """

    __tablename__ = "decision"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), unique=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), unique=True)
    status: Mapped[DecisionStatus] = mapped_column(word_enum(DecisionStatus), default=DecisionStatus.PROPOSED)
    engine_level_id: Mapped[int | None] = mapped_column(ForeignKey("framework_level.id"))
    level_id: Mapped[int | None] = mapped_column(ForeignKey("framework_level.id"))
    override_reason: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime | None]
    sent_back_reason: Mapped[str] = mapped_column(Text, default="")
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    released_at: Mapped[datetime | None]
    feedback_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    version: Mapped[int] = mapped_column(default=1)

    application: Mapped[Application] = relationship()
    submission: Mapped[Submission] = relationship()
    engine_level: Mapped[Level | None] = relationship(foreign_keys=[engine_level_id])
    level: Mapped[Level | None] = relationship(foreign_keys=[level_id])
    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=[confirmed_by_id])
    feedback_file: Mapped[StoredFile | None] = relationship()

    __table_args__ = (
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id != proposed_by_id", name="two_people"),
        CheckConstraint(
            "status NOT IN ('confirmed', 'released') OR confirmed_by_id IS NOT NULL",
            name="confirmed_has_person",
        ),
        CheckConstraint("status != 'released' OR released_at IS NOT NULL", name="released_has_moment"),
        Index("ix_decision_status", "status"),
    )


class Award(Row):
    """The one row behind certificate, register and public page. Names are kept as they were awarded.

    `scope` holds the services and `partners` the partner organisations, one name on each line.
    """

    __tablename__ = "award"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), unique=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    organisation_name: Mapped[str] = mapped_column(String(200))
    organisation_kind: Mapped[OrganisationKind] = mapped_column(word_enum(OrganisationKind))
    region: Mapped[Region] = mapped_column(word_enum(Region))
    scope: Mapped[str] = mapped_column(Text)
    partners: Mapped[str] = mapped_column(Text, default="")
    level_id: Mapped[int] = mapped_column(ForeignKey("framework_level.id"))
    awarded_on: Mapped[date]
    valid_until: Mapped[date]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    certificate_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    decision: Mapped[Decision] = relationship()
    level: Mapped[Level] = relationship()
    certificate_file: Mapped[StoredFile | None] = relationship()

    __table_args__ = (
        CheckConstraint("awarded_on < valid_until", name="dates_in_order"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_by_somebody"),
        Index("ix_award_register", "withdrawn_at", "organisation_name", "id", "valid_until"),
    )

    @property
    def service_names(self) -> list[str]:
        """The services that hold the award."""
        return self.scope.splitlines()

    @property
    def partner_names(self) -> list[str]:
        """The partners named in the application."""
        return self.partners.splitlines()

    @property
    def state(self) -> AwardState:
        """Withdrawn, expired or valid, today."""
        if self.withdrawn_at is not None:
            return AwardState.WITHDRAWN
        return AwardState.EXPIRED if today() > self.valid_until else AwardState.VALID


class CertificateSeries(Base):
    """The last number given in a series such as LEC-C-2027; whoever takes one holds the row until stored."""

    __tablename__ = "certificate_series"

    series: Mapped[str] = mapped_column(String(12), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)
