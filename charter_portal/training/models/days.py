"""Tables of training days: when, where, by whom, and what happens by the half hour."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter_portal.accounts.models import User
from charter_portal.core.clock import now
from charter_portal.core.database import Row, word_enum
from charter_portal.files.models import StoredFile
from charter_portal.organisations.enums import Region
from charter_portal.training.enums import Audience, DayStatus, MaterialFor, Way


class Venue(Row):
    """A place where days are held, with what people need to know to get in. Closed rather than deleted."""

    __tablename__ = "training_venue"

    name: Mapped[str] = mapped_column(String(200))
    region: Mapped[Region | None] = mapped_column(word_enum(Region))
    address: Mapped[str] = mapped_column(Text, default="")
    access_notes: Mapped[str] = mapped_column(Text, default="")
    travel_notes: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]

    rooms: Mapped[list[Room]] = relationship(back_populates="venue", order_by="Room.name")


class Room(Row):
    """A room of a venue; never used by two days at once."""

    __tablename__ = "training_room"

    venue_id: Mapped[int] = mapped_column(ForeignKey("training_venue.id"))
    name: Mapped[str] = mapped_column(String(200))
    seats: Mapped[int]
    closed_at: Mapped[datetime | None]

    venue: Mapped[Venue] = relationship(back_populates="rooms")

    __table_args__ = (
        UniqueConstraint("venue_id", "name"),
        CheckConstraint("seats > 0", name="seats_counted"),
    )


class Trainer(Row):
    """A person who may be put in charge of days. `words` is what delegates read about them."""

    __tablename__ = "trainer"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    words: Mapped[str] = mapped_column(Text, default="")
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])

    __table_args__ = (
        Index(
            "uq_trainer_live",
            "user_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class ProgrammeTemplate(Row):
    """A programme to start a day from, for one audience."""

    __tablename__ = "programme_template"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    audience: Mapped[Audience] = mapped_column(word_enum(Audience))
    summary: Mapped[str] = mapped_column(Text, default="")
    what_next: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]

    items: Mapped[list[TemplateItem]] = relationship(back_populates="template", order_by="TemplateItem.after")


class TemplateItem(Row):
    """One step of a template: so many minutes after the start, for so many minutes."""

    __tablename__ = "programme_template_item"

    template_id: Mapped[int] = mapped_column(ForeignKey("programme_template.id"), index=True)
    after: Mapped[int] = mapped_column("after_minutes")
    minutes: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text, default="")

    template: Mapped[ProgrammeTemplate] = relationship(back_populates="items")

    __table_args__ = (CheckConstraint("after_minutes >= 0 AND minutes > 0", name="minutes_counted"),)


class Series(Row):
    """Days that belong together, such as all days of one year."""

    __tablename__ = "training_series"

    name: Mapped[str] = mapped_column(String(200), unique=True)


class TrainingDay(Row):
    """One training day. Moments are UTC; `joining_words` is shown to booked people only.

    `price_pence` is per place, without VAT. `calendar_sequence` counts the changes that calendars must
    hear of. `version` counts saves, so that none overwrites another.
    """

    __tablename__ = "training_day"

    title: Mapped[str] = mapped_column(String(200))
    audience: Mapped[Audience] = mapped_column(word_enum(Audience))
    status: Mapped[DayStatus] = mapped_column(word_enum(DayStatus), default=DayStatus.DRAFT)
    way: Mapped[Way] = mapped_column(word_enum(Way))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("training_series.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("training_room.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    booking_closes_at: Mapped[datetime]
    capacity: Mapped[int]
    per_organisation: Mapped[int | None]
    hold_hours: Mapped[int] = mapped_column(default=48)
    price_pence: Mapped[int] = mapped_column(default=0)
    summary: Mapped[str] = mapped_column(Text, default="")
    access_notes: Mapped[str] = mapped_column(Text, default="")
    joining_words: Mapped[str] = mapped_column(Text, default="")
    what_next: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str] = mapped_column(Text, default="")
    held_at: Mapped[datetime | None]
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    series: Mapped[Series | None] = relationship()
    room: Mapped[Room | None] = relationship()
    trainers: Mapped[list[DayTrainer]] = relationship(back_populates="day", order_by="DayTrainer.id")
    programme: Mapped[list[ProgrammeItem]] = relationship(
        back_populates="day", order_by="ProgrammeItem.starts_at"
    )
    materials: Mapped[list[DayMaterial]] = relationship(back_populates="day", order_by="DayMaterial.id")

    __table_args__ = (
        Index("ix_training_day_coming", "status", "starts_at", "id"),
        CheckConstraint("starts_at < ends_at", name="starts_before_end"),
        CheckConstraint("booking_closes_at <= starts_at", name="booking_closes_before"),
        CheckConstraint("capacity > 0", name="capacity_counted"),
        CheckConstraint("per_organisation IS NULL OR per_organisation > 0", name="limit_counted"),
        CheckConstraint("hold_hours > 0", name="hold_counted"),
        CheckConstraint("price_pence >= 0", name="price_not_negative"),
    )

    @property
    def takes_bookings(self) -> bool:
        """True while people may book or join the waiting list: published, and booking has not closed."""
        return self.status is DayStatus.PUBLISHED and now() <= self.booking_closes_at


class DayTrainer(Row):
    """A trainer of a day. A trainer never has two days at once."""

    __tablename__ = "training_day_trainer"

    day_id: Mapped[int] = mapped_column(ForeignKey("training_day.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)

    day: Mapped[TrainingDay] = relationship(back_populates="trainers")
    user: Mapped[User] = relationship()

    __table_args__ = (UniqueConstraint("day_id", "user_id"),)


class ProgrammeItem(Row):
    """One step of a day's programme."""

    __tablename__ = "programme_item"

    day_id: Mapped[int] = mapped_column(ForeignKey("training_day.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text, default="")

    day: Mapped[TrainingDay] = relationship(back_populates="programme")

    __table_args__ = (CheckConstraint("starts_at < ends_at", name="starts_before_end"),)


class DayMaterial(Row):
    """A file or link for the people booked on a day. Removed rather than deleted."""

    __tablename__ = "training_material"

    day_id: Mapped[int] = mapped_column(ForeignKey("training_day.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    shown: Mapped[MaterialFor] = mapped_column(word_enum(MaterialFor))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    url: Mapped[str | None] = mapped_column(String(2000))
    removed_at: Mapped[datetime | None]

    day: Mapped[TrainingDay] = relationship(back_populates="materials")
    file: Mapped[StoredFile | None] = relationship()

    __table_args__ = (
        CheckConstraint(
            "(file_id IS NOT NULL AND url IS NULL) OR (file_id IS NULL AND url IS NOT NULL)",
            name="file_or_link",
        ),
    )
