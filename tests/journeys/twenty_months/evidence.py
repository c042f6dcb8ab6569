"""A live figure: it moves with the records while the application is a draft, and is frozen on submission."""

from __future__ import annotations

import re

from charter_portal.applications.models import Application
from charter_portal.core.database import db
from charter_portal.workforce.enums import MilestoneKind as M
from tests.factories.submissions import completed
from tests.journeys.twenty_months.posts_and_people import POLICE, follows, notes
from tests.journeys.years import Regular, YearsPortal

TITLE = "Riverside peers"
FIGURE, DEFINITION = "Days in vetting", "Time until a refusal was reconsidered counts."
ROUND = "Autumn 2026 round"


def is_attached(nia: Regular) -> int:
    """Looked at first, then put beside a statement; returns the number of the application."""
    nia.come_back("/home").follow("Start an application")
    nia.fill("Title of your application", TITLE).find("main [name=services]").first.check()
    nia.choose("Silver").press("Start the application").see("0 of 25 statements complete")
    found = re.search(r"/applications/(\d+)", nia.page.url)
    assert found, nia.page.url
    nia.go(f"/applications/{found[1]}/statements/3.1")
    nia.follow("Attach a live figure from your workforce records")
    nia.press("Add to this statement").see("Choose a figure.")
    nia.choose(FIGURE).save("Look at it first", months="The last 24 months")
    nia.see("How it looks today").see(DEFINITION).see("45 days").read_charts(FIGURE)
    nia.press("Add to this statement").see("Evidence 1 now supports this statement.")
    nia.follow(f"1. {FIGURE}").see("worked out anew each time").see("45 days")
    nia.see("as known on 7 September 2026")
    return int(found[1])


def moves_with_the_records(nia: Regular, tomas: Regular, service: str) -> None:
    """One more vetting of sixty days is cleared, and the figure of the draft says so."""
    evidence = nia.page.url.removeprefix(nia.portal.url)
    _is_cleared(tomas, service, "RV-31", begun="2026-07-16", cleared="2026-09-14")
    nia.come_back(evidence).see("60 days").see("as known on 14 September 2026")


def is_frozen(portal: YearsPortal, nia: Regular, tomas: Regular, service: str, number: int) -> None:
    """Submitted. Then one more vetting is cleared: the records say so, and what was submitted does not."""
    evidence = nia.page.url
    with portal.inside():
        completed(db.session.get_one(Application, number))
    nia.go(f"/applications/{number}").see("25 of 25 statements complete").follow("Check your application")
    nia.follow("Go on to the declaration").fill("Your full name", "Nia Lead")
    nia.fill("Your job title", "Service manager").choose("I agree with this declaration")
    nia.press("Submit the application").see("SHA-256")
    portal.turn_to("2026-09-21")
    _is_cleared(tomas, service, "RV-32", begun="2026-09-07", cleared="2026-09-17")
    nia.come_back(f"{service}/figures?figure=vetting_days&months=24").see("45 days").read_charts(FIGURE)
    nia.page.goto(evidence)
    nia.look().see("This is the figure as you submitted it.").see("60 days")
    nia.see("as known on 14 September 2026")


def is_read_by_an_assessor(olu: Regular, robin: Regular, service: str, number: int) -> None:
    """Readers see figure, chart, definition and days; the records behind it are not there for them."""
    olu.come_back(f"/staff/applications/{number}/assessors")
    olu.choose("Robin Assessor").choose("Sam Assessor").press("Ask the chosen assessors")
    robin.come_back("/home").follow("Tell us about conflicts").choose("I have no conflict of interest")
    robin.press("Send my declaration").go("/assessment")
    robin.page.goto(f"{_room(robin)}/statements/3.1")
    robin.look().see(DEFINITION).see("60 days").see("as known on 14 September 2026").read_charts(FIGURE)
    assert "45 days" not in robin.text and not re.search(r"RV-\d", robin.page.content())
    for path in (service, f"{service}/people", f"{service}/figures", f"{service}/files/milestones.xlsx"):
        robin.refused(path)


def _room(robin: Regular) -> str:
    links = robin.find("main a[href*='/assessment/']").evaluate_all("all => all.map(each => each.href)")
    found = next(re.match(r".*/assessment/\d+", link) for link in links)
    assert found, links
    return found[0]


def _is_cleared(tomas: Regular, service: str, code: str, *, begun: str, cleared: str) -> None:
    follows(tomas, service, code)
    notes(tomas, M.CHECKS_STARTED, begun, check_kind=POLICE)
    notes(tomas, M.CHECKS_CLEARED, cleared, check_kind=POLICE)
