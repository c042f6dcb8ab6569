"""Tables of the catalogue and the library."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter_portal.barriers.enums import ShareScope, SolutionOrigin, SolutionStatus, Stage
from charter_portal.barriers.rules.consent import words_agreed_to
from charter_portal.core.database import Row, word_enum
from charter_portal.organisations.enums import Region, Setting


class BarrierKind(Row):
    """One kind of barrier. Retired rather than deleted: logs and solutions point here."""

    __tablename__ = "barrier_kind"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    """The stable key: what other slices and files write down."""
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    stage_words: Mapped[list[str]] = mapped_column(JSON, default=list)
    retired_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def stages(self) -> list[Stage]:
        """Where people usually meet it, in the order of the way into work."""
        return [stage for stage in Stage if stage.value in self.stage_words]


class Solution(Row):
    """What has helped with one kind of barrier. The organisation that shared it is never shown."""

    __tablename__ = "barrier_solution"

    key: Mapped[str | None] = mapped_column(String(80), unique=True)
    """The key in the library file; nothing for what came in another way."""
    kind_id: Mapped[int] = mapped_column(ForeignKey("barrier_kind.id"))
    status: Mapped[SolutionStatus] = mapped_column(word_enum(SolutionStatus), default=SolutionStatus.OFFERED)
    origin: Mapped[SolutionOrigin] = mapped_column(word_enum(SolutionOrigin))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    setting: Mapped[Setting | None] = mapped_column(word_enum(Setting))
    """The setting that people are told: for a shared one, only what hides it among enough others."""
    region: Mapped[Region | None] = mapped_column(word_enum(Region))
    source: Mapped[str] = mapped_column(String(200), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    checked_on: Mapped[date | None]
    is_policy: Mapped[bool] = mapped_column(default=False)
    review_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    entry_id: Mapped[int | None] = mapped_column(index=True)
    """The number of the log entry it was shared from, which is kept on a floor above."""
    offered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    agreed_public: Mapped[bool | None]
    """Whoever offered it agreed, when it came in, that everybody reads it; or other services only. Nothing
    for guidance, and for what was shared before this was asked: that was shared with everybody."""
    agreed_wording: Mapped[str | None] = mapped_column(String(20))
    """The version of the words that were agreed to."""
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was declined or taken out, in words for whoever offered it."""

    kind: Mapped[BarrierKind] = relationship()

    __table_args__ = (
        CheckConstraint(
            "(origin = 'organisation') = (organisation_id IS NOT NULL)", name="shared_by_an_organisation"
        ),
        CheckConstraint("NOT is_policy OR review_on IS NOT NULL", name="policy_is_reviewed"),
        CheckConstraint("status != 'declined' OR reason != ''", name="declined_with_reason"),
        Index("ix_barrier_solution_library", "kind_id", "status", "id"),
        Index("ix_barrier_solution_review", "status", "is_policy", "review_on"),
    )

    @property
    def is_shared(self) -> bool:
        """It comes from a service that chose to share."""
        return self.origin is SolutionOrigin.ORGANISATION

    @property
    def is_taken_back(self) -> bool:
        """Those who shared it took it back. Staff who take something out always say why."""
        return self.is_shared and self.status is SolutionStatus.WITHDRAWN and not self.reason

    @property
    def agreed_scope(self) -> ShareScope | None:
        """How far whoever shared it agreed; None when it was never asked."""
        if self.agreed_public is None:
            return None
        return ShareScope.PUBLIC if self.agreed_public else ShareScope.SERVICES

    @property
    def agreed_words(self) -> list[str]:
        """The sentences that whoever shared it ticked; none when it was never asked."""
        if self.agreed_scope is None or self.agreed_wording is None:
            return []
        return words_agreed_to(self.agreed_scope, self.agreed_wording)
