"""The demo's barriers: the library, and what services met, tried, solved and shared.

Days are counted back from today, so that a review is always due and something is always being worked on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from charter_portal.accounts.models import User
from charter_portal.barriers.enums import ShareScope, Stage
from charter_portal.barriers.queries import kind_by_code, solutions_from
from charter_portal.barriers.services import (
    SAMPLE_LIBRARY,
    decline_solution,
    load_library,
    publish_solution,
)
from charter_portal.cli.demo import organisations as bodies
from charter_portal.cli.demo import people, rounds
from charter_portal.cli.demo.calendar import Calendar, workday
from charter_portal.core.clock import today
from charter_portal.core.database import db
from charter_portal.framework.models import Statement
from charter_portal.framework.queries import current_version
from charter_portal.workforce.enums import EntryStatus, Severity, TryOutcome
from charter_portal.workforce.models import BarrierEntry
from charter_portal.workforce.services import (
    EntryFacts,
    add_try,
    close_entry,
    link_statement,
    open_entry,
    share_entry,
    start_work,
)


@dataclass(frozen=True)
class Tried:
    """Something that was tried, so many days ago."""

    ago: int
    outcome: TryOutcome
    words: str


@dataclass(frozen=True)
class Shared:
    """What was shared, and what staff said to it; without an answer it still waits."""

    title: str
    text: str
    taken_in: bool | None = None
    reason: str = ""


@dataclass(frozen=True)
class Met:
    """One barrier of the demo, from the day it was noticed."""

    body: bodies.Body
    service: str
    kind: str
    stage: Stage
    severity: Severity
    ago: int
    words: str
    action: str = ""
    owner: str = ""
    review_in: int | None = None
    tries: tuple[Tried, ...] = ()
    ended: tuple[int, EntryStatus, str] | None = None
    shared: Shared | None = None
    statement: str = ""


T = TryOutcome
STORY = (
    Met(
        bodies.RIVERBEND,
        "Riverbend RECONNECT",
        "prison_vetting",
        Stage.CHECK,
        Severity.HIGH,
        210,
        "Clearance for three prisons took five to seven months. Two people took other work meanwhile.",
        "Begin the forms on the day of the offer, and give community duties until the clearance is there.",
        "Head of lived experience",
        tries=(
            Tried(180, T.HELPED, "We sat down together for the first hour of the forms."),
            Tried(150, T.HELPED_SOME, "One of us rang the vetting team each Friday and passed on the news."),
            Tried(120, T.HELPED, "People began with groups in the community, paid, beside a colleague."),
        ),
        ended=(
            45,
            EntryStatus.SOLVED,
            "The last four clearances took nine weeks, and nobody left while waiting.",
        ),
        shared=Shared(
            "Paid community duties while clearance is pending",
            "People start in groups outside the prison from the first week. A colleague fills in the vetting "
            "forms with them, and one person passes on the news each Friday.",
            taken_in=True,
        ),
        statement="3.1",
    ),
    Met(
        bodies.RIVERBEND,
        "Riverbend Liaison and Diversion",
        "process",
        Stage.APPLY,
        Severity.MEDIUM,
        140,
        "The online form takes two hours and asks for dates of every job.",
        "Offer a short form on paper and two afternoons to fill it in together.",
        "Recruitment partner",
        review_in=-3,
        tries=(
            Tried(60, T.HELPED_SOME, "One afternoon at the recovery college. Five people finished the form."),
        ),
        statement="1.4",
    ),
    Met(
        bodies.RIVERBEND,
        "Riverbend Liaison and Diversion",
        "ceiling",
        Stage.PROGRESS,
        Severity.MEDIUM,
        75,
        "There is no post between peer support worker and practitioner.",
        "Write the case for one senior peer post with the next contract.",
        "Service manager",
        review_in=40,
        statement="4.1",
    ),
    Met(
        bodies.RIVERBEND,
        "Riverbend People Team",
        "dbs",
        Stage.CHECK,
        Severity.MEDIUM,
        190,
        "Managers took offers back when a certificate had content, without a conversation.",
        "Two trained people look at each certificate and talk with the person first.",
        "Head of recruitment",
        tries=(Tried(130, T.HELPED, "Two people were trained, and the form for decisions is on one page."),),
        ended=(
            30,
            EntryStatus.SOLVED,
            "Since then every decision has a recorded reason. None was taken back.",
        ),
        shared=Shared(
            "Two trained people and one page for each decision",
            "Nobody decides alone. The person is invited to talk first. The reason is written on one page.",
        ),
    ),
    Met(
        bodies.LANTERNWAY,
        "Lanternway Through the Gate",
        "bank_account",
        Stage.START,
        Severity.MEDIUM,
        160,
        "First wages waited for a bank account, once for six weeks.",
        "Ask the prison for the banking programme at the first meeting inside.",
        "Peer lead",
        tries=(
            Tried(100, T.HELPED, "We now ask at the first meeting, and go along to the branch afterwards."),
        ),
        ended=(50, EntryStatus.SOLVED, "The last three people had an account before their first day."),
        shared=Shared(
            "Ask about the bank account at the first meeting",
            "The banking form is started at the first meeting inside. Somebody goes along to the branch.",
            taken_in=True,
        ),
    ),
    Met(
        bodies.LANTERNWAY,
        "Lanternway Peer Mentoring",
        "short_contracts",
        Stage.STAY,
        Severity.HIGH,
        90,
        "All mentor posts end in March, because the grant does.",
        "Ask the commissioner for posts that run with the contract.",
        "Director",
        review_in=12,
        tries=(Tried(20, T.TOO_EARLY, "The director wrote to the commissioner with our figures."),),
    ),
    Met(
        bodies.NORTHMERE,
        "HMP Harrowfell Healthcare",
        "custody",
        Stage.SELECT,
        Severity.MEDIUM,
        170,
        "People who could start at release were interviewed too late, and the offer ran out.",
        "Interview by video six weeks before release, and hold the offer.",
        "Inclusion lead",
        tries=(Tried(90, T.HELPED, "Two interviews by video, with the offer held for three months."),),
        ended=(25, EntryStatus.SOLVED, "Both started within a month of release."),
        shared=Shared(
            "Interview at Harrowfell by video",
            "The head of the wing at Harrowfell books the room for us.",
            taken_in=False,
            reason="Thank you: this helps. It names the prison, so we cannot show it. "
            "Could you say it once more without the name?",
        ),
    ),
    Met(
        bodies.KESTREL,
        "Kestrel Engaging People",
        "licence",
        Stage.START,
        Severity.LOW,
        110,
        "Evening groups clash with curfews.",
        "Agree the rota with probation before the start.",
        "Engagement lead",
        tries=(Tried(70, T.NO_CHANGE, "We moved one group to the afternoon. Fewer people could come."),),
        ended=(15, EntryStatus.NOT_SOLVED, "Evening groups stay closed to some until their conditions end."),
    ),
)


def write_down(calendar: Calendar, known: rounds.Rounds) -> None:
    """The library comes first; each barrier is told on its own days."""
    calendar.at(workday(known.now, -300), "11:30", _fill_the_library)
    for place, met in enumerate(STORY):
        _tell(calendar, known.now, met, f"{place % 50:02}")


def _tell(calendar: Calendar, now: date, met: Met, minute: str) -> None:
    calendar.at(now - timedelta(days=met.ago), f"11:{minute}", partial(_notice, met, now))
    for tried in met.tries:
        calendar.at(now - timedelta(days=tried.ago), f"13:{minute}", partial(_try, met, tried))
    if met.tries:
        calendar.at(now - timedelta(days=met.tries[0].ago), f"12:{minute}", partial(_begin, met))
    if met.ended:
        calendar.at(now - timedelta(days=met.ended[0]), f"14:{minute}", partial(_end, met))
    if met.shared and met.ended:
        calendar.at(now - timedelta(days=met.ended[0] - 2), f"15:{minute}", partial(_share, met))
        if met.shared.taken_in is not None:
            calendar.at(now - timedelta(days=met.ended[0] - 8), f"16:{minute}", partial(_answer, met))


def _fill_the_library() -> None:
    load_library(SAMPLE_LIBRARY.read_text("utf-8"), SAMPLE_LIBRARY.name)


def _notice(met: Met, now: date) -> None:
    kind, lead = kind_by_code(met.kind), people.found(met.body.lead)
    if kind is None:
        raise LookupError(f"The library has no barrier called {met.kind}.")
    facts = EntryFacts(
        service=bodies.service_named(met.service),
        kind=kind,
        stage=met.stage,
        severity=met.severity,
        words=met.words,
        action=met.action,
        owner_role=met.owner,
        opened_on=today(),
        review_on=now + timedelta(days=met.review_in) if met.review_in is not None else None,
    )
    entry = open_entry(bodies.registered(met.body), facts, by=lead)
    statement = _statement(met.statement) if met.statement else None
    if statement is not None:
        link_statement(entry, statement, by=lead)


def _begin(met: Met) -> None:
    start_work(_entry(met), by=_lead(met))


def _try(met: Met, tried: Tried) -> None:
    add_try(_entry(met), tried_on=today(), words=tried.words, outcome=tried.outcome, by=_lead(met))


def _end(met: Met) -> None:
    if met.ended is None:
        return
    _, outcome, result = met.ended
    entry = _entry(met)
    close_entry(
        entry, outcome=outcome, result=result, closed_on=today(), version=entry.version, by=_lead(met)
    )


def _share(met: Met) -> None:
    if met.shared is not None:
        title, text = met.shared.title, met.shared.text
        share_entry(_entry(met), title=title, text=text, agreed=ShareScope.PUBLIC, by=_lead(met))


def _answer(met: Met) -> None:
    entry, officer = _entry(met), people.found(people.OFFICERS[0].key)
    solution = solutions_from([entry.id])[entry.id]
    if met.shared is not None and met.shared.taken_in:
        publish_solution(solution, version=solution.version, by=officer)
    elif met.shared is not None:
        decline_solution(solution, reason=met.shared.reason, by=officer)


def _entry(met: Met) -> BarrierEntry:
    return db.session.scalars(select(BarrierEntry).where(BarrierEntry.words == met.words)).one()


def _lead(met: Met) -> User:
    return people.found(met.body.lead)


def _statement(code: str) -> Statement | None:
    version = current_version()
    if version is None:
        return None
    rows = select(Statement).where(Statement.version_id == version.id, Statement.code == code)
    return db.session.scalar(rows)
