"""The page behind the code that a delegate shows at the door: made for a phone held by a trainer."""

from __future__ import annotations

from flask import abort, render_template

from charter_portal.audit_trail.services import record_view
from charter_portal.core.permissions import anyone_signed_in, requires
from charter_portal.training import permissions as can
from charter_portal.training.queries.registers import place_of_code
from charter_portal.training.views import blueprint
from charter_portal.training.views.asking import me
from charter_portal.training.views.registers import deeds_for


@blueprint.get("/training/check-in/<code>")
@requires(anyone_signed_in)
def check_in(code: str) -> str:
    """One delegate: name, role, needs, and one button. 404 for anybody who does not take this register."""
    place = place_of_code(code)
    if place is None or not can.trains_day_of(me(), place):
        abort(404)
    if place.needs is not None:
        record_view(place.needs, me())
    return render_template(
        "training/register/check_in.html", place=place, day=place.day, deeds=deeds_for(place.day)
    )
