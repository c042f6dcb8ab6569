"""The staff console of one round, and the same list as a file."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_login import current_user

from charter_portal.audit_trail.services import declare, record
from charter_portal.core.database import unit_of_work
from charter_portal.core.permissions import requires
from charter_portal.core.spreadsheet import csv_response
from charter_portal.core.tables import page_number
from charter_portal.cycles.models import Cycle
from charter_portal.framework.queries import charter_of
from charter_portal.reporting import permissions as may
from charter_portal.reporting.forms import ConsoleForm
from charter_portal.reporting.queries import assessors_of_cycle, console_page, counts_per_state, export_rows
from charter_portal.reporting.queries.console import EXPORT_HEADER
from charter_portal.reporting.views import blueprint

declare("reporting.cycle.exported")


@blueprint.get("/staff/cycles/<int:cycle_id>/applications")
@requires(may.view_console, on=Cycle)
def console(cycle: Cycle) -> str:
    """The applications of a round: filter, search, sort, page; counts per state; who waits for whom."""
    charter = charter_of(cycle.framework_version_id)
    form = ConsoleForm(request.args)
    form.offer(charter, assessors_of_cycle(cycle))
    chosen = form.chosen(charter)
    counts = counts_per_state(cycle)
    page, sort = console_page(
        cycle,
        chosen,
        sort=request.args.get("sort"),
        number=page_number(request.args.get("page")),
        total=counts.listed,
    )
    return render_template(
        "reporting/staff/console.html",
        cycle=cycle,
        filters=form,
        chosen=chosen,
        counts=counts.per_state,
        page=page,
        sort=sort,
        here_sorted=lambda key: _address("reporting.console", cycle, {"sort": key}),
        here_page=lambda number: _address("reporting.console", cycle, {"page": number}),
        export_address=_address("reporting.export", cycle, {"page": None, "sort": None}),
    )


@blueprint.get("/staff/cycles/<int:cycle_id>/applications.csv")
@requires(may.view_console, may.export, on=Cycle)
def export(cycle: Cycle) -> Any:
    """The filtered list as CSV. The trail keeps who took it and when."""
    charter = charter_of(cycle.framework_version_id)
    chosen = ConsoleForm(request.args).chosen(charter)
    with unit_of_work():
        record("reporting.cycle.exported", about=cycle, by=current_user)
    return csv_response("applications.csv", EXPORT_HEADER, export_rows(cycle, chosen))


def _address(endpoint: str, cycle: Cycle, changes: dict[str, Any]) -> str:
    kept = {name: value for name, value in request.args.items() if value and name != "page"}
    return url_for(
        endpoint, cycle_id=cycle.id, **{k: v for k, v in (kept | changes).items() if v is not None}
    )
