"""Work of this slice that the worker does, and what it adds to bookings of training days."""

from __future__ import annotations

from typing import Any

from charter_portal.applications.services.pdfs import (
    DRAFT_JOB,
    SUBMISSION_JOB,
    make_draft_pdf,
    make_submission_pdf,
)
from charter_portal.applications.services.training import name_as_booked, purposes_for
from charter_portal.jobs.services import handles
from charter_portal.organisations.models import Organisation
from charter_portal.training.models import Booking
from charter_portal.training.rules.purposes import Purpose
from charter_portal.training.signals import booking_made, purposes_asked

handles(SUBMISSION_JOB)(make_submission_pdf)
handles(DRAFT_JOB)(make_draft_pdf)


@purposes_asked.connect
def _offer_applications(organisation: Organisation, day: Any, by: Any, **_: Any) -> list[Purpose]:
    return purposes_for(organisation, day, by)


@booking_made.connect
def _name_the_application(booking: Booking, purpose: str, by: Any, **_: Any) -> bool:
    return name_as_booked(booking, purpose, by)
