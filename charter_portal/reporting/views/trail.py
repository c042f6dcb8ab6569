"""The audit browser: who did what, when."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from charter_portal.core.permissions import requires
from charter_portal.core.tables import page_number
from charter_portal.reporting import permissions as may
from charter_portal.reporting.forms import TrailForm
from charter_portal.reporting.queries import trail_page
from charter_portal.reporting.views import blueprint


@blueprint.get("/staff/trail")
@requires(may.view_trail)
def trail() -> str:
    """The trail, newest first, narrowed by the form above it."""
    form = TrailForm(request.args)
    form.validate()
    page = trail_page(form.chosen(), number=page_number(request.args.get("page")))
    return render_template(
        "reporting/staff/trail.html", form=form, page=page, here_page=lambda number: _address(page=number)
    )


def _address(**changes: Any) -> str:
    kept = {name: value for name, value in request.args.items() if value and name != "page"}
    return url_for("reporting.trail", **(kept | changes))
