"""The one table of reporting: a national picture, kept as it was published."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter_portal.accounts.models import User
from charter_portal.core.database import Row
from charter_portal.cycles.models import Cycle
from charter_portal.files.models import StoredFile


class NationalPicture(Row):
    """What one round's records said, made once and never again.

    A picture that followed the records would tell, on the day a star becomes a 10, that it was 7. No two
    pictures are about the same day. `document` is what is shown; `counts` are the raw ones behind it,
    which serve to make the next picture and are never shown.
    """

    __tablename__ = "national_picture"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), unique=True)
    since: Mapped[date]
    until: Mapped[date] = mapped_column(unique=True)
    compared_with_id: Mapped[int | None] = mapped_column(ForeignKey("national_picture.id"))
    document: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    workbook_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    report_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    cycle: Mapped[Cycle] = relationship()
    made_by: Mapped[User | None] = relationship()
    compared_with: Mapped[NationalPicture | None] = relationship(remote_side="NationalPicture.id")
    workbook_file: Mapped[StoredFile | None] = relationship(foreign_keys=[workbook_file_id])
    report_file: Mapped[StoredFile | None] = relationship(foreign_keys=[report_file_id])

    __table_args__ = (CheckConstraint("since <= until", name="period_in_order"),)
