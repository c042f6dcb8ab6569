"""The demo's training days: one before each round, and what comes: with room, full, for assessors."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from charter_portal.cli.demo import organisations as bodies
from charter_portal.cli.demo import people
from charter_portal.cli.demo.calendar import Calendar, moment, workday
from charter_portal.cli.demo.rounds import Rounds
from charter_portal.core.database import db
from charter_portal.core.tokens import new_token
from charter_portal.organisations.enums import Region
from charter_portal.organisations.queries import organisation_by_name
from charter_portal.training import services
from charter_portal.training.enums import Audience, DelegateRole, PlaceStatus, RegisterDeed, Way
from charter_portal.training.models import Place, Room, TrainingDay
from charter_portal.training.queries.registers import live_places
from charter_portal.training.rules.places import Delegate
from charter_portal.training.services.plans import DayPlan, plan_day
from charter_portal.training.services.registers import close_register, mark
from charter_portal.training.services.steps import publish_day
from charter_portal.training.services.trainers import add_trainer
from charter_portal.training.services.venues import add_room, add_venue

TRAINERS = {
    "rosalind": "Rosalind was a peer mentor before she led a team. She trains with her own story.",
    "esther": "Esther runs a service that grew from two volunteers. She likes plain words and long breaks.",
}
PROGRAMME = """30 Welcome and tea
60 Values and themes | What the charter asks, and why
60 Evidence statements | With examples from other services
60 Lunch
75 What stands in our way | An open talk about barriers, and what helped others
60 Your own plan | Who does what next, and by when
30 Questions and goodbye"""
WHAT_NEXT = "You start your application when you are ready. We ring each organisation two weeks later."
ROLES = tuple(DelegateRole)
BODIES = (
    *(bodies.RIVERBEND, bodies.LANTERNWAY, bodies.NORTHMERE, bodies.TIDEWELL),
    *(bodies.SALTMARSH, bodies.MARIGOLD, bodies.GREENFOLD),
)


@dataclass(frozen=True)
class Day:
    """One training day of the demo, and who comes: the key of who books, and the delegates' names."""

    title: str
    on: date
    capacity: int
    way: Way = Way.IN_PERSON
    audience: Audience = Audience.APPLICANTS
    bookings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    together: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    per_organisation: int | None = 6


def days(known: Rounds) -> tuple[Day, ...]:
    """Last year's day, this year's, and those that come: a full one with a waiting list among them."""
    return (
        Day(
            "Charter training day",
            workday(known.last.opens, 10),
            20,
            bookings={
                "amara": ("Tomasz Lisowski", "Helen Achebe", "Grace Pennant"),
                "sian": ("Marcus Oyelaran", "Petra Holm"),
                "gwen": ("Gwen Tregarth", "Ali Rahman"),
            },
            absent=("Petra Holm",),
        ),
        Day(
            "Charter training day",
            workday(known.running.opens, 12),
            16,
            bookings={
                "amara": ("Amara Whitfield", "Nell Osei", "Joe Marsh"),
                "jonah": ("Jonah Adeyemi", "Ruth Calderwood", "Sol Grant"),
                "bea": ("Bea Lindqvist", "Chidi Norwood"),
                "farida": ("Farida Haque",),
            },
            absent=("Sol Grant",),
        ),
        Day(
            "Charter training day: full, with a waiting list",
            workday(known.now, 18),
            6,
            bookings={
                "amara": ("Dan Whitlow", "Mia Torres"),
                "gwen": ("Lena Hart", "Obi Nwosu", "Kit Farrow"),
                "sian": ("Jude Barnaby",),
                "callum": ("Callum Rusk", "Wren Abara"),
                "farida": ("Tess Moreno",),
            },
            together=("callum",),
        ),
        Day(
            "Charter training day, online",
            workday(known.now, 32),
            40,
            way=Way.ONLINE,
            bookings={"bea": ("Ines Calder",)},
        ),
        Day("Charter training day", workday(known.now, 60), 24, way=Way.HYBRID),
        Day(
            "Assessors: yearly standardisation",
            workday(known.now, 14),
            12,
            way=Way.ONLINE,
            audience=Audience.STANDARDISATION,
            per_organisation=None,
        ),
    )


def write_down(calendar: Calendar, known: Rounds) -> None:
    """Venue and trainers first; each day is planned, published and booked some weeks before it is held."""
    told = days(known)
    calendar.at(workday(told[0].on, -45), "10:00", _prepare)
    for place, day in enumerate(told):
        planned = min(workday(day.on, -8), workday(known.now, -8))
        calendar.at(planned, f"10:{20 + 5 * place}", partial(_plan, day))
        calendar.at(workday(planned, 1), f"09:{5 * place:02}", partial(_publish, day))
        for turn, who in enumerate(day.bookings):
            calendar.at(workday(planned, 2), f"{10 + place}:{3 * turn:02}", partial(_book, day, who))
        if day.on < known.now:
            calendar.at(day.on, "15:40", partial(_take_register, day))
    full = told[2]
    calendar.at(workday(known.now, -1), "14:10", partial(_give_up, full, "Jude Barnaby"))


def _prepare() -> None:
    officer = people.found(people.OFFICERS[0].key)
    hall = add_venue(
        name="Sidings Hall",
        region=Region.MIDLANDS,
        address="Canal Street\nAshcombe",
        access_notes="Step-free from the street. Hearing loops in each room. A quiet room on the left.",
        travel_notes="Five minutes from Ashcombe station. Two parking bays for blue badges.",
        by=officer,
    )
    add_room(hall, name="Garden Room", seats=30, by=officer)
    for key, words in TRAINERS.items():
        add_trainer(email=people.BY_KEY[key].email, words=words, by=officer)


def _plan(day: Day) -> None:
    starts_at = moment(day.on, "09:30")
    plan = DayPlan(
        title=day.title,
        audience=day.audience,
        way=day.way,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=6, minutes=15),
        booking_closes_at=moment(workday(day.on, -3), "17:00"),
        room_id=None if day.way is Way.ONLINE else db.session.scalars(select(Room)).one().id,
        trainers=tuple(people.found(key).id for key in TRAINERS),
        capacity=day.capacity,
        per_organisation=day.per_organisation,
        hold_hours=48,
        price_pence=0,
        summary="One day together: what the charter asks, and what stands in your way.",
        access_notes="Captions are on for those who join online. Breaks are every 75 minutes.",
        joining_words="Join at meet.charter-portal.example/day. The room opens at 9:15am.",
        what_next=WHAT_NEXT,
    )
    plan_day(plan, programme=PROGRAMME, by=people.found(people.OFFICERS[0].key))


def _publish(day: Day) -> None:
    publish_day(_row_of(day), announce=True, by=people.found(people.OFFICERS[0].key))


def _book(day: Day, who: str) -> None:
    person, body = people.BY_KEY[who], next(each for each in BODIES if each.lead == who)
    organisation = organisation_by_name(body.name)
    assert organisation is not None, "An organisation comes before it books."
    services.book(
        _row_of(day),
        delegates=[
            Delegate(name, _address(name, body.domain), ROLES[place % 4], _joins(day))
            for place, name in enumerate(day.bookings[who])
        ],
        organisation=organisation,
        together=who in day.together,
        asked_key=new_token(),
        by=people.found(person.key),
    )


def _take_register(day: Day) -> None:
    officer, held = people.found(people.OFFICERS[0].key), _row_of(day)
    for place in live_places(held):
        if place.status is PlaceStatus.BOOKED:
            deed = RegisterDeed.ABSENT if place.name in day.absent else RegisterDeed.CHECK_IN
            mark(place, deed, by=officer)
    close_register(held, by=officer)


def _give_up(day: Day, name: str) -> None:
    place = db.session.scalars(select(Place).where(Place.day_id == _row_of(day).id, Place.name == name)).one()
    services.cancel_place(place, by=place.booking.booked_by)


def _joins(day: Day) -> Way:
    return Way.IN_PERSON if day.way is Way.HYBRID else day.way


def _address(name: str, domain: str) -> str:
    return f"{'.'.join(name.lower().split())}@{domain}"


def _row_of(day: Day) -> TrainingDay:
    rows = select(TrainingDay).where(TrainingDay.title == day.title)
    return db.session.scalars(rows.where(TrainingDay.starts_at == moment(day.on, "09:30"))).one()
