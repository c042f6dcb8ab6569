"""Role profiles, and posts with their history."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter_portal.core.database import Row, word_enum
from charter_portal.organisations.models import Service
from charter_portal.workforce.enums import Employer, PostKind, PostStatus, WorkRole


class RoleProfile(Row):
    """What a kind of post is: the scheme's own, or an organisation's, mapped to one of the scheme's.

    Levels are those of the career framework, 2 to 8. They are not pay bands.
    """

    __tablename__ = "role_profile"

    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    key: Mapped[str | None] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[WorkRole] = mapped_column(word_enum(WorkRole))
    maps_to_id: Mapped[int | None] = mapped_column(ForeignKey("role_profile.id"))
    level_low: Mapped[int]
    level_high: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    maps_to: Mapped[RoleProfile | None] = relationship(remote_side="RoleProfile.id")

    __table_args__ = (
        CheckConstraint("level_low >= 1 AND level_low <= level_high AND level_high <= 9", name="levels"),
        CheckConstraint(
            "(organisation_id IS NULL AND key IS NOT NULL AND maps_to_id IS NULL)"
            " OR (organisation_id IS NOT NULL AND key IS NULL AND maps_to_id IS NOT NULL)",
            name="scheme_or_own",
        ),
    )


class Post(Row):
    """A post of one service. What it is, and was, stands in its versions; `version` counts saves."""

    __tablename__ = "post"

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    service: Mapped[Service] = relationship()
    versions: Mapped[list[PostVersion]] = relationship(
        back_populates="post", order_by="PostVersion.valid_from"
    )


class PostVersion(Row):
    """What was true of a post from one day until before another. A post that ended has no open version."""

    __tablename__ = "post_version"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    role_profile_id: Mapped[int] = mapped_column(ForeignKey("role_profile.id"), index=True)
    level: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[PostKind] = mapped_column(word_enum(PostKind))
    status: Mapped[PostStatus] = mapped_column(word_enum(PostStatus))
    headcount: Mapped[int]
    wte: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    pay_band: Mapped[str] = mapped_column(String(40), default="")
    employer: Mapped[Employer] = mapped_column(word_enum(Employer))
    employer_name: Mapped[str] = mapped_column(String(200), default="")
    funded_until: Mapped[date | None]

    post: Mapped[Post] = relationship(back_populates="versions")
    role_profile: Mapped[RoleProfile] = relationship()

    __table_args__ = (
        Index("uq_post_version_post_id_valid_from", "post_id", "valid_from", unique=True),
        Index(
            "uq_post_version_open",
            "post_id",
            unique=True,
            sqlite_where=text("valid_until IS NULL"),
            postgresql_where=text("valid_until IS NULL"),
        ),
        CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="span"),
        CheckConstraint("headcount >= 1 AND headcount <= 999", name="headcount"),
        CheckConstraint("wte >= 0 AND wte <= headcount", name="wte"),
        CheckConstraint("level >= 1 AND level <= 9", name="level"),
        CheckConstraint("employer <> 'partner' OR employer_name <> ''", name="partner_named"),
    )
