"""An application's training: who comes for it, booking more, and which bookings it counts."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from charter_portal.applications import permissions as can
from charter_portal.applications.models import Application
from charter_portal.applications.queries import takes_changes
from charter_portal.applications.queries.training import (
    applications_named,
    booking_of,
    bookings_that_count,
    days_to_book,
    training_gap,
)
from charter_portal.applications.services import training as services
from charter_portal.applications.views import blueprint
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.forms import BaseForm
from charter_portal.core.permissions import requires
from charter_portal.core.tables import page_number, paginate
from charter_portal.training.enums import LIVE


@blueprint.get("/applications/<int:application_id>/training")
@requires(can.view, can.is_member, on=Application)
def training(application: Application) -> str:
    """Every booking of the organisation that could count for this application, and what it is for."""
    writes = can.edit(current_user, application) and takes_changes(application)
    return render_template(
        "applications/member/training.html",
        application=application,
        page=paginate(bookings_that_count(application), number=page_number(request.args.get("page"))),
        named=applications_named(application),
        gap=training_gap(application),
        writes=writes,
        days=days_to_book(application) if writes else [],
        key=services.KEY,
        live=LIVE,
    )


@blueprint.post("/applications/<int:application_id>/training/<int:booking_id>")
@requires(can.view, can.writes, on=Application)
def name_booking(application: Application, booking_id: int) -> Any:
    """Say that a booking is for this application, or for the organisation as a whole again."""
    booking = booking_of(application, booking_id) or abort(404)
    form = BaseForm()
    if form.validate_on_submit():
        frees = request.form.get("deed") == "free"
        try:
            with unit_of_work():
                act = services.free_booking if frees else services.name_booking
                act(application, booking, by=current_user._get_current_object())
            flash(
                "This booking is for your organisation as a whole."
                if frees
                else "This booking is for this application."
            )
        except RuleBroken as problem:
            flash(problem.message, "notice")
    return redirect(f"{url_for('.training', application_id=application.id)}#booking-{booking.id}")
