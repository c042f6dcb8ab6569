"""The barrier log as a file: out, in, and back again, with nothing half brought in."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import today
from charter_portal.workforce.enums import EntryStatus, TryOutcome
from charter_portal.workforce.models import BarrierEntry
from charter_portal.workforce.rules.log_sheet import LOG, TryLine, read_line, tries_of
from charter_portal.workforce.rules.sheets import Unreadable
from tests.factories.barrier_log import a_solved_entry, an_entry
from tests.factories.barriers import the_library
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.factories.workforce import a_post

ROW = {
    "service": "Court team",
    "post": "",
    "kind": "Prison vetting takes long, or is refused",
    "stage": "Check",
    "severity": "Stops some people",
    "words": "It takes five months.",
    "action": "Begin on the first day.",
    "owner_role": "Service manager",
    "opened_on": "01/03/2026",
    "review_on": "",
    "status": "Solved",
    "tries": "01/04/2026: It helped: A call: each week\n2026-05-01: it changed nothing: A letter",
    "result": "Seven weeks now.",
    "closed_on": "2026-06-01",
}


def csv_of(*rows):
    lines = [list(LOG.values()), *([row[key] for key in LOG] for row in rows)]
    quoted = [",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line) for line in lines]
    return "\r\n".join(quoted).encode()


@pytest.fixture
def place(page, session):
    """A lead's browser on the page of files, and the address of it."""
    the_library()
    organisation = an_organisation("Trust")
    organisation.services[0].name = "Court team"
    session.commit()
    return (
        page(the_lead_of(organisation)),
        f"/organisations/{organisation.id}/workforce/barriers",
        organisation,
    )


def bring_in(browser, base, data, *, status=302, name="log.csv", **more):
    return browser.send(
        f"{base}/files",
        {"file": (BytesIO(data), name), **more},
        status=status,
        content_type="multipart/form-data",
    )


def rows_in(session):
    return session.scalars(select(BarrierEntry).order_by(BarrierEntry.id)).all()


def test_a_filled_in_table_is_brought_in_as_if_written_by_hand(place, session):
    browser, base, organisation = place
    browser.page(f"{base}/files")
    second = ROW | {
        "kind": "stigma",
        "stage": "stay",
        "status": "",
        "result": "",
        "closed_on": "",
        "tries": "",
    }
    bring_in(browser, base, csv_of(ROW, second))
    one, two = rows_in(session)
    assert (one.status, one.closed_on, one.opened_on) == (
        EntryStatus.SOLVED, date(2026, 6, 1), date(2026, 3, 1),
    )  # fmt: skip
    assert [(each.outcome, each.words) for each in one.tries] == [
        (TryOutcome.HELPED, "A call: each week"), (TryOutcome.NO_CHANGE, "A letter"),
    ]  # fmt: skip
    assert (two.kind.code, two.status, two.tries) == ("stigma", EntryStatus.OPEN, [])
    assert "Brought in" in browser.page(f"{base}?show=all").text
    events = session.scalars(select(Entry.event).where(Entry.event.startswith("workforce."))).all()
    assert events.count("workforce.barrier.opened") == 2 and "workforce.barrier.solve" in events
    bring_in(browser, base, csv_of(ROW, second))
    assert len(rows_in(session)) == 2, "What is in the log already is left alone."


@pytest.mark.parametrize(
    ("change", "column", "said"),
    [
        ({"service": "Elsewhere"}, "Service", "one of your services"),
        ({"kind": "Rain"}, "Barrier", "one of the barriers"),
        ({"stage": "Chek"}, "Stage", "Choose one of"),
        ({"severity": ""}, "Holds up", "Choose one of"),
        ({"words": " "}, "What is in the way", "Say what is in the way"),
        ({"opened_on": "31/02/2026"}, "Noticed on", "real day"),
        ({"opened_on": "01/01/2999"}, "Noticed on", "today or earlier"),
        ({"status": "Finished"}, "State", "Choose one of"),
        ({"result": ""}, "What came of it", "what came of it"),
        ({"closed_on": ""}, "Ended on", "Enter the day"),
        ({"closed_on": "01/01/2020"}, "Ended on", "from when it was opened"),
        ({"status": "Open"}, "Ended on", "still open"),
        ({"tries": "We tried a lot"}, "What we tried", "on a line of its own"),
        ({"tries": "01/01/2020: It helped: x"}, "What we tried", "from when it was opened"),
        ({"post": "Astronaut"}, "Post", "no post with this title"),
        ({"review_on": "01/01/2020"}, "Look at it again on", "comes after"),
        ({"words": "Mr Smith was refused."}, "What is in the way", "about a person"),
        ({"words": "x" * 4001}, "What is in the way", "letters or fewer"),
    ],
)
def test_one_row_with_a_slip_keeps_every_row_out(place, session, change, column, said):
    browser, base, _ = place
    told = bring_in(browser, base, csv_of(ROW | {"words": "Another"}, ROW | change), status=400)
    cells = [" ".join("".join(cell.itertext()).split()) for cell in told.all("td")]
    assert "3" in cells and column in cells and any(said in cell for cell in cells)
    assert rows_in(session) == []
    assert session.scalar(select(func.count()).where(Entry.event.startswith("workforce.barrier"))) == 0


def test_words_about_practice_that_look_personal_can_be_confirmed(place, session):
    browser, base, _ = place
    data = csv_of(ROW | {"words": "The Mr Smith ward is far away."})
    told = bring_in(browser, base, data, status=400)
    assert "None of this tells who a person is" in told.text
    bring_in(browser, base, data, not_about_a_person="y")
    assert len(rows_in(session)) == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", b"PK\x03\x04nonsense"),
        ("a.csv", b"\xff\xfe\x00"),
        ("a.csv", b"Service,Stage\r\n"),
        ("a", b" "),
    ],
)
def test_a_file_that_is_no_table_is_told_kindly(place, session, name, data):
    browser, base, _ = place
    assert len(bring_in(browser, base, data, status=400, name=name).errors) == 1
    browser.send(f"{base}/files", {}, status=400)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_is_taken_away_can_be_brought_in_elsewhere(place, page, session, kind):
    browser, base, organisation = place
    post = a_post(organisation.services[0])
    a_solved_entry(organisation, post=post, words="=1+1 is how it feels 👩🏽‍🚀\nŵŷ")
    an_entry(organisation, status=EntryStatus.WORKING)
    taken = browser.get(f"{base}/log.{kind}")
    assert taken.status_code == 200 and f"filename=log.{kind}" in taken.headers["Content-Disposition"]
    bring_in(browser, base, taken.data, name=f"log.{kind}")
    assert len(rows_in(session)) == 2
    other = an_organisation("Elsewhere")
    other.services[0].name = "Court team"
    session.commit()
    a_post(other.services[0])
    bring_in(
        page(the_lead_of(other)),
        f"/organisations/{other.id}/workforce/barriers",
        taken.data,
        name=f"log.{kind}",
    )

    def told(entry):
        tries = [(each.tried_on, each.outcome, each.words) for each in entry.tries]
        names = (
            "kind_id",
            "stage",
            "severity",
            "words",
            "action",
            "opened_on",
            "status",
            "result",
            "closed_on",
        )
        return [getattr(entry, name) for name in names], entry.post_id is not None, tries

    here, there = rows_in(session)[:2], rows_in(session)[2:]
    assert [told(each) for each in here] == [told(each) for each in there]


def test_the_workbook_holds_text_and_hides_nothing(place, session):
    browser, base, organisation = place
    an_entry(organisation, words="=HYPERLINK(1)")
    for path in ("log.xlsx", "template.xlsx"):
        book = openpyxl.load_workbook(BytesIO(browser.get(f"{base}/{path}").data))
        assert all(sheet.sheet_state == "visible" for sheet in book.worksheets)
        assert [cell.value for cell in book.worksheets[0][1]] == list(LOG.values())
        assert all(cell.data_type != "f" for row in book.worksheets[0].iter_rows() for cell in row)
    assert "'=HYPERLINK" in browser.get(f"{base}/log.csv").get_data(as_text=True)
    exports = select(func.count()).where(Entry.event == "workforce.log.exported")
    assert session.scalar(exports) == 2


def test_only_those_who_write_take_it_away_or_bring_it_in(place, page, session):
    _, base, organisation = place
    for person in (a_member(organisation), the_lead_of(an_organisation())):
        for path in ("files", "log.xlsx", "log.csv", "template.xlsx"):
            page(person).page(f"{base}/{path}", status=404)


@given(
    st.dates(min_value=date(2000, 1, 1), max_value=today() + timedelta(days=9)),
    st.sampled_from(list(TryOutcome)),
    st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1).filter(
        str.strip
    ),
)
def test_a_line_of_what_was_tried_reads_as_it_was_written(day, outcome, words):
    line = TryLine(day, outcome, words)
    assert tries_of(str(line)) == (TryLine(day, outcome, " ".join(words.split())),)


@given(st.fixed_dictionaries({key: st.text(max_size=60) for key in LOG}))
def test_any_text_in_any_cell_is_a_line_or_a_problem(values):
    line, problems = read_line(values)
    assert (line is None) == bool(problems)
    assert all(key in LOG for key, _ in problems)


@given(st.text())
def test_any_text_is_tries_or_is_unreadable(text):
    with suppress(Unreadable):
        assert all(each.words for each in tries_of(text))
