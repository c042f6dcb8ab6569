"""What staff and trainers did around the demo's days: programmes, materials, feedback and barriers."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from charter_portal.barriers.enums import Stage
from charter_portal.cli.demo import organisations as bodies
from charter_portal.cli.demo import people, rounds
from charter_portal.cli.demo.calendar import Calendar, moment, workday
from charter_portal.cli.demo.training import PROGRAMME, TRAINERS, WHAT_NEXT, days
from charter_portal.core.clock import today
from charter_portal.core.database import db
from charter_portal.core.tokens import new_token
from charter_portal.organisations.queries import organisation_by_name
from charter_portal.training import services
from charter_portal.training.enums import (
    Audience,
    DelegateRole,
    MaterialFor,
    PlaceStatus,
    Requirement,
    Way,
)
from charter_portal.training.models import Room, TrainingDay
from charter_portal.training.queries.registers import live_places
from charter_portal.training.rules.places import Delegate
from charter_portal.training.services.asked import ask_for_training
from charter_portal.training.services.barriers import write_barrier_note
from charter_portal.training.services.feedback import give_feedback
from charter_portal.training.services.materials import add_material
from charter_portal.training.services.plans import DayPlan, plan_day
from charter_portal.training.services.steps import publish_day
from charter_portal.training.services.templates import add_template

OFFICER = people.OFFICERS[0].key
TRAINER = next(iter(TRAINERS))
REFRESHER = "Refresher: what has changed in the charter"
STANDARDISATION = """20 Welcome
40 One response, read alone
60 What we gave it, and why
20 Break
60 A second response, in pairs
40 What we take with us"""
ANSWERS = ("4444", "4443", "4334", "3444", "4344", "3433", "44 4", "2343")
"""What each of those who came answered to the four questions; a space is a question that was skipped."""

USEFUL = (
    "Hearing from somebody who has been through vetting themselves.",
    "The examples. I know now what good evidence looks like.",
    "",
    "Time with my own team, away from the desk.",
    "The trainers. Warm, clear and honest.",
    "",
    "Walking through the statements one by one.",
    "",
)
TO_CHANGE = (
    "",
    "A longer break after lunch, please.",
    "",
    "",
    "Send the slides a week before.",
    "",
    "",
    "More about small services.",
)
BARRIERS = (
    (
        bodies.RIVERBEND,
        Stage.CHECK,
        "Prison vetting takes months",
        "Two offers were lost while people waited. Starting earlier, and community duties first, might help.",
    ),
    (
        bodies.RIVERBEND,
        Stage.APPLY,
        "The form asks about convictions at once",
        "The trust's form is the same for every post. The team wants to ask only when an offer is made.",
    ),
    (
        bodies.LANTERNWAY,
        Stage.PROGRESS,
        "No post above peer worker",
        "A senior peer post is in the budget for next year. A job description from another site was offered.",
    ),
)
COMING_TODAY = (
    ("Noor Jansen", DelegateRole.LIVED_EXPERIENCE, "Step-free route to the front, please.", ""),
    ("Hugh Merrick", DelegateRole.LEADERSHIP, "", ""),
    ("Asha Pell", DelegateRole.HUMAN_RESOURCES, "", "No nuts."),
    ("Rhys Cole", DelegateRole.SERVICE_DELIVERY, "A seat near the door.", "Vegan."),
)


def write_down(calendar: Calendar, known: rounds.Rounds) -> None:
    """Programmes stand ready first; each day has its materials, and what was said after it."""
    told = days(known)
    held = told[1]
    calendar.at(workday(told[0].on, -44), "11:00", _keep_programmes)
    calendar.at(workday(known.running.opens, -14), "09:40", partial(_ask_for_a_day, known))
    calendar.at(workday(held.on, -4), "15:05", partial(_give_out, held.title, held.on))
    calendar.at(held.on, "16:30", partial(_note_barriers, held.title, held.on))
    calendar.at(workday(held.on, 1), "18:20", partial(_say_how_it_was, held.title, held.on))
    on = today()
    calendar.at(workday(on, -12), "11:45", partial(_plan_refresher, on))
    calendar.at(workday(on, -11), "12:15", partial(_publish_refresher, on))
    calendar.at(workday(on, -10), "13:05", partial(_book_refresher, on))


def _keep_programmes() -> None:
    officer = people.found(OFFICER)
    summary = "One day together: what the charter asks, and what stands in your way."
    for name, audience, words, programme in (
        ("Charter training day", Audience.APPLICANTS, summary, PROGRAMME),
        (
            "Yearly standardisation",
            Audience.STANDARDISATION,
            "Assessors read the same responses and compare what they gave.",
            STANDARDISATION,
        ),
    ):
        add_template(
            name=name, audience=audience, summary=words, what_next=WHAT_NEXT, programme=programme, by=officer
        )


def _ask_for_a_day(known: rounds.Rounds) -> None:
    cycle = rounds.cycle_of(known.running)
    roles = (DelegateRole.LIVED_EXPERIENCE, DelegateRole.LEADERSHIP)
    ask_for_training(cycle, requirement=Requirement.WARN, roles=roles, by=people.found(OFFICER))


def _give_out(title: str, on: date) -> None:
    for shown, name, page in (
        (MaterialFor.BEFORE, "Before you come: three questions for your team", "questions"),
        (MaterialFor.AFTER, "Slides of the day", "slides"),
    ):
        add_material(
            _row_of(title, on),
            title=name,
            shown=shown,
            upload=None,
            url=f"https://charter-portal.example/training/{page}",
            by=people.found(TRAINER),
        )


def _note_barriers(title: str, on: date) -> None:
    for body, stage, name, words in BARRIERS:
        organisation = organisation_by_name(body.name)
        assert organisation is not None, "An organisation comes before it speaks of its barriers."
        write_barrier_note(
            _row_of(title, on),
            organisation=organisation,
            stage=stage,
            barrier_code=None,
            title=name,
            words=words,
            by=people.found(TRAINER),
        )


def _say_how_it_was(title: str, on: date) -> None:
    came = [each for each in live_places(_row_of(title, on)) if each.status is PlaceStatus.ATTENDED]
    for number, place in enumerate(came[: len(ANSWERS)]):
        keys = ("clear", "next_step", "heard", "access")
        give_feedback(
            place,
            ratings={key: value for key, value in zip(keys, ANSWERS[number], strict=True) if value != " "},
            most_useful=USEFUL[number],
            to_change=TO_CHANGE[number],
            anonymous=number != 3,
        )


def _plan_refresher(on: date) -> None:
    starts_at = moment(on, "10:00")
    plan = DayPlan(
        title=REFRESHER,
        audience=Audience.REFRESHER,
        way=Way.IN_PERSON,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=4),
        booking_closes_at=starts_at - timedelta(days=1),
        room_id=db.session.scalars(select(Room)).one().id,
        trainers=(people.found(TRAINER).id,),
        capacity=12,
        per_organisation=None,
        hold_hours=48,
        price_pence=0,
        summary="For services that hold an award: what is new, and what others have learned.",
        access_notes="",
        joining_words="Come to the reception of Sidings Hall from 9:30am. Tea is ready.",
        what_next="Share what you heard with your team.",
    )
    plan_day(
        plan,
        programme="30 Welcome and tea\n90 What is new | With time to ask\n120 Learning from each other",
        by=people.found(OFFICER),
    )


def _publish_refresher(on: date) -> None:
    publish_day(_row_of(REFRESHER, on, "10:00"), announce=False, by=people.found(OFFICER))


def _book_refresher(on: date) -> None:
    organisation = organisation_by_name(bodies.NORTHMERE.name)
    assert organisation is not None, "An organisation comes before it books."
    services.book(
        _row_of(REFRESHER, on, "10:00"),
        delegates=[
            Delegate(name, f"{'.'.join(name.lower().split())}@northmere.example", role, Way.IN_PERSON, *needs)
            for name, role, *needs in COMING_TODAY
        ],
        organisation=organisation,
        together=False,
        asked_key=new_token(),
        by=people.found(bodies.NORTHMERE.lead),
    )


def _row_of(title: str, on: date, starts: str = "09:30") -> TrainingDay:
    rows = select(TrainingDay).where(TrainingDay.title == title)
    return db.session.scalars(rows.where(TrainingDay.starts_at == moment(on, starts))).one()
