"""What happened before this year: an award that has expired by now, and the whole of last year's round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import select

from charter_portal.awards.models import Award
from charter_portal.awards.services import release_decisions, withdraw_award
from charter_portal.cli.demo import organisations as bodies
from charter_portal.cli.demo import people, rounds, words
from charter_portal.cli.demo.applications import Life, Plan
from charter_portal.cli.demo.calendar import Calendar, workday
from charter_portal.cli.demo.panels import FIRST, SECOND, Panel
from charter_portal.core.database import db


@dataclass(frozen=True)
class Past:
    """An application whose outcome was shared: who read it, and what was decided."""

    plan: Plan
    readers: tuple[str, ...]
    tier: str | None


TIDEWELL = Past(
    Plan(
        turn=0,
        body=bodies.TIDEWELL,
        title="Tidewell House, care and health together",
        services=("Tidewell House",),
        aim="bronze",
        tier="bronze",
        above="1.4 2.3 5.2",
        below="3.1 4.4 6.4",
        job_title="Principal social worker",
        slots={
            "service": "Tidewell House",
            "team": "the house team",
            "place": "the house",
            "manager": "the registered manager",
            "posts": "two",
        },
        partner=("Seven Sisters Advocacy", "Independent advocates who visit each week"),
    ),
    readers=("dev", "margaret"),
    tier="bronze",
)

LAST_YEAR = (
    Past(
        Plan(
            turn=1,
            body=bodies.RIVERBEND,
            title="Riverbend Liaison and Diversion peer team",
            services=("Riverbend Liaison and Diversion",),
            aim="silver",
            tier="bronze",
            above="1.1 1.4 2.3 3.3 5.1",
            below="1.5 4.2 6.4",
            hopes="2.2 3.5 4.2 6.4",
            job_title="Director of people",
            signer="helen",
            writers=("tomasz",),
            slots={
                "service": "Riverbend Liaison and Diversion",
                "team": "the custody team",
                "place": "the custody suites",
                "manager": "the team manager",
                "posts": "three",
            },
            partner=("Lanternway CIC", "Employs and supervises the peer workers"),
        ),
        readers=("rosalind", "margaret"),
        tier="bronze",
    ),
    Past(
        Plan(
            turn=2,
            body=bodies.LANTERNWAY,
            title="Lanternway Peer Mentoring",
            services=("Lanternway Peer Mentoring",),
            aim="gold",
            tier="gold",
            below="1.2 3.1 5.3 6.3",
            job_title="Director",
            writers=("ruth",),
            slots={
                "service": "Lanternway Peer Mentoring",
                "team": "the mentoring team",
                "place": "the courts",
                "manager": "the programme manager",
                "posts": "fourteen",
            },
            partner=("Harrow Lane Housing", "Homes for people who start work with us"),
        ),
        readers=("dev", "esther", "luca"),
        tier="gold",
    ),
    Past(
        Plan(
            turn=3,
            body=bodies.NORTHMERE,
            title="HMP Harrowfell Healthcare",
            services=("HMP Harrowfell Healthcare",),
            aim="bronze",
            tier="working_towards",
            above="1.2 2.3 3.5 5.1 5.2",
            below="4.4 6.4",
            hopes="1.3 2.4 4.2",
            job_title="Regional manager",
            signer="marcus",
            slots={
                "service": "HMP Harrowfell Healthcare",
                "team": "the healthcare team",
                "place": "the prison",
                "manager": "the head of healthcare",
                "posts": "none",
            },
            partner=("Wayside Chaplaincy Volunteers", "Volunteers who welcome new colleagues"),
        ),
        readers=("rosalind", "luca"),
        tier="working_towards",
    ),
    Past(
        Plan(
            turn=4,
            body=bodies.FENBROOK,
            title="Fenbrook custody nurses and peers",
            services=("Fenbrook Police Custody Healthcare",),
            aim="silver",
            tier="silver",
            above="1.3 2.2 5.2",
            below="3.2 4.2 4.4 6.4",
            job_title="Service manager",
            slots={
                "service": "Fenbrook Police Custody Healthcare",
                "team": "the custody healthcare team",
                "place": "the custody suites",
                "manager": "the lead nurse",
                "posts": "six",
            },
            partner=("Two Rivers Recovery", "Peer workers on weekday evenings"),
        ),
        readers=("esther", "margaret"),
        tier="silver",
    ),
    Past(
        Plan(
            turn=5,
            body=bodies.CALLOWAY,
            title="Larkfield House",
            services=("Larkfield House",),
            aim="working_towards",
            tier="working_towards",
            above="5.2",
            below="1.1 2.1 2.4 3.4 4.1 4.3 6.2 6.3",
            hopes="1.1 2.1 2.4 3.4 4.1 4.3 6.2 6.3",
            job_title="Hospital director",
            slots={
                "service": "Larkfield House",
                "team": "the ward team",
                "place": "the hospital",
                "manager": "the ward manager",
                "posts": "none",
            },
            partner=("Larkfield Friends", "Visitors who would like to do more"),
        ),
        readers=("dev", "luca"),
        tier=None,
    ),
    Past(
        Plan(
            turn=6,
            body=bodies.KESTREL,
            title="Kestrel Engaging People",
            services=("Kestrel Engaging People",),
            aim="silver",
            tier="silver",
            above="1.5 6.3",
            below="1.2 2.3 4.4 5.3",
            job_title="Engagement manager",
            slots={
                "service": "Kestrel Engaging People",
                "team": "the engagement team",
                "place": "the probation offices",
                "manager": "the engagement manager",
                "posts": "five",
            },
            partner=("Harrow Lane Housing", "Rooms for the people's council"),
        ),
        readers=("rosalind", "esther"),
        tier="silver",
    ),
)


def write_down(calendar: Calendar, known: rounds.Rounds) -> None:
    """The first round with its one application, then last year's with six."""
    _tell(calendar, known.first, (TIDEWELL,))
    _tell(calendar, known.last, LAST_YEAR)
    day = workday(known.now, -60)
    calendar.at(day, "14:30", partial(_withdraw, LAST_YEAR[-1].plan.title))


def _tell(calendar: Calendar, held: rounds.Round, pasts: tuple[Past, ...]) -> None:
    for place, past in enumerate(pasts):
        life = Life(calendar, past.plan, held)
        begun = workday(held.opens, 4 + 3 * place)
        life.begins(begun)
        life.writes(workday(begun, 3), pause=4)
        life.is_submitted(workday(held.deadline, -(place % 4)))
        _judge(Panel(life, past.readers, officer=(FIRST, SECOND)[place % 2]), past, held)
    calendar.at(held.release, "10:00", partial(_release, held))


def _judge(panel: Panel, past: Past, held: rounds.Round) -> None:
    asked = workday(held.deadline, 2)
    panel.is_asked(asked)
    read = panel.reads_all(workday(asked, past.plan.turn % 3))
    panel.is_moderated(workday(read, 2))
    panel.is_proposed(held.panel, tier=past.tier)
    panel.is_confirmed(workday(held.panel, 1))


def _release(held: rounds.Round) -> None:
    release_decisions(rounds.cycle_of(held), by=people.found(FIRST))


def _withdraw(title: str) -> None:
    award = db.session.scalars(select(Award).where(Award.title == title)).one()
    withdraw_award(award, reason=words.letter("award_withdrawn"), by=people.found(SECOND))


def first_days(known: rounds.Rounds) -> dict[bodies.Body, date]:
    """When each organisation came to the portal: soon after the round opened in which it first took part."""
    early = {bodies.TIDEWELL: workday(known.first.opens, 1)}
    return early | {past.plan.body: workday(known.last.opens, 1) for past in LAST_YEAR}
