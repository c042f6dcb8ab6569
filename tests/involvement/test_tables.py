"""Tables: what goes out comes back, a report row by row, and never half of one."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import func, select

from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import today
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed
from charter_portal.involvement.forms.tables import activity_columns
from charter_portal.involvement.models import Action, Activity
from charter_portal.involvement.services.tables import import_actions
from charter_portal.organisations.enums import MemberRole
from tests.factories.involvement import a_done_action, an_action, an_activity, days_from_today, first_service
from tests.factories.organisations import a_member, an_organisation, the_lead_of

pytestmark = pytest.mark.usefixtures("session")
HEADER = [column.title for column in activity_columns([])]


def home_of(organisation) -> str:
    return f"/organisations/{organisation.id}/involvement"


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def a_row(organisation, **changes: str) -> list[str]:
    given = {
        "Service": first_service(organisation).name,
        "Title": "Reference group",
        "Spectrum": "Participation",
        "How it was done": "Workshop",
        "Day (2027-03-31)": today().isoformat(),
        "People who use the service": "9",
    } | changes
    return [given.get(name, "") for name in HEADER]


def a_table(*rows: list[str], name: str = "table.csv") -> dict[str, tuple[BytesIO, str]]:
    lines = [",".join(f'"{cell}"' for cell in row) for row in (HEADER, *rows)]
    return {"file": (BytesIO("\n".join(lines).encode()), name)}


class TestOut:
    @pytest.mark.parametrize("kind", ["xlsx", "csv"])
    def test_activities_come_back_as_they_went_out(self, page, kind):
        organisation = an_organisation()
        an_activity(organisation, title="=1+1", happened="O’Neill 👩🏽‍🚀 مرحبا", using_count=4)
        lead = page(the_lead_of(organisation))
        taken = lead.get(f"{home_of(organisation)}/activities/export.{kind}")
        assert taken.status_code == 200 and "attachment" in taken.headers["Content-Disposition"]
        before = db.session.scalars(select(Activity)).one()
        words = (before.title, before.happened, before.using_count, before.held_on)
        with unit_of_work():
            db.session.delete(before)
        lead.send(
            f"{home_of(organisation)}/activities/import", {"file": (BytesIO(taken.data), f"back.{kind}")}
        )
        back = db.session.scalars(select(Activity)).one()
        assert (back.title, back.happened, back.using_count, back.held_on) == words

    def test_the_plan_is_taken_away_with_what_became_of_it_and_leaves_a_trace(self, page):
        organisation = an_organisation()
        a_done_action(organisation, title="+SUM(A1)")
        taken = page(the_lead_of(organisation)).get(f"{home_of(organisation)}/actions/export.xlsx")
        sheet = openpyxl.load_workbook(BytesIO(taken.data)).worksheets[0]
        cells = [cell.value for row in sheet.iter_rows() for cell in row]
        assert "+SUM(A1)" in cells and "Done" in cells and "The leaflet says so." in cells
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        events = list(db.session.scalars(select(Entry.event)))
        assert events.count("involvement.table.taken_away") == 1

    def test_the_template_offers_the_answers(self, page):
        organisation = an_organisation()
        lead = page(the_lead_of(organisation))
        for what in ("activities", "actions"):
            book = openpyxl.load_workbook(
                BytesIO(lead.get(f"{home_of(organisation)}/{what}/template.xlsx").data)
            )
            words = [cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
            assert first_service(organisation).name in words
            assert all(sheet.sheet_state == "visible" for sheet in book.worksheets)

    def test_an_empty_table_can_be_taken_away(self, page):
        organisation = an_organisation()
        answer = page(the_lead_of(organisation)).get(f"{home_of(organisation)}/actions/export.csv")
        assert answer.status_code == 200 and answer.get_data(as_text=True).count("\n") == 1


class TestIn:
    def test_every_problem_is_named_with_its_row_and_nothing_is_kept(self, page):
        organisation = an_organisation()
        lead = page(the_lead_of(organisation))
        table = a_table(
            a_row(organisation),
            a_row(organisation, Title="", Spectrum="Everything"),
            a_row(organisation, **{"Day (2027-03-31)": "soon", "People who use the service": "many"}),
            a_row(organisation, Service="Another service"),
            a_row(organisation, **{"What happened": "We rang 07700 900123."}),
        )
        shown = lead.send(f"{home_of(organisation)}/activities/import", table, status=400)
        rows = [
            [" ".join("".join(cell.itertext()).split()) for cell in row.iter("td")]
            for row in shown.tree.iter("tr")
        ]
        told = {(row[0], row[1]) for row in rows if row}
        assert told == {
            ("3", "Title"),
            ("3", "Spectrum"),
            ("4", "Day (2027-03-31)"),
            ("4", "People who use the service"),
            ("5", "Service"),
            ("6", "What happened"),
        }
        assert count(Activity) == 0
        assert shown.all("input", name="not_about_a_person")

    def test_a_rule_that_says_no_to_the_last_row_keeps_none(self, page):
        organisation = an_organisation()
        late = a_row(organisation, **{"Title": "To come", "Day (2027-03-31)": days_from_today(5).isoformat()})
        shown = page(the_lead_of(organisation)).send(
            f"{home_of(organisation)}/activities/import", a_table(a_row(organisation), late), status=400
        )
        assert "once it has taken place" in shown.text and count(Activity) == 0

    def test_the_same_table_twice_adds_nothing_twice(self, page):
        organisation = an_organisation()
        lead = page(the_lead_of(organisation))
        for _ in range(2):
            lead.send(f"{home_of(organisation)}/activities/import", a_table(a_row(organisation)))
        assert count(Activity) == 1
        assert "1 were here already" in lead.page(f"{home_of(organisation)}/activities").text

    def test_actions_with_owner_and_role(self, page):
        organisation = an_organisation()
        owner = a_member(organisation, MemberRole.CONTRIBUTOR, "Ola Owner")
        header = "What is to be done,What will be different then,Service,Who looks after it,"
        header += '"Or a role, in words",By when (2027-03-31)'
        rows = "Ask families,,,ola owner,,2030-01-31\nBuy a kettle,,,,Office manager,"
        lead = page(the_lead_of(organisation))
        table = {"file": (BytesIO(f"{header}\n{rows}\n".encode()), "plan.csv")}
        lead.send(f"{home_of(organisation)}/actions/import", table)
        first, second = db.session.scalars(select(Action).order_by(Action.number))
        assert (first.title, first.owner_id, str(first.due_on)) == ("Ask families", owner.id, "2030-01-31")
        assert (second.owner_title, second.source_label) == ("Office manager", "From a table")

    @pytest.mark.parametrize(
        ("name", "data"),
        [("plan.xlsx", b"PK\x03\x04 not a zip"), ("plan.csv", b"\xff\xff\x00"), ("plan.csv", b"Title\nx\n")],
    )
    def test_what_is_no_table_of_ours_is_refused_kindly(self, page, name, data):
        organisation = an_organisation()
        shown = page(the_lead_of(organisation)).send(
            f"{home_of(organisation)}/actions/import", {"file": (BytesIO(data), name)}, status=400
        )
        assert len(shown.errors) == 1 and count(Action) == 0

    def test_no_file_and_no_right(self, page):
        organisation = an_organisation()
        shown = page(the_lead_of(organisation)).send(f"{home_of(organisation)}/actions/import", status=400)
        assert shown.errors == ["Choose the table that you filled in."]
        viewer = a_member(organisation, MemberRole.VIEWER)
        with pytest.raises(NotAllowed), unit_of_work():
            import_actions(organisation, [], by=viewer)

    def test_an_import_takes_nothing_from_another_organisation(self, page):
        theirs = an_action(title="Theirs")
        organisation = an_organisation()
        row = a_row(organisation, Service=first_service(theirs.organisation).name)
        shown = page(the_lead_of(organisation)).send(
            f"{home_of(organisation)}/activities/import", a_table(row), status=400
        )
        assert "is not one of the answers" in shown.text
