"""The evidence of the demo's applications: which papers there are, and where in each of them to look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from random import Random

from werkzeug.datastructures import FileStorage

from charter_portal.cli.demo import papers, words
from charter_portal.cli.demo.words import Slots

# Nobody attaches everything. Each statement still has something to point at without these.
LEFT_OUT = (("figures", "film"), ("wall", "guide"), ("minutes",), ("film", "wall"), ("guide", "figures"), ())

MEASURES = (
    "Appointments after a record was shared",
    "Applications by phone or on paper",
    "Staff who took part in the awareness session",
    "Weeks between offer and first day",
    "Starters still in post after six months",
)
ACTIONS = (
    ("Answer the phone within five rings", "Service manager"),
    ("Ask people who stopped coming why they did", "Involvement lead"),
    ("Give families a name to call", "Team lead"),
    ("Shorten the first letter", "Peer lead"),
    ("Open one evening each week", "Service manager"),
    ("Pay expenses before the meeting", "Finance partner"),
    ("Put what changed on the notice board", "Involvement lead"),
)
STATES = ("Done", "Done", "Under way", "Done, and people noticed", "Not begun, see note")


@dataclass(frozen=True)
class Paper:
    """One item of a library: a file of some kind, or a link."""

    key: str
    title: str
    kind: str

    def where(self, section: int, turn: int) -> str:
        """Where in the item to look for the section with this number."""
        if self.kind == "link":
            places: list[str] = words.read("papers")[self.key]["places"]
            return places[turn % len(places)]
        if self.kind == "png":
            return "The whole picture"
        if self.key == "audit":
            return f"Rows 2 to {len(ACTIONS) + 1}"
        if self.key == "figures":
            return f"Row {section + 1}, “{MEASURES[section - 1]}”"
        heading = words.read("papers")[self.key]["sections"][section - 1]["heading"]
        return f"{'Item' if self.kind == 'txt' else 'Section'} {section}, “{heading}”"


def papers_for(turn: int) -> list[Paper]:
    """The items of the application with this turn, in the order in which it adds them."""
    known = words.read("papers")
    keys = [key for key in known if key not in LEFT_OUT[turn % len(LEFT_OUT)]]
    start = turn * 4 % len(keys)
    return [
        Paper(key, known[key]["title"], known[key]["kinds"][turn % len(known[key]["kinds"])])
        for key in [*keys[start:], *keys[:start]]
    ]


def address(paper: Paper, domain: str) -> str:
    """The address of a link; the page behind it is nobody's."""
    return f"https://example.org/{domain.partition('.')[0]}/{words.read('papers')[paper.key]['address']}"


def upload(paper: Paper, *, owner: str, slots: Slots, turn: int, year: int) -> FileStorage:
    """The file as a browser would send it."""
    title = f"{owner}: {paper.title}"
    name = f"{paper.title.partition(',')[0]} {year}.{paper.kind}"
    return FileStorage(BytesIO(_content(paper, title, slots, turn, year)), filename=name)


def _content(paper: Paper, title: str, slots: Slots, turn: int, year: int) -> bytes:
    if paper.kind == "png":
        return papers.png(turn)
    if paper.key == "audit":
        return papers.xlsx("Action plan", [*_actions(turn, year)])
    if paper.key == "figures":
        rows = [*_figures(turn, year)]
        return papers.xlsx("Figures", rows) if paper.kind == "xlsx" else papers.table(rows)
    known = words.read("papers")[paper.key]["sections"]
    sections = [(each["heading"], words.filled(each["text"], slots)) for each in known]
    write = {"pdf": papers.pdf, "docx": papers.docx, "txt": papers.txt}[paper.kind]
    return write(title, sections)


def _figures(turn: int, year: int) -> Iterator[list[str]]:
    """Counts as they may be published: 1 to 7 as a star, others to the nearest five."""
    chance = Random(turn)
    yield ["Measure", str(year - 1), str(year)]
    for measure in MEASURES:
        before = chance.randint(2, 40)
        yield [measure, _shown(before), _shown(before + chance.randint(0, 12))]


def _shown(count: int) -> str:
    return "*" if 0 < count < 8 else str(5 * round(count / 5))


def _actions(turn: int, year: int) -> Iterator[list[str]]:
    yield ["Action", "Owner", "Due", "Where it stands"]
    for place, (action, owner) in enumerate(ACTIONS):
        due = date(year, 1 + (turn + 2 * place) % 12, 28)
        yield [action, owner, f"{due.day} {due:%B %Y}", STATES[(turn + place) % len(STATES)]]
