"""The barrier log in and out: a template to fill in, what is here to take away, and a file to bring in."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.formats import plural
from charter_portal.core.permissions import requires
from charter_portal.core.spreadsheet import csv_response
from charter_portal.core.workbook import Sheet, workbook_response
from charter_portal.core.workbook_reading import rows_of
from charter_portal.organisations.models import Organisation
from charter_portal.workforce import services
from charter_portal.workforce.forms.log_files import LogFileForm
from charter_portal.workforce.permissions import edits, looks
from charter_portal.workforce.queries.log_sheet import log_choices, log_rows
from charter_portal.workforce.rules.log_sheet import LOG
from charter_portal.workforce.views import blueprint
from charter_portal.workforce.views.finding import me

HEADER = list(LOG.values())


@blueprint.route("/organisations/<int:organisation_id>/workforce/barriers/files", methods=["GET", "POST"])
@requires(looks, edits, on=Organisation)
def log_files(organisation: Organisation) -> Any:
    """Template, exports, and a form that brings a table in or says row by row what to change."""
    form = LogFileForm()
    problems = None
    if form.validate_on_submit():
        try:
            flash(_bring_in(organisation, form))
            return redirect(url_for("workforce.barriers", organisation_id=organisation.id, show="all"))
        except services.ImportProblems as found:
            problems = found
            form.may_be_about_a_person = any("about a person" in each.message for each in found.problems)
        except RuleBroken as problem:
            form.show(problem)
    page = render_template(
        "workforce/member/log_files.html",
        form=form,
        form_has_errors=bool(problems or form.errors),
        organisation=organisation,
        problems=problems,
        most_rows=services.MOST_LOG_ROWS,
    )
    return page, 400 if problems or form.errors else 200


@blueprint.get("/organisations/<int:organisation_id>/workforce/barriers/log.xlsx")
@requires(looks, edits, on=Organisation)
def log_workbook(organisation: Organisation) -> Any:
    """The whole log as a workbook. The trail keeps that it left."""
    rows = log_rows(organisation)
    with unit_of_work():
        services.note_log_export(organisation, len(rows), by=me())
    return workbook_response("log.xlsx", [Sheet("Log", HEADER, rows, log_choices(organisation))])


@blueprint.get("/organisations/<int:organisation_id>/workforce/barriers/log.csv")
@requires(looks, edits, on=Organisation)
def log_table(organisation: Organisation) -> Any:
    """The whole log as CSV. The trail keeps that it left."""
    rows = log_rows(organisation)
    with unit_of_work():
        services.note_log_export(organisation, len(rows), by=me())
    return csv_response("log.csv", HEADER, rows)


@blueprint.get("/organisations/<int:organisation_id>/workforce/barriers/template.xlsx")
@requires(looks, edits, on=Organisation)
def log_template(organisation: Organisation) -> Any:
    """An empty table to fill in, with the answers to choose from."""
    return workbook_response("log-template.xlsx", [Sheet("Log", HEADER, [], log_choices(organisation))])


def _bring_in(organisation: Organisation, form: LogFileForm) -> str:
    upload = form.file.data
    rows = rows_of(
        upload.filename or "",
        upload.read(),
        columns=LOG,
        most_rows=services.MOST_LOG_ROWS,
        field="file",
    )
    with unit_of_work():
        done = services.import_log(
            organisation, rows, not_about_people=bool(form.not_about_a_person.data), by=me()
        )
    already = f" In the log before: {done.already}." if done.already else ""
    return f"Brought in: {plural(done.opened, 'barrier')}.{already}"
