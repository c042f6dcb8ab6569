"""Certificates of attendance, for the organisation that booked and for who took the register."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template

from charter_portal.core.permissions import requires
from charter_portal.files.services import send
from charter_portal.training import permissions as can
from charter_portal.training.models import Place
from charter_portal.training.services.certificates import is_due
from charter_portal.training.views import blueprint


@blueprint.get("/training/place/<int:place_id>/certificate")
@requires(can.view_place, on=Place)
def certificate(place: Place) -> Any:
    """The certificate of one delegate; while it is printed a page that says so. 404 for who did not come."""
    if not is_due(place):
        abort(404)
    if place.certificate_file is None:
        return render_template("training/member/certificate_soon.html", day=place.day)
    return send(place.certificate_file)
