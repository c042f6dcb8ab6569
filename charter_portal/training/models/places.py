"""Tables of who comes: bookings, places, what delegates need, and reminders sent."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter_portal.accounts.models import User
from charter_portal.core.database import Row, word_enum
from charter_portal.files.models import StoredFile
from charter_portal.organisations.models import Organisation
from charter_portal.training.enums import DelegateRole, PlaceStatus, ReminderKind, Way
from charter_portal.training.models.days import TrainingDay

LIVE = "status IN ('waiting', 'offered', 'booked', 'attended', 'absent')"
"""The places that count as a delegate's one place on a day."""


class Booking(Row):
    """One request for places on a day: by an organisation for its people, or by an assessor alone.

    `together` means that a group wants to come together or not at all. `asked_key` is the token of the
    form it came from, so that the same press twice is one booking. The order of the waiting list is the
    order of `id`; `turn_since` says since when it is this group's turn and too few places were free.
    """

    __tablename__ = "training_booking"

    day_id: Mapped[int] = mapped_column(ForeignKey("training_day.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    booked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    asked_key: Mapped[str] = mapped_column(String(64), unique=True)
    together: Mapped[bool] = mapped_column(default=False)
    turn_since: Mapped[datetime | None]

    day: Mapped[TrainingDay] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    booked_by: Mapped[User] = relationship()
    places: Mapped[list[Place]] = relationship(back_populates="booking", order_by="Place.id")

    __table_args__ = (Index("ix_training_booking_day", "day_id", "organisation_id"),)


class Place(Row):
    """One delegate of one day. `link_hash` is of the secret in their mails, which opens their own page.

    `code` is for the door: on a phone, in a picture, or read aloud. It opens nothing for a stranger.
    `day_id` repeats the booking's, so that one delegate has one live place on a day: the database says so.
    Sixty days after the day `email` is emptied, and `email_key` becomes a mark that tells nobody the address.
    """

    __tablename__ = "training_place"

    booking_id: Mapped[int] = mapped_column(ForeignKey("training_booking.id"), index=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("training_day.id"))
    status: Mapped[PlaceStatus] = mapped_column(word_enum(PlaceStatus))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    role: Mapped[DelegateRole] = mapped_column(word_enum(DelegateRole))
    joins: Mapped[Way] = mapped_column(word_enum(Way))
    link_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    offered_until: Mapped[datetime | None]
    booked_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    late: Mapped[bool] = mapped_column(default=False)
    left_early: Mapped[bool] = mapped_column(default=False)
    walked_in: Mapped[bool] = mapped_column(default=False)
    feedback_on: Mapped[date | None]
    certificate_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    booking: Mapped[Booking] = relationship(back_populates="places")
    day: Mapped[TrainingDay] = relationship()
    needs: Mapped[DelegateNeeds | None] = relationship(back_populates="place")
    certificate_file: Mapped[StoredFile | None] = relationship()

    __table_args__ = (
        Index("ix_training_place_day", "day_id", "status"),
        Index(
            "uq_training_place_live",
            "day_id",
            "email_key",
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
        CheckConstraint("joins <> 'hybrid'", name="joins_one_way"),
        CheckConstraint("status <> 'offered' OR offered_until IS NOT NULL", name="offer_has_an_end"),
    )


class DelegateNeeds(Row):
    """What a delegate needs on the day. Seen by its trainers and staff only, emptied on `purge_on`.

    Once the delegate has written it themselves (`own_words`), whoever booked for them changes it no more.
    """

    __tablename__ = "delegate_needs"

    place_id: Mapped[int] = mapped_column(ForeignKey("training_place.id"), unique=True)
    access: Mapped[str] = mapped_column(Text, default="")
    dietary: Mapped[str] = mapped_column(Text, default="")
    own_words: Mapped[bool] = mapped_column(default=False, server_default=false())
    purge_on: Mapped[date] = mapped_column(index=True)
    purged_at: Mapped[datetime | None]

    place: Mapped[Place] = relationship(back_populates="needs")

    @property
    def is_recorded(self) -> bool:
        """True while something is written down."""
        return bool(self.access or self.dietary)

    __table_args__ = (
        CheckConstraint("purged_at IS NULL OR (access = '' AND dietary = '')", name="purged_is_empty"),
    )


class Reminder(Row):
    """A reminder that was written to a delegate; the database keeps it to one of each kind."""

    __tablename__ = "training_reminder"

    place_id: Mapped[int] = mapped_column(ForeignKey("training_place.id"))
    kind: Mapped[ReminderKind] = mapped_column(word_enum(ReminderKind))

    __table_args__ = (UniqueConstraint("place_id", "kind"),)
