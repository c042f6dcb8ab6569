"""Tables in and out: every problem named row by row, nothing half brought in, and what leaves comes back."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import today
from charter_portal.core.database import db
from charter_portal.core.errors import RuleBroken
from charter_portal.core.workbook_reading import rows_of
from charter_portal.workforce.enums import MilestoneKind as M
from charter_portal.workforce.models import Milestone, Person, Post
from charter_portal.workforce.rules.sheets import MILESTONES, POSTS
from tests.factories.organisations import an_organisation, the_lead_of
from tests.factories.workforce import a_post, a_way_in, an_editor, happened, someone, the_profile

pytestmark = pytest.mark.usefixtures("session")
DAY = (today() - timedelta(days=40)).isoformat()


def table(columns, *rows):
    """A filled-in table as CSV bytes; what a row does not tell is empty."""
    lines = io.StringIO()
    writer = csv.DictWriter(lines, list(columns.values()))
    writer.writeheader()
    for row in rows:
        writer.writerow({columns[key]: value for key, value in row.items()})
    return lines.getvalue().encode()


POST = {
    "title": "Peer mentor",
    "role_profile": "Peer supporter",
    "kind": "Paid",
    "status": "Vacant",
    "headcount": "2",
    "wte": "1.5",
    "since": DAY,
}
APPLIED = {"code": "PW-1", "kind": "Applied", "happened_on": DAY}


class Desk:
    """A service, and a browser of its lead before the page of files."""

    def __init__(self, page):
        self.organisation = an_organisation()
        self.service = self.organisation.services[0]
        self.browser = page(the_lead_of(self.organisation))
        root = f"/organisations/{self.organisation.id}/workforce/services/{self.service.id}"
        self.path = f"{root}/files"

    def bring_in(self, name, data, *, status=302, **more):
        """Send a file; the page that answers."""
        told = {"table": name, "file": (io.BytesIO(data), f"{name}.csv"), **more}
        return self.browser.send(self.path, told, status=status, content_type="multipart/form-data")


@pytest.fixture
def desk(page):
    the_profile()
    return Desk(page)


def how_many(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_posts_and_milestones_come_in(desk):
    desk.bring_in(
        "posts", table(POSTS, POST, POST | {"title": "Volunteer", "kind": "volunteer", "wte": "0,5"})
    )
    desk.bring_in(
        "milestones",
        table(
            MILESTONES,
            {"code": "pw1", "kind": "Started in a post", "happened_on": DAY, "post": "peer MENTOR"},
            APPLIED | {"happened_on": (today() - timedelta(days=60)).strftime("%d/%m/%Y")},
            {"code": "PW-2", "kind": "applied", "happened_on": DAY, "wellbeing_plan": "no"},
        ),
    )
    assert (how_many(Post), how_many(Person), how_many(Milestone)) == (2, 2, 3)
    person = db.session.scalars(select(Person).where(Person.code_key == "PW1")).one()
    assert person.post_id is not None
    entry = db.session.scalars(select(Entry).where(Entry.event == "workforce.rows.imported")).all()[-1]
    assert entry.after == {"table": "milestones", "rows": 3}


def test_every_problem_is_named_and_nothing_comes_in(desk):
    rows = (
        APPLIED,
        {"code": "Joanna", "kind": "Applied", "happened_on": DAY},
        {"code": "PW-3", "kind": "Arrived", "happened_on": "31/02/2026", "wellbeing_plan": "perhaps"},
        {"code": "PW-4", "kind": "Started in a post", "happened_on": DAY, "post": "No such post"},
        {"code": "PW-5", "kind": "Left", "happened_on": DAY},
    )
    told = desk.bring_in("milestones", table(MILESTONES, *rows), status=400)
    shown = [
        ["".join(cell.itertext()).strip() for cell in row.iter("td")]
        for row in told.tree.find(".//tbody").iter("tr")
    ]
    assert [(row, column) for row, column, _ in shown] == [
        ("3", "Code"),
        ("4", "Milestone"),
        ("4", "Day"),
        ("4", "Wellbeing plan"),
        ("5", "Post"),
        ("6", "Why left"),
    ]
    assert "changed nothing" in told.text
    assert (how_many(Person), how_many(Milestone)) == (0, 0)


def test_problems_of_posts_are_named_too(desk):
    rows = (
        POST | {"role_profile": "Captain"},
        POST | {"headcount": "two", "wte": "lots"},
        POST | {"title": "Mr Smith's post"},
        POST | {"wte": "9"},
        POST | {"since": (today() + timedelta(days=9)).isoformat()},
    )
    told = desk.bring_in("posts", table(POSTS, *rows), status=400)
    for words in ("Captain", "Joanna"):
        assert words not in told.text
    for words in (
        "role profiles of the template",
        "Enter a whole number",
        "about a person",
        "at most 1 for each",
    ):
        assert words in told.text
    assert how_many(Post) == 0


def test_an_unusual_order_is_asked_about_once(desk):
    later = {
        "code": "PW-1",
        "kind": "Offered a post",
        "happened_on": (today() - timedelta(days=90)).isoformat(),
    }
    told = desk.bring_in("milestones", table(MILESTONES, APPLIED, later), status=400)
    assert "Check the day" in told.text
    desk.bring_in("milestones", table(MILESTONES, APPLIED, later), sure="y")
    assert how_many(Milestone) == 2


def test_a_longer_table_can_be_brought_in_again(desk):
    desk.bring_in("milestones", table(MILESTONES, APPLIED))
    desk.bring_in("milestones", table(MILESTONES, APPLIED, APPLIED | {"code": "PW-2"}))
    assert (how_many(Person), how_many(Milestone)) == (2, 2)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"Code,Day\nPW-1,2026-01-01\n", "We did not find"),
        (b"\xff\x00\xfe", "could not read"),
        (b"PK\x03\x04 not a workbook", "could not read"),
        (table(MILESTONES, *[APPLIED] * 1001), "1,000"),
    ],
)
def test_a_file_that_is_no_such_table(desk, data, words):
    told = desk.bring_in("milestones", data, status=400)
    assert words in " ".join(told.errors)


def test_without_a_file_or_a_choice(desk):
    told = desk.browser.send(desk.path, {}, status=400)
    assert told.errors == ["Choose what is in the file.", "Choose the file that you filled in."]


def test_what_leaves_can_come_back_elsewhere(desk, page):
    post = a_post(desk.service)
    person = a_way_in(desk.service, post, today() - timedelta(days=200))
    happened(person, M.QUALIFICATION, today() - timedelta(days=2), wellbeing_plan=True)
    someone(desk.service)
    sheets = {name: desk.browser.get(f"{desk.path}/{name}.xlsx").data for name in ("posts", "milestones")}
    other = Desk(page)
    for name, data in sheets.items():
        told = {"table": name, "file": (io.BytesIO(data), f"{name}.xlsx")}
        other.browser.send(other.path, told, content_type="multipart/form-data")
        back = other.browser.get(f"{other.path}/{name}.xlsx").data
        columns = {"posts": POSTS, "milestones": MILESTONES}[name]
        before, after = (
            [row.values for row in rows_of("x.xlsx", each, columns=columns, most_rows=100)]
            for each in (data, back)
        )
        assert before == after and before


def test_the_trail_keeps_that_rows_left(desk):
    a_post(desk.service)
    desk.browser.get(f"{desk.path}/posts.xlsx")
    (entry,) = db.session.scalars(select(Entry).where(Entry.event == "workforce.rows.exported"))
    assert entry.after == {"table": "posts", "rows": 1}


def test_templates_are_empty_and_name_the_columns(desk):
    for name, columns in (("posts", POSTS), ("milestones", MILESTONES)):
        data = desk.browser.get(f"{desk.path}/{name}/template.xlsx").data
        with pytest.raises(RuleBroken, match="no row under the names"):
            rows_of("x.xlsx", data, columns=columns, most_rows=10)
    desk.browser.page(f"{desk.path}/barracks.xlsx", status=404)


def test_an_editor_may_and_the_code_of_another_organisation_is_no_matter(page):
    the_profile()
    desk = Desk(page)
    someone(an_organisation().services[0], "PW-1")
    browser = page(an_editor(desk.organisation))
    told = {"table": "milestones", "file": (io.BytesIO(table(MILESTONES, APPLIED)), "m.csv")}
    browser.send(desk.path, told, content_type="multipart/form-data")
    assert how_many(Milestone) == 1
