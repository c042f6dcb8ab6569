"""What is measured: each page of the portal, and the page of the floor that shows the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

from benchmarks.racing import Ask, multipart
from benchmarks.seeding import Measured
from benchmarks.texts import words

UPLOAD_BYTES = 10_000_000
BOOKINGS = 12
"""Bookings in a batch: a person can book a hundred people a day, and no more."""
HEAVY = 2
"""Requests in a batch of a scenario that takes long by itself."""
MIDDLING = 20
"""And of one that counts more than a list does."""


@dataclass(frozen=True)
class Site:
    """One running application as the scenarios need to know it: its numbers, and the token of its forms."""

    measured: Measured
    token: dict[str, str]
    last_page: int
    level: dict[str, str]
    is_floor: bool = False


Maker = Callable[[], Ask]


@dataclass(frozen=True)
class Scenario:
    """One line of the report: who asks, and what is asked of either side."""

    name: str
    who: str
    portal: Callable[[Site], Maker]
    floor: Callable[[Site], Maker]
    times: int = 60
    grows: bool = True
    """False where more applications mean more rows on the page or in the file, so that more time is right."""


def page(address: str) -> Callable[[Site], Maker]:
    """Ask for an address; names in braces are numbers of the measured rows or the last page."""

    def make(site: Site) -> Maker:
        path = address.format(last=site.last_page, **vars(site.measured))
        return lambda: Ask(path)

    return make


def _save_response(site: Site) -> Maker:
    version = count(1)
    number = site.measured.draft
    path = f"/home/{number}/1.1" if site.is_floor else f"/applications/{number}/statements/1.1"

    def make() -> Ask:
        turn = next(version)
        return _form(
            path,
            site,
            "lead",
            {
                "version": turn,
                "own_level": site.level["id" if site.is_floor else "key"],
                "narrative": f"{words(180, seed=turn)} Take {turn}.",
                "lived_experience": words(60, seed=turn),
                "then": "here",
            },
        )

    return make


def _submit_score(site: Site) -> Maker:
    version = count(1)
    number = site.measured.allocation
    path = f"/score/{number}/1.1" if site.is_floor else f"/assessment/{number}/statements/1.1"

    def make() -> Ask:
        turn = next(version)
        return _form(
            path,
            site,
            "assessor",
            {
                "version": turn,
                "level": site.level["id" if site.is_floor else "key"],
                "reason": f"{words(50, seed=turn)} Take {turn}.",
                "strengths": words(30, seed=turn),
                "lift": words(20, seed=turn),
                "then": "next",
            },
        )

    return make


def _book(site: Site) -> Maker:
    turns = count(1)
    day, organisation = site.measured.day, site.measured.organisation
    path = f"/days/{day}/book" if site.is_floor else f"/organisations/{organisation}/training/{day}/book"

    def make() -> Ask:
        turn = next(turns)
        person = {"name": f"Person {turn}", "email": f"person{turn}@booked.example", "role": "leadership"}
        if site.is_floor:
            return _form(path, site, "lead", person | {"key": f"{turn:043}"})
        fields = {f"delegates-0-{name}": value for name, value in person.items()}
        return _form(path, site, "lead", fields | {"asked_key": f"{turn:043}", "together": "no"})

    return make


def _upload(site: Site) -> Maker:
    number = site.measured.draft
    path = f"/home/{number}/files" if site.is_floor else f"/applications/{number}/evidence/add-file"
    token = "token" if site.is_floor else "csrf_token"

    def make() -> Ask:
        body, kind = multipart({token: site.token["lead"], "title": ""}, "files", "report.pdf", next(files))
        return Ask(path, body, kind, expects=302)

    files = _files()
    return make


def _files() -> Iterator[bytes]:
    """Ten megabytes that begin as a PDF does, different each time, so that each is stored anew."""
    filling = bytes(range(256)) * (UPLOAD_BYTES // 256)
    for turn in count(1):
        yield b"%%PDF-1.7\n%%%% turn %09d\n" % turn + filling + b"\nstartxref\n9\n%%EOF\n"


def _form(path: str, site: Site, who: str, fields: dict[str, object]) -> Ask:
    token = {"token" if site.is_floor else "csrf_token": site.token[who]}
    return Ask(path, urlencode(token | fields).encode(), expects=302)


CONSOLE = "/staff/cycles/{cycle}/applications"
FILTER = "state=in_assessment&search=Peer&sort=-submitted"

SCENARIOS = [
    Scenario("staff-list", "officer", page(CONSOLE), page("/full")),
    Scenario(
        "staff-list-filtered", "officer", page(f"{CONSOLE}?{FILTER}"), page(f"/full?{FILTER}"), grows=False
    ),
    Scenario("staff-list-last", "officer", page(f"{CONSOLE}?page={{last}}"), page("/full?page={last}")),
    Scenario("assessor-queue", "assessor", page("/assessment"), page("/queue")),
    Scenario(
        "application-detail", "officer", page("/staff/applications/{being_read}"), page("/app/{being_read}")
    ),
    Scenario("application-home", "lead", page("/applications/{draft}"), page("/home/{draft}")),
    Scenario(
        "statement-page", "lead", page("/applications/{draft}/statements/1.1"), page("/home/{draft}/1.1")
    ),
    Scenario("save-response", "lead", _save_response, _save_response),
    Scenario("submit-score", "assessor", _submit_score, _submit_score),
    Scenario("training-list", "lead", page("/training"), page("/days")),
    Scenario("training-book", "lead", _book, _book, times=BOOKINGS),
    Scenario(
        "training-register",
        "officer",
        page("/training/days/{register_day}/register"),
        page("/days/{register_day}/register"),
        times=MIDDLING,
        grows=False,
    ),
    Scenario("public-register", "", page("/awards"), page("/register")),
    Scenario("csv-export", "officer", page(f"{CONSOLE}.csv"), page("/full.csv"), times=HEAVY, grows=False),
    Scenario("national-report", "officer", page("/staff/national"), page("/national"), times=MIDDLING),
    Scenario(
        "workforce-dashboard",
        "lead",
        page("/organisations/{organisation}/workforce/services/{service}"),
        page("/workforce/{service}"),
        times=MIDDLING,
        grows=False,
    ),
    Scenario("upload-10mb", "lead", _upload, _upload, times=HEAVY, grows=False),
]
