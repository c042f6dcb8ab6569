"""Tables of the charter: a version with its levels, values, themes, statements and criteria."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter_portal.core.database import Row, word_enum
from charter_portal.framework.enums import VersionStatus


class FrameworkVersion(Row):
    """One wording of the charter with its award rule. Frozen from the day it is published."""

    __tablename__ = "framework_version"

    scheme: Mapped[str] = mapped_column(String(80))
    version: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[VersionStatus] = mapped_column(word_enum(VersionStatus), default=VersionStatus.DRAFT)
    digest: Mapped[str] = mapped_column(String(64))
    sample: Mapped[bool] = mapped_column(default=False)
    sample_notice: Mapped[str] = mapped_column(Text, default="")
    status_years: Mapped[int] = mapped_column(default=3)
    award_rule: Mapped[Any] = mapped_column(JSON)
    published_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]

    levels: Mapped[list[Level]] = relationship(order_by="Level.rank", back_populates="version")
    values: Mapped[list[Value]] = relationship(order_by="Value.position", back_populates="version")
    themes: Mapped[list[Theme]] = relationship(order_by="Theme.position", back_populates="version")
    statements: Mapped[list[Statement]] = relationship(
        order_by="Statement.position", back_populates="version"
    )

    __table_args__ = (UniqueConstraint("scheme", "version"),)


class _Part(Row):
    __abstract__ = True

    key: Mapped[str] = mapped_column(String(80))


class Level(_Part):
    """A step of the scale. Awardable levels are the tiers."""

    __tablename__ = "framework_level"

    version_id: Mapped[int] = mapped_column(ForeignKey("framework_version.id"))
    rank: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    meaning: Mapped[str] = mapped_column(Text, default="")
    awardable: Mapped[bool]

    version: Mapped[FrameworkVersion] = relationship(back_populates="levels")

    __table_args__ = (UniqueConstraint("version_id", "key"), UniqueConstraint("version_id", "rank"))


class Value(_Part):
    """One of the charter's values: a row of the matrix."""

    __tablename__ = "framework_value"

    version_id: Mapped[int] = mapped_column(ForeignKey("framework_version.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    why: Mapped[str] = mapped_column(Text, default="")

    version: Mapped[FrameworkVersion] = relationship(back_populates="values")

    __table_args__ = (UniqueConstraint("version_id", "key"),)


class Theme(_Part):
    """One of the charter's themes: a column of the matrix."""

    __tablename__ = "framework_theme"

    version_id: Mapped[int] = mapped_column(ForeignKey("framework_version.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")

    version: Mapped[FrameworkVersion] = relationship(back_populates="themes")

    __table_args__ = (UniqueConstraint("version_id", "key"),)


class Statement(_Part):
    """An evidence statement: what an applicant shows, in one cell of the matrix."""

    __tablename__ = "framework_statement"

    version_id: Mapped[int] = mapped_column(ForeignKey("framework_version.id"))
    value_id: Mapped[int] = mapped_column(ForeignKey("framework_value.id"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("framework_theme.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text, default="")
    guidance: Mapped[str] = mapped_column(Text, default="")
    evidence_examples: Mapped[list[str]] = mapped_column(JSON, default=list)
    lived_experience_prompt: Mapped[str] = mapped_column(Text, default="")
    word_limit: Mapped[int]
    core: Mapped[bool]

    version: Mapped[FrameworkVersion] = relationship(back_populates="statements")
    value: Mapped[Value] = relationship()
    theme: Mapped[Theme] = relationship()
    criteria: Mapped[list[Criterion]] = relationship(back_populates="statement")

    __table_args__ = (UniqueConstraint("version_id", "key"), UniqueConstraint("version_id", "code"))


class Criterion(Row):
    """What a statement asks for at one tier."""

    __tablename__ = "framework_criterion"

    statement_id: Mapped[int] = mapped_column(ForeignKey("framework_statement.id"))
    level_id: Mapped[int] = mapped_column(ForeignKey("framework_level.id"))
    text: Mapped[str] = mapped_column(Text)

    statement: Mapped[Statement] = relationship(back_populates="criteria")
    level: Mapped[Level] = relationship()

    __table_args__ = (UniqueConstraint("statement_id", "level_id"), Index("ix_criterion_level", "level_id"))
