"""Taking activities and actions away as a table, and bringing filled-in ones back, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, render_template

from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.core.spreadsheet import csv_response
from charter_portal.core.workbook import Sheet, workbook_response
from charter_portal.core.workbook_reading import FilledRow, rows_of
from charter_portal.involvement import permissions as can
from charter_portal.involvement.forms.tables import (
    MOST_ROWS,
    RowProblem,
    TableColumn,
    TableForm,
    action_columns,
    activity_columns,
    read_actions,
    read_activities,
)
from charter_portal.involvement.queries import action_rows, activities_of, owners_in
from charter_portal.involvement.services import tables as services
from charter_portal.involvement.views import blueprint
from charter_portal.involvement.views.asking import HOME, me, to
from charter_portal.organisations.models import Organisation
from charter_portal.organisations.queries import services_of

AS_TABLE = "export.<any(xlsx, csv):kind>"
ACTIVITIES, ACTIONS = "Activities", "Action plan"


@blueprint.get(f"{HOME}/activities/{AS_TABLE}")
@requires(can.view, on=Organisation)
def export_activities(organisation: Organisation, kind: str) -> Any:
    """Every activity, with the columns of the template."""
    header = [column.title for column in activity_columns([])]
    rows = [
        (
            each.service.name,
            each.title,
            each.reach.label,
            each.method.label,
            each.held_on,
            each.happened,
            each.using_count,
            each.workforce_count,
            each.families_count,
            each.thanks,
            each.changed,
        )
        for each in db.session.scalars(activities_of(organisation))
    ]
    return _taken_away(organisation, kind, "activities", ACTIVITIES, header, rows)


@blueprint.get(f"{HOME}/actions/{AS_TABLE}")
@requires(can.view, on=Organisation)
def export_actions(organisation: Organisation, kind: str) -> Any:
    """The whole plan: the columns of the template, and what became of each action."""
    header = [column.title for column in action_columns([], [])]
    header += ["Number", "State", "Closed on", "What shows it or why it was dropped", "Comes from"]
    rows = [
        (
            each.title,
            each.detail,
            each.service.name if each.service else "",
            each.owner.name if each.owner else "",
            each.owner_title,
            each.due_on,
            each.number,
            each.status.label,
            each.closed_on,
            each.proof or each.drop_reason,
            ": ".join(part for part in (each.source.label, each.source_label) if part),
        )
        for each in db.session.scalars(action_rows(organisation))
    ]
    return _taken_away(organisation, kind, "plan", ACTIONS, header, rows)


@blueprint.get(f"{HOME}/activities/template.xlsx")
@requires(can.view, can.writes, on=Organisation)
def activities_template(organisation: Organisation) -> Any:
    """An empty table of activities, with the answers to choose from."""
    return _template("activities.xlsx", ACTIVITIES, activity_columns(services_of(organisation)))


@blueprint.get(f"{HOME}/actions/template.xlsx")
@requires(can.view, can.writes, on=Organisation)
def actions_template(organisation: Organisation) -> Any:
    """An empty table of actions, with the answers to choose from."""
    columns = action_columns(services_of(organisation), owners_in(organisation))
    return _template("plan.xlsx", ACTIONS, columns)


@blueprint.route(f"{HOME}/activities/import", methods=["GET", "POST"])
@requires(can.view, can.writes, on=Organisation)
def import_activities(organisation: Organisation) -> Any:
    """Add the activities of a filled-in table."""
    form, ours = TableForm(), services_of(organisation)
    problems: Sequence[RowProblem] = ()
    if form.validate_on_submit():
        try:
            read = read_activities(
                _rows(form, activity_columns(ours)), ours, nobody_is_meant=form.not_about_a_person.data
            )
            problems, form.may_be_about_a_person = read.problems, read.may_be_about_a_person
            if not problems:
                with unit_of_work():
                    taken = services.import_activities(organisation, read.activities, by=me())
                _tell(taken)
                return to("activities", organisation)
        except services.RowRefused as problem:
            problems = [_refused(problem, activity_columns(ours))]
        except RuleBroken as problem:
            form.show(problem)
    return _page(organisation, form, problems, "activities")


@blueprint.route(f"{HOME}/actions/import", methods=["GET", "POST"])
@requires(can.view, can.writes, on=Organisation)
def import_actions(organisation: Organisation) -> Any:
    """Add the actions of a filled-in table."""
    form, ours, owners = TableForm(), services_of(organisation), owners_in(organisation)
    columns = action_columns(ours, owners)
    problems: Sequence[RowProblem] = ()
    if form.validate_on_submit():
        try:
            read = read_actions(
                _rows(form, columns), ours, owners, nobody_is_meant=form.not_about_a_person.data
            )
            problems, form.may_be_about_a_person = read.problems, read.may_be_about_a_person
            if not problems:
                with unit_of_work():
                    taken = services.import_actions(organisation, read.actions, by=me())
                _tell(taken)
                return to("actions", organisation)
        except services.RowRefused as problem:
            problems = [_refused(problem, columns)]
        except RuleBroken as problem:
            form.show(problem)
    return _page(organisation, form, problems, "actions")


def _rows(form: TableForm, columns: Sequence[TableColumn]) -> list[FilledRow]:
    upload = form.file.data
    named = {column.key: column.title for column in columns}
    return rows_of(upload.filename, upload.read(), columns=named, most_rows=MOST_ROWS, field="file")


def _refused(problem: services.RowRefused, columns: Sequence[TableColumn]) -> RowProblem:
    titles = {column.key: column.title for column in columns}
    return RowProblem(problem.number, titles.get(problem.field or "", "The row"), problem.message)


def _tell(taken: services.Taken) -> None:
    known = f" {taken.known} were here already." if taken.known else ""
    flash(f"{taken.added} rows were added.{known}")


def _template(name: str, title: str, columns: Sequence[TableColumn]) -> Any:
    choices = {column.title: list(column.answers) for column in columns if column.answers}
    header = [column.title for column in columns]
    return workbook_response(name, [Sheet(title=title, header=header, choices=choices)])


def _taken_away(
    organisation: Organisation,
    kind: str,
    name: str,
    title: str,
    header: list[str],
    rows: list[tuple[Any, ...]],
) -> Any:
    with unit_of_work():
        services.note_taken_away(organisation, table=name, by=me())
    if kind == "csv":
        return csv_response(f"{name}.csv", header, rows)
    return workbook_response(f"{name}.xlsx", [Sheet(title=title, header=header, rows=rows)])


def _page(organisation: Organisation, form: TableForm, problems: Sequence[RowProblem], what: str) -> Any:
    page = render_template(
        "involvement/member/import.html",
        organisation=organisation,
        form=form,
        problems=problems,
        what=what,
        most=MOST_ROWS,
        form_has_errors=bool(form.errors or problems),
    )
    return page, 400 if form.errors or problems else 200
