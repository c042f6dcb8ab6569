"""The certificate and the feedback report on paper: asked for at the release, printed by the worker.

The printing itself happens outside every unit of work, because it takes time and holds nothing.
"""

from __future__ import annotations

from base64 import b64encode

import segno
from flask import render_template

from charter_portal.accounts.models import User
from charter_portal.awards.enums import AwardState
from charter_portal.awards.models import Award, Decision
from charter_portal.awards.queries import award_of, feedback_of, tier_place
from charter_portal.awards.rules import fitting, is_crowded, spaced, type_size
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock, unit_of_work
from charter_portal.core.pdf import render_pdf
from charter_portal.files.services import store_bytes
from charter_portal.framework.queries import charter_of
from charter_portal.jobs.models import Job
from charter_portal.jobs.services import enqueue, finish
from charter_portal.notifications.services.writing import link

CERTIFICATE_JOB = "awards.certificate"
FEEDBACK_JOB = "awards.feedback"
PDF = "application/pdf"
LIMIT_SECONDS = 60.0
SCOPE_ROOM, PARTNER_ROOM = 330, 200
"""Letters of services and of partners that a certificate has room for. The page behind its code lists all."""


def request_documents(decision: Decision, *, by: User) -> None:
    """Ask for what is not printed yet of a shared outcome. Asking twice gives one job."""
    award = award_of(decision.application)
    if award is not None and award.certificate_file_id is None and award.state != AwardState.WITHDRAWN:
        enqueue(CERTIFICATE_JOB, about=award, by=by)
    if decision.feedback_file_id is None:
        enqueue(FEEDBACK_JOB, about=decision, by=by)


def make_certificate(job: Job) -> None:
    """Print an award's certificate, once; a withdrawn award gets none. Raises PdfNotMade."""
    award = db.session.get_one(Award, job.subject_id)
    if award.certificate_file_id is not None or award.state == AwardState.WITHDRAWN:
        return
    data = printed_certificate(award)
    # Files lie in folders and on shared screens: their names tell neither theme nor result (T11).
    with unit_of_work():
        lock(award)
        if award.certificate_file_id is None:
            award.certificate_file = store_bytes(f"{award.number}.pdf", data, PDF, by=None)
        finish(job, result=award.certificate_file)


def make_feedback(job: Job) -> None:
    """Print the feedback on a decision, once. Raises PdfNotMade."""
    decision = db.session.get_one(Decision, job.subject_id)
    if decision.feedback_file_id is not None:
        return
    data = printed_feedback(decision)
    with unit_of_work():
        lock(decision)
        if decision.feedback_file_id is None:
            name = f"{decision.application.reference}-document.pdf"
            decision.feedback_file = store_bytes(name, data, PDF, by=None)
        finish(job, result=decision.feedback_file)


def printed_certificate(award: Award) -> bytes:
    """One certificate, PDF/UA-1, always one page of A4 landscape. Raises PdfNotMade."""
    place, of = tier_place(award.level)
    address = link("awards.verify", code=award.code)
    services, services_left = fitting(award.service_names, SCOPE_ROOM)
    partners, partners_left = fitting(award.partner_names, PARTNER_ROOM)
    return render_pdf(
        "awards/pdf/certificate.html",
        title=f"Certificate {award.number}: {award.level.name}, {award.organisation_name}",
        award=award,
        charter=charter_of(award.level.version_id),
        place=place,
        of=of,
        type_size=type_size,
        crowded=is_crowded([award.title, award.organisation_name, *services, *partners]),
        code=spaced(award.code),
        services=services,
        services_left=services_left,
        partners=partners,
        partners_left=partners_left,
        address=address,
        lookup=link("awards.lookup"),
        qr=_qr(address),
        emblem=_emblem(place, of),
    )


def printed_feedback(decision: Decision) -> bytes:
    """The feedback report, PDF/UA-1. Raises PdfNotMade."""
    return render_pdf(
        "awards/pdf/feedback.html",
        title=f"Outcome and feedback, {decision.application.reference}",
        limit_seconds=LIMIT_SECONDS,
        decision=decision,
        application=decision.application,
        award=award_of(decision.application),
        feedback=feedback_of(decision),
        made_at=now(),
    )


def _qr(address: str) -> str:
    """The address as a QR code that still reads with a seventh of it lost, as a picture for an `img`."""
    code = segno.make(address, error="m", micro=False, boost_error=False)
    found: str = code.svg_data_uri(border=0, dark="#28202c", omitsize=True, encode_minimal=True)
    return found


def _emblem(place: int, of: int) -> str:
    svg = render_template("awards/pdf/_emblem.svg", place=place, of=of)
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
