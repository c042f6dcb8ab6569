"""How people are involved: audits a year apart, an action plan, and a Partnership Board with its report."""

from __future__ import annotations

import re

import pypdfium2
from sqlalchemy import select

from charter_portal.core.database import db
from charter_portal.involvement.models import InvolvementAudit
from tests.factories.involvement import an_activity, say
from tests.journeys.twenty_months import SERVICE
from tests.journeys.years import Regular, YearsPortal

NEXT_STEP = "Write up what came of each meeting"
PROOF = "The notes hang beside the kettle since January."
DECISION = "Pay travel up front for everybody who comes."


def is_audited(portal: YearsPortal, tomas: Regular, involvement: str, year: int, answer: str) -> None:
    """Two questions by hand, where a name is caught; the others the same way, through the services."""
    tomas.come_back(f"{involvement}/audits").follow("Start an audit")
    period = {"since": f"{year - 1}-09-01", "until": f"{year}-08-31"}
    tomas.save("Start the audit", service=SERVICE, year=str(year), **period)
    audit = tomas.page.url
    tomas.follow("People hear what came of it").choose(answer)
    tomas.save("Save", words="Dr Marsh writes to everybody.", what_next=NEXT_STEP).see("“Dr Marsh”")
    tomas.choose(answer).save("Save", words="We write to everybody who came.").see("Saved")
    with portal.inside():
        made = db.session.scalars(select(InvolvementAudit).where(InvolvementAudit.year == year)).one()
        an_activity(made.organisation, using_count=4 + year - 2025, families_count=1)
        for each in made.answers:
            if each.question not in ("decisions", "register"):
                say(made, each.question, "partly" if each.question in _CHECKLIST else None)
    tomas.page.goto(audit)
    tomas.follow("A way to sign up from the start").choose(answer)
    tomas.press("Save and go to the next question").see("Different ways to take part")
    tomas.page.goto(audit)
    tomas.look().follow("Finish the audit").press("Finish the audit").see("Finished")


_CHECKLIST = ("spectrum", "range", "other_services", "partners", "incentives", "responsibility")


def leads_to_an_action(tomas: Regular, involvement: str) -> None:
    """What comes next in the audit becomes an action of the plan, with what shows that it is done."""
    tomas.follow("Make it an action").see("Comes from: ")
    tomas.save("Add the action", owner="Nia Lead", due_on="2026-03-03")
    tomas.go(f"{involvement}/actions").see(NEXT_STEP)


def is_done(portal: YearsPortal, nia: Regular, involvement: str) -> None:
    """The lead is reminded in time, and says what shows that it is done."""
    portal.work()
    assert len(portal.letters(nia.email, "/involvement/actions/")) == 1
    nia.come_back(f"{involvement}/actions").follow(NEXT_STEP).follow("It is done")
    nia.save("Mark it as done", proof=PROOF).see("Done").see(PROOF)


def is_compared(tomas: Regular) -> None:
    """Beside the year before: what moved, in words, a chart and tables."""
    tomas.follow("Compare with 2025").see("2 moved up, 6 stayed and none moved down").see("Moved up")
    tomas.read_charts("Activities on the spectrum")


def goes_to_the_board(portal: YearsPortal, nia: Regular, involvement: str) -> None:
    """The meeting, a decision that becomes an action, and the report: as a page and as a tagged PDF."""
    nia.come_back(f"{involvement}/board").follow("Add a meeting").choose(SERVICE)
    nia.save(
        "Add the meeting",
        held_on="2026-10-12",
        since="2026-10-01",
        until="2025-10-01",
        said="The letter on the day of the refusal made the difference.",
    ).see("There is something to look at again")
    nia.save("Add the meeting", since="2025-10-01", until="2026-10-11").see("Meeting of")
    nia.save("Add the decision", decision=DECISION).follow("Make it an action").see("Comes from: ")
    nia.save("Add the action", owner="Nia Lead").go(f"{involvement}/board").follow("12 October 2026")
    nia.follow("Report for the board").see(DECISION).see(PROOF).see("made the difference")
    nia.read_charts("Posts by level", "From volunteering into paid work", "The way in", "Days in vetting")
    assert "RV-0" not in nia.text
    nia.follow("Report as a PDF").press("Prepare the PDF").see("Your PDF is being prepared")
    portal.work()
    paper = pypdfium2.PdfDocument(nia.download("Look again"))
    words = " ".join(" ".join(each.get_textpage().get_text_bounded() for each in paper).split())
    assert paper.is_tagged() and paper.get_metadata_value("Title")
    assert DECISION in words and "Days in vetting" in words and not re.search(r"RV-\d", words)
