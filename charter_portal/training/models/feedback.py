"""Tables of what people said afterwards, and of the attendance that a cycle asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter_portal.core.database import Row, word_enum
from charter_portal.cycles.models import Cycle
from charter_portal.training.enums import Requirement
from charter_portal.training.models.days import TrainingDay
from charter_portal.training.models.places import Place


class DayFeedback(Row):
    """One delegate's view of a day. Anonymous feedback keeps no place, and only the day it was given on."""

    __tablename__ = "day_feedback"

    day_id: Mapped[int] = mapped_column(ForeignKey("training_day.id"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("training_place.id"), unique=True)
    given_on: Mapped[date]
    ratings: Mapped[dict[str, Any]] = mapped_column(JSON)
    most_useful: Mapped[str] = mapped_column(Text, default="")
    to_change: Mapped[str] = mapped_column(Text, default="")

    day: Mapped[TrainingDay] = relationship()
    place: Mapped[Place | None] = relationship()


class CycleTraining(Row):
    """What a cycle asks: whether somebody attended, and which roles were among them (`roles`: values)."""

    __tablename__ = "cycle_training"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), unique=True)
    requirement: Mapped[Requirement] = mapped_column(word_enum(Requirement))
    roles: Mapped[list[str]] = mapped_column(JSON)

    cycle: Mapped[Cycle] = relationship()
