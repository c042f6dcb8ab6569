"""The attendance certificate: asked for when a register is closed, printed by the worker, once.

The printing itself happens outside every unit of work, because it takes time and holds nothing.
"""

from __future__ import annotations

from charter_portal.accounts.models import User
from charter_portal.core.database import db, lock, unit_of_work
from charter_portal.core.pdf import render_pdf
from charter_portal.files.services import discard, store_bytes
from charter_portal.jobs.models import Job
from charter_portal.jobs.services import enqueue, finish
from charter_portal.training.enums import DayStatus, PlaceStatus
from charter_portal.training.models import Place
from charter_portal.training.services.steps import facts_of

CERTIFICATE_JOB = "training.certificate"
PDF = "application/pdf"


def request_certificate(place: Place, *, by: User) -> None:
    """Ask for the certificate of somebody who came, unless it is there. Asking twice gives one job."""
    if place.certificate_file_id is None and is_due(place):
        enqueue(CERTIFICATE_JOB, about=place, by=by)


def take_back_certificate(place: Place, *, by: User) -> None:
    """The person was marked by mistake: their certificate goes, also for good from the store."""
    stored = place.certificate_file
    if stored is not None:
        place.certificate_file = None
        db.session.flush()
        discard(stored)


def make_certificate(job: Job) -> None:
    """Print one certificate, once; whoever did not come gets none. Raises PdfNotMade."""
    place = db.session.get_one(Place, job.subject_id)
    if place.certificate_file_id is not None or not is_due(place):
        return
    data = printed_certificate(place)
    with unit_of_work():
        lock(place)
        if place.certificate_file_id is None and is_due(place):
            # Its name tells a stranger nothing of what the day was about.
            name = f"attendance-{place.booking.reference}.pdf"
            place.certificate_file = store_bytes(name, data, PDF, by=None)
        finish(job, result=place.certificate_file)


def is_due(place: Place) -> bool:
    """True for somebody who came, once the register is closed."""
    return place.status is PlaceStatus.ATTENDED and place.day.status is DayStatus.HELD


def printed_certificate(place: Place) -> bytes:
    """One certificate of attendance, PDF/UA-1, one page of A4. Raises PdfNotMade."""
    organisation = place.booking.organisation
    return render_pdf(
        "training/pdf/certificate.html",
        title=f"Certificate of attendance: {place.name}",
        place=place,
        organisation=organisation.name if organisation else "",
        day=facts_of(place.day),
        audience=place.day.audience,
        steps=[item.title for item in place.day.programme],
        trainers=[each.user.name for each in place.day.trainers],
        of_name=len(place.name),
    )
