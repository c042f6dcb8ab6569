"""For which application a booking of a training day was made: said as one books, or afterwards.

The day of the booking is held first, as every change of a booking does, and the application afterwards.
"""

from __future__ import annotations

from charter_portal.accounts.models import User
from charter_portal.applications import permissions as can
from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.models import Application, ApplicationBooking
from charter_portal.applications.queries.training import applications_to_book_for, day_counts, link_of
from charter_portal.applications.services.gate import hold_open
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken
from charter_portal.organisations.models import Organisation
from charter_portal.training.models import Booking, TrainingDay
from charter_portal.training.rules.purposes import Purpose

declare("applications.booking.named", "applications.booking.freed")

KEY = "application-"


def purposes_for(organisation: Organisation, day: TrainingDay, by: User) -> list[Purpose]:
    """The applications that this person may book for on a day, as choices of the booking page."""
    found = applications_to_book_for(organisation, day)
    return [Purpose(f"{KEY}{each.id}", each.title) for each in found if can.edit(by, each)]


def name_as_booked(booking: Booking, purpose: str, by: User) -> bool:
    """Write down what a booking that is being made is for; False for a key that is nothing of ours.

    Raises as `name_booking`.
    """
    number = purpose.removeprefix(KEY)
    if not purpose.startswith(KEY) or not number.isascii() or not number.isdecimal() or len(number) > 9:
        return False
    application = db.session.get(Application, int(number))
    if application is None or application.organisation_id != booking.organisation_id:
        return False
    name_booking(application, booking, by=by)
    return True


def name_booking(application: Application, booking: Booking, *, by: User) -> None:
    """Say that a booking is for this application. What is so already stays so.

    Raises NotAllowed for anybody but those who write it or for the booking of another organisation,
    StepNotOpen and TooLate once the application takes no changes, and RuleBroken for a day that does not
    count for its round and for a booking that is for another application.
    """
    _hold(application, booking, by)
    if not day_counts(booking.day, application):
        raise RuleBroken("This day does not count for the round of this application.", field="purpose")
    link = link_of(booking)
    if link is not None and link.application_id == application.id:
        return
    if link is not None and link.application.cycle_id == application.cycle_id and not _ended(link):
        raise RuleBroken("This booking is for another application. Take it out there first.")
    before = {"application": link.application_id} if link is not None else None
    if link is None:
        link = ApplicationBooking(booking_id=booking.id)
        db.session.add(link)
    link.application_id, link.named_by_id = application.id, by.id
    db.session.flush()
    record(
        "applications.booking.named", about=application, by=by, before=before, after={"booking": booking.id}
    )


def free_booking(application: Application, booking: Booking, *, by: User) -> None:
    """A booking is for the organisation as a whole again. Raises as `name_booking`."""
    _hold(application, booking, by)
    link = link_of(booking)
    if link is None or link.application_id != application.id:
        return
    db.session.delete(link)
    db.session.flush()
    record("applications.booking.freed", about=application, by=by, before={"booking": booking.id})


def _hold(application: Application, booking: Booking, by: User) -> None:
    lock(booking.day)
    if not can.writes(by, application) or booking.organisation_id != application.organisation_id:
        raise NotAllowed("Only those who write an application say which bookings are for it.")
    hold_open(application)


def _ended(link: ApplicationBooking) -> bool:
    return link.application.status is ApplicationStatus.WITHDRAWN
