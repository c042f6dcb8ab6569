"""Posts, people as codes, and their ways: in, through a refused check, and up."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import openpyxl

from charter_portal.workforce.enums import MilestoneKind as M
from tests.journeys.twenty_months import PLACES, SERVICE
from tests.journeys.years import Regular, YearsPortal

POLICE = "Police vetting (NPPV)"


def opens_the_circle(nia: Regular) -> str:
    """The lead names an editor; returns the address of the service's pages."""
    nia.come_back("/home").follow("Peer workforce").see(SERVICE).follow("Who is in the circle")
    nia.follow("Name an editor").save("Name this person", person="Tomas Editor").see("Workforce editor")
    nia.go("/workforce").follow(SERVICE).see("An honest start is a good start")
    return nia.page.url.removeprefix(nia.portal.url)


def adds_posts(tomas: Regular, service: str) -> None:
    """Four steps of a ladder. A name in a title and a day of another century are caught; the rest stays."""
    tomas.come_back(service).follow("Add the first post")
    usual = {"since": "2025-01-06", "kind": "Paid", "status": "Filled", "employer": "Our own organisation"}
    paid = usual | {"role_profile": "Peer supporter, level 3", "headcount": "14", "wte": "12"}
    paid |= {"employer": "A partner", "employer_name": "Second Crossing Trust"}
    tomas.save("Add the post", **paid, title="Mrs Calder’s post").see("a person’s name (“Mrs Calder’s”)")
    assert tomas.find("[name=title]").input_value() == "Mrs Calder’s post"
    tomas.save("Add the post", title=PLACES["paid"], since="1920-01-06").see("Check the year")
    assert tomas.find("[name=employer_name]").input_value() == "Second Crossing Trust"
    tomas.save("Add the post", since="2025-01-06").see(f"Added: {PLACES['paid']}.")
    for title, profile, kind, places in (
        (PLACES["volunteer"], "Peer support volunteer, level 2", "Volunteer", "6"),
        (PLACES["apprentice"], "Peer supporter, level 3", "Apprentice", "1"),
        (PLACES["higher"], "Support, time and recovery worker, levels 3 to 4", "Paid", "1"),
    ):
        told = {"title": title, "role_profile": profile, "kind": kind, "headcount": places, "wte": places}
        tomas.follow("Add a post").save("Add the post", **usual | told).see(f"Added: {title}.")


def follows(tomas: Regular, service: str, code: str) -> None:
    """The editor comes back, and somebody is followed by a code."""
    tomas.come_back(f"{service}/people/new").save("Add the person", code=code).see(code)


def notes(tomas: Regular, kind: M, day: str, **more: str) -> None:
    """One milestone of the person whose page is open."""
    tomas.page.goto(f"{tomas.page.url}/milestones/new?kind={kind.value}")
    tomas.look().save(happened_on=day, **more).see(f"Written down: {kind.label}.")


def comes_in_as_a_volunteer(tomas: Regular, service: str) -> None:
    """The first volunteer. A name is no code, tomorrow has not happened, and an odd order is asked about."""
    tomas.go(f"{service}/people").follow("Add a person").save("Add the person", code="Ines Calder")
    tomas.see("Write a code of 3 to 20 letters, digits and hyphens")
    tomas.save("Add the person", code="RV-01").see("Write down the first milestone next")
    tomas.follow("Write down a milestone").follow("Applied").save(happened_on="2025-01-20")
    notes(tomas, M.OFFERED, "2025-02-10")
    notes(tomas, M.CHECKS_STARTED, "2025-02-11", check_kind=POLICE)
    tomas.follow("Write down a milestone").follow("Checks cleared").save(
        happened_on="2025-03-18", check_kind=POLICE
    )
    tomas.see("This day has not come yet")
    assert tomas.find("[name=check_kind]").input_value() == "police_vetting"
    tomas.save(happened_on="2025-03-10").see("Written down: Checks cleared.")
    tomas.follow("Write down a milestone").follow("Started in a post")
    volunteering = f"{PLACES['volunteer']} (volunteer)"
    tomas.save(happened_on="2025-02-03", post=volunteering).see("Check the day")
    tomas.save(happened_on="2025-03-17", supervision="Every two weeks").see("less than 1 month of 18")


def is_refused(tomas: Regular, service: str) -> None:
    """Another volunteer's vetting is refused, and the refusal is to be reconsidered."""
    follows(tomas, service, "RV-02")
    notes(tomas, M.OFFERED, "2025-03-10")
    notes(tomas, M.CHECKS_STARTED, "2025-03-12", check_kind=POLICE)
    notes(tomas, M.CHECKS_REFUSED, "2025-04-28", check_kind=POLICE)
    notes(tomas, M.CHECKS_RECONSIDERED, "2025-05-06", check_kind=POLICE)


def starts_after_all(tomas: Regular, service: str) -> None:
    """The refusal was looked at again: cleared, and started."""
    tomas.come_back(f"{service}/people").follow("RV-02").see("Asked to reconsider the refusal")
    notes(tomas, M.CHECKS_CLEARED, "2025-06-16", check_kind=POLICE)
    notes(tomas, M.STARTED, "2025-06-23", post=f"{PLACES['volunteer']} (volunteer)")


def brings_in_a_table(tomas: Regular, service: str, folder: Path) -> None:
    """Twelve people come from a spreadsheet: first with a row that cannot be, then whole."""
    tomas.go(service).follow("Files")
    book = openpyxl.load_workbook(BytesIO(tomas.download("milestones")))
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    rows = [row for place in range(12) for row in _way_of(place)]
    for number, row in enumerate(rows, start=2):
        for name, words in row.items():
            sheet.cell(number, columns[name]).value = words
    sheet.cell(3, columns["Day"]).value = "31/02/2025"
    file = folder / "milestones.xlsx"
    book.save(file)
    _bring_in(tomas, file).see("We looked at every row and changed nothing").see("Enter a real day")
    tomas.go(f"{service}/people").see("RV-02")
    assert "RV-11" not in tomas.text
    sheet.cell(3, columns["Day"]).value = rows[1]["Day"]
    book.save(file)
    tomas.go(f"{service}/files")
    _bring_in(tomas, file)
    tomas.go(f"{service}/people").see("RV-11")


def _way_of(place: int) -> list[dict[str, str]]:
    """Six people's vetting took 30 days, six people's 60."""
    whom, check = {"Code": f"RV-{11 + place}"}, {"Which check": POLICE}
    cleared = "2025-03-05" if place < 6 else "2025-04-04"
    return [
        whom | check | {"Milestone": "Checks started", "Day": "2025-02-03"},
        whom | check | {"Milestone": "Checks cleared", "Day": cleared},
        whom | {"Milestone": "Started in a post", "Day": "2025-05-06", "Post": PLACES["paid"]},
    ]


def _bring_in(tomas: Regular, file: Path) -> Regular:
    tomas.choose("Milestones").find("input[type=file]").set_input_files(file)
    tomas.press("Bring in")
    return tomas


def moves_up(tomas: Regular, service: str, code: str, day: str, place: str) -> None:
    """Somebody goes on to a higher post."""
    terms = "apprentice" if place == "apprentice" else "paid"
    tomas.come_back(f"{service}/people").follow(code)
    notes(tomas, M.PROMOTION, day, post=f"{PLACES[place]} ({terms})")
    tomas.see(PLACES[place])


def the_clock_runs(portal: YearsPortal, nia: Regular, tomas: Regular) -> None:
    """Letters come 6, 3 and 1 months before a volunteer's time ends: one each, and none names the code."""
    for day, left, so_far in (
        ("2026-03-18", "6 months", "12 months of 18"),
        ("2026-06-18", "3 months", "15 months of 18"),
        ("2026-08-18", "1 month", "17 months of 18"),
    ):
        portal.turn_to(day)
        portal.work()
        portal.work()
        for visitor in (nia, tomas):
            letter, *more = portal.letters(visitor.email, f"in about {left}.")
            assert not more and "RV-01" not in letter and "volunteer" not in letter.lower()
        nia.come_back(re.findall(rf"{portal.url}(/\S*workforce)", letter)[0])
        nia.see("RV-01").see(so_far).see("Ends soon")
        if left == "3 months":
            nia.follow("RV-01").follow("note the day").save(on="2026-06-17").see("Agreed on 17 June 2026")


def reads_the_dashboard(nia: Regular, service: str) -> None:
    """At a glance, the map and the way in tell what has come of it all."""
    nia.come_back(f"{service}?months=24").see("Volunteer to paid 2").see("Moves up 4")
    nia.see("Days in vetting, median 45")
    nia.read_charts("Steps from volunteering to leadership", "People who reached each step")
    moves = nia.find("table:has(caption:text('Moves in this time')) tbody tr").all_inner_texts()
    for wanted in (
        ("Came in", "Volunteering", "2"),
        ("Volunteering", "Apprenticeship (up)", "1"),
        ("Volunteering", "Paid peer support (up)", "1"),
        ("Apprenticeship", "Paid peer support (up)", "1"),
        ("Paid peer support", "Support, time and recovery (up)", "1"),
    ):
        assert any(row.split("\t") == list(wanted) for row in moves), f"{wanted} is not in {moves}"
    nia.go(f"{service}/posts?on=2025-01-06").see("On 6 January 2025:").see(PLACES["higher"])
