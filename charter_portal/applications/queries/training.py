"""Who of the applicant came to a training day, and whether the round asks for more.

Only places booked for the organisation itself count. A partner is a name that the applicant typed, so what
its people did stays unseen; whoever comes from a partner is booked by the organisation that applies. What
was booked for another application of the round counts for that one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from charter_portal.applications.enums import ApplicationStatus as S
from charter_portal.applications.models import Application, ApplicationBooking
from charter_portal.applications.queries.returns import takes_changes
from charter_portal.core.clock import now
from charter_portal.core.database import db
from charter_portal.organisations.models import Organisation
from charter_portal.training.enums import Audience
from charter_portal.training.models import Booking, TrainingDay
from charter_portal.training.queries import Attendance, attendance_gap, attendance_of
from charter_portal.training.queries.bookings import bookings_between
from charter_portal.training.queries.days import coming_days
from charter_portal.training.rules.requirement import Gap, counts_for_round, counts_from

MOST_DAYS = 6
BEING_WRITTEN = (S.DRAFT, S.RETURNED)


@dataclass(frozen=True)
class Came:
    """One person at one day that counts for an application; `is_named` when it was booked for it."""

    attendance: Attendance
    is_named: bool


def came_to_training(application: Application) -> list[Came]:
    """Who came to a day that counts for this application, or is booked for one; the latest day first."""
    came = attendance_of([application.organisation_id], cycle=application.cycle)
    named = applications_named(application) if came else {}
    return [
        Came(each, each.booking_id in named)
        for each in came
        if named.get(each.booking_id, application.id) == application.id
    ]


def training_gap(application: Application, came: Sequence[Came] | None = None) -> Gap | None:
    """What a draft still needs of attendance, or None. What was submitted once is not asked again.

    Whoever has asked already who came hands it on.
    """
    if application.status != S.DRAFT:
        return None

    def attended() -> list[Attendance]:
        known = came_to_training(application) if came is None else came
        return [each.attendance for each in known]

    return attendance_gap(application.cycle, attended)


def applications_named(application: Application) -> dict[int, int]:
    """For each booking that was named, the application of the same round and organisation that it is for.

    One that was withdrawn keeps nothing to itself.
    """
    rows = (
        select(ApplicationBooking.booking_id, ApplicationBooking.application_id)
        .join(ApplicationBooking.application)
        .where(
            Application.organisation_id == application.organisation_id,
            Application.cycle_id == application.cycle_id,
            Application.status != S.WITHDRAWN,
        )
    )
    return {row.booking_id: row.application_id for row in db.session.execute(rows)}


def bookings_that_count(application: Application) -> Select[Booking]:
    """The organisation's bookings on days of the round's time, the latest day first."""
    cycle = application.cycle
    return bookings_between(application.organisation_id, counts_from(cycle.opens_at), cycle.accepts_until)


def booking_of(application: Application, booking_id: int) -> Booking | None:
    """The booking with this number, if the organisation that applies made it."""
    rows = select(Booking).where(Booking.id == booking_id)
    return db.session.scalar(rows.where(Booking.organisation_id == application.organisation_id))


def days_to_book(application: Application) -> list[TrainingDay]:
    """The next coming days that still take bookings and would count for this application."""
    rows = coming_days(audience=Audience.APPLICANTS).where(
        TrainingDay.starts_at <= application.cycle.accepts_until, TrainingDay.booking_closes_at >= now()
    )
    return list(db.session.scalars(rows.limit(MOST_DAYS)))


def applications_to_book_for(organisation: Organisation, day: TrainingDay) -> list[Application]:
    """The applications that the organisation still writes and for which this day would count."""
    rows = (
        select(Application)
        .join(Application.cycle)
        .where(Application.organisation_id == organisation.id, Application.status.in_(BEING_WRITTEN))
        .order_by(Application.id.desc())
    )
    return [each for each in db.session.scalars(rows) if takes_changes(each) and day_counts(day, each)]


def day_counts(day: TrainingDay, application: Application) -> bool:
    """True when attendance on this day counts for the round of the application."""
    cycle = application.cycle
    return day.audience.is_for_organisations and counts_for_round(
        day.starts_at, opens_at=cycle.opens_at, accepts_until=cycle.accepts_until
    )


def link_of(booking: Booking) -> ApplicationBooking | None:
    """What a booking was named for, or None."""
    rows: Any = select(ApplicationBooking).where(ApplicationBooking.booking_id == booking.id)
    found: ApplicationBooking | None = db.session.scalar(rows)
    return found
