"""Rows of a table as if each had been typed into its form: the same checks, and the same words about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import ValidationError

from charter_portal.core.forms import FormAboutPractice
from charter_portal.core.workbook_reading import FilledRow
from charter_portal.involvement.enums import Method, Reach
from charter_portal.involvement.forms.actions import ActionForm
from charter_portal.involvement.forms.activities import ActivityForm
from charter_portal.involvement.services.tables import ActionRow, ActivityRow
from charter_portal.organisations.models import Service

MOST_ROWS = 500


@dataclass(frozen=True)
class TableColumn:
    """A column: the field that it fills, its name in the first row, and its answers, if it has any."""

    key: str
    title: str
    answers: Mapping[str, str] = field(default_factory=dict)
    """From what people read to what the form takes."""


@dataclass(frozen=True)
class RowProblem:
    """What to look at again in one cell."""

    number: int
    column: str
    message: str


@dataclass
class RowsRead:
    """What was read: rows that are ready, and what stands against others."""

    activities: list[ActivityRow] = field(default_factory=list)
    actions: list[ActionRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    may_be_about_a_person: bool = False


class TableForm(FormAboutPractice):
    """A filled-in table."""

    file = FileField(
        "The table", render_kw={"accept": ".xlsx,.csv"}, description="An Excel workbook (.xlsx) or CSV."
    )

    def validate_file(self, field: Any) -> None:
        """A table has to be chosen."""
        if not field.data:
            raise ValidationError("Choose the table that you filled in.")


def activity_columns(services: Sequence[Service]) -> list[TableColumn]:
    """The columns of a table of activities."""
    return [
        TableColumn("service", "Service", {each.name: str(each.id) for each in services}),
        TableColumn("title", "Title"),
        TableColumn("reach", "Spectrum", {each.label: each.value for each in Reach}),
        TableColumn("method", "How it was done", {each.label: each.value for each in Method}),
        TableColumn("held_on", "Day (2027-03-31)"),
        TableColumn("happened", "What happened"),
        TableColumn("using_count", "People who use the service"),
        TableColumn("workforce_count", "People with lived experience in the workforce"),
        TableColumn("families_count", "Families and carers"),
        TableColumn("thanks", "How people were paid or thanked"),
        TableColumn("changed", "What changed because of it"),
    ]


def action_columns(services: Sequence[Service], owners: Sequence[tuple[int, str]]) -> list[TableColumn]:
    """The columns of a table of actions to add."""
    return [
        TableColumn("title", "What is to be done"),
        TableColumn("detail", "What will be different then"),
        TableColumn("service", "Service", {each.name: str(each.id) for each in services}),
        TableColumn("owner", "Who looks after it", {name: str(number) for number, name in owners}),
        TableColumn("owner_title", "Or a role, in words"),
        TableColumn("due_on", "By when (2027-03-31)"),
    ]


def read_activities(
    rows: Iterable[FilledRow], services: Sequence[Service], *, nobody_is_meant: bool
) -> RowsRead:
    """Each row through the form of an activity."""
    read = RowsRead()
    columns = activity_columns(services)
    for row in rows:
        form = _form(ActivityForm, row, columns, read, nobody_is_meant)
        form.service.offer(services)
        if _is_sound(form, row, columns, read):
            read.activities.append(ActivityRow(row.number, form.service.chosen, form.said()))
    return read


def read_actions(
    rows: Iterable[FilledRow],
    services: Sequence[Service],
    owners: Sequence[tuple[int, str]],
    *,
    nobody_is_meant: bool,
) -> RowsRead:
    """Each row through the form of an action."""
    read = RowsRead()
    columns = action_columns(services, owners)
    for row in rows:
        form = _form(ActionForm, row, columns, read, nobody_is_meant)
        form.service.offer(services)
        form.offer(owners)
        if _is_sound(form, row, columns, read):
            read.actions.append(ActionRow(row.number, form.said()))
    return read


def _form(
    kind: Any, row: FilledRow, columns: Sequence[TableColumn], read: RowsRead, nobody_is_meant: bool
) -> Any:
    typed: list[tuple[str, str]] = [("not_about_a_person", "y")] if nobody_is_meant else []
    for column in columns:
        text = row[column.key]
        if column.answers and text:
            known = {label.casefold(): value for label, value in column.answers.items()}
            if text.casefold() not in known:
                message = f"“{text[:60]}” is not one of the answers of our template."
                read.problems.append(RowProblem(row.number, column.title, message))
            text = known.get(text.casefold(), "")
        elif column.key == "owner":
            text = "0"
        typed.append((column.key, text))
    return kind(formdata=MultiDict(typed), meta={"csrf": False})


def _is_sound(form: Any, row: FilledRow, columns: Sequence[TableColumn], read: RowsRead) -> bool:
    known = {(problem.number, problem.column) for problem in read.problems}
    form.validate()
    read.may_be_about_a_person |= form.may_be_about_a_person
    for column in columns:
        if (row.number, column.title) in known:
            continue
        for message in form[column.key].errors:
            read.problems.append(RowProblem(row.number, column.title, message))
    return not any(problem.number == row.number for problem in read.problems)
