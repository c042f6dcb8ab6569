"""Tables in and out: templates to fill in, what is here to take away, and a file to bring in."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for

from charter_portal.core.clock import today
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.core.workbook import Sheet, workbook_response
from charter_portal.core.workbook_reading import rows_of
from charter_portal.organisations.models import Organisation, Service
from charter_portal.workforce import services
from charter_portal.workforce.forms.exchange import ImportForm
from charter_portal.workforce.permissions import edits, looks
from charter_portal.workforce.queries.sheets import (
    milestone_choices,
    milestone_rows,
    post_choices,
    post_rows,
)
from charter_portal.workforce.rules.sheets import MILESTONES, POSTS
from charter_portal.workforce.views import blueprint
from charter_portal.workforce.views.finding import me, own_service, scheme_at_hand

COLUMNS = {"posts": POSTS, "milestones": MILESTONES}


@blueprint.route(
    "/organisations/<int:organisation_id>/workforce/services/<int:service_id>/files", methods=["GET", "POST"]
)
@requires(looks, edits, on=Organisation)
def exchange(organisation: Organisation, service_id: int) -> Any:
    """Templates, exports, and a form that brings a table in or says row by row what to change."""
    service = own_service(organisation, service_id)
    form = ImportForm()
    problems = None
    if form.validate_on_submit():
        try:
            flash(_bring_in(service, form))
            return redirect(
                url_for("workforce.service", organisation_id=organisation.id, service_id=service.id)
            )
        except services.ImportProblems as found:
            problems = found
        except RuleBroken as problem:
            form.show(problem)
    page = render_template(
        "workforce/member/exchange.html",
        form=form,
        form_has_errors=bool(problems or form.errors),
        organisation=organisation,
        service=service,
        problems=problems,
        most_rows=services.MOST_ROWS,
    )
    return page, 400 if problems or form.errors else 200


@blueprint.get("/organisations/<int:organisation_id>/workforce/services/<int:service_id>/files/<table>.xlsx")
@requires(looks, edits, on=Organisation)
def export(organisation: Organisation, service_id: int, table: str) -> Any:
    """The rows of a service as a workbook. The trail keeps that they left."""
    service = own_service(organisation, service_id)
    sheet = _sheet(service, _known(table), filled=True)
    rows = list(sheet.rows)
    with unit_of_work():
        services.note_export(service, table, len(rows), by=me())
    return workbook_response(f"{table}.xlsx", [Sheet(sheet.title, sheet.header, rows, sheet.choices)])


@blueprint.get(
    "/organisations/<int:organisation_id>/workforce/services/<int:service_id>/files/<table>/template.xlsx"
)
@requires(looks, edits, on=Organisation)
def template(organisation: Organisation, service_id: int, table: str) -> Any:
    """An empty table to fill in, with the answers to choose from."""
    service = own_service(organisation, service_id)
    scheme_at_hand()
    return workbook_response(f"{table}-template.xlsx", [_sheet(service, _known(table), filled=False)])


def _known(table: str) -> str:
    if table not in COLUMNS:
        abort(404)
    return table


def _sheet(service: Service, table: str, *, filled: bool) -> Sheet:
    header = list(COLUMNS[table].values())
    if table == "posts":
        rows = post_rows(service, today()) if filled else []
        return Sheet("Posts", header, rows, post_choices(service.organisation))
    return Sheet(
        "Milestones", header, milestone_rows(service, today()) if filled else [], milestone_choices()
    )


def _bring_in(service: Service, form: ImportForm) -> str:
    scheme_at_hand()
    table = form.table.data
    rows = rows_of(
        form.file.data.filename or "",
        form.file.data.read(),
        columns=COLUMNS[table],
        most_rows=services.MOST_ROWS,
        field="file",
    )
    with unit_of_work():
        if table == "posts":
            return f"Brought in: {services.import_posts(service, rows, by=me()).rows} posts."
        done = services.import_milestones(service, rows, sure=form.sure.data, by=me())
        return f"Brought in: {done.rows} milestones. New people: {done.people}."
