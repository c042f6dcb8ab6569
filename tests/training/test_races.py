"""Many hands at the places of one day (bar C1, C2, C3, C9), against real worker processes on both engines."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import chain
from typing import Any

import pytest
from sqlalchemy import func, select, text

from charter_portal.accounts.models import User
from charter_portal.audit_trail.models import Entry
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.tokens import new_token
from charter_portal.notifications.models import Message
from charter_portal.training.enums import HELD, LIVE
from charter_portal.training.enums import PlaceStatus as S
from charter_portal.training.models import Booking, Place, TrainingDay
from charter_portal.training.queries import invariant_problems
from charter_portal.training.services import change_capacity
from tests.conftest import POSTGRESQL, prepared
from tests.factories.accounts import an_officer
from tests.factories.organisations import an_organisation, the_lead_of
from tests.factories.training import a_booking, a_day, a_place
from tests.support.live import Browser, LivePortal, all_at_once, live_portal

WITHOUT_LOCKS = "tests.support.without_locks:app"
PEOPLE, PLACES = 200, 5

pytestmark = [pytest.mark.both_engines, pytest.mark.slow]


@pytest.fixture(scope="module")
def start(
    engine_name: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., LivePortal]]:
    """Start a portal with the workers that its engine is meant for, or give the one that runs."""
    with ExitStack() as running:
        known: dict[str, LivePortal] = {}

        def start_portal(application: str = "wsgi:app") -> LivePortal:
            if application in known:
                return known[application]
            folder = tmp_path_factory.mktemp("race")
            url = f"sqlite:///{folder / 'race.sqlite3'}"
            if engine_name == POSTGRESQL:
                url = request.getfixturevalue("postgres").create_database(f"race_{secrets.token_hex(4)}")
            workers = 4 if engine_name == POSTGRESQL else 2
            portal = live_portal(folder, url, workers=workers, prepare=prepared, application=application)
            known[application] = running.enter_context(portal)
            return known[application]

        yield start_portal


class Hands:
    """One day on a running portal, and browsers of people who book for an organisation each."""

    def __init__(self, portal: LivePortal, **day: Any) -> None:
        self.portal = portal
        self.day_id = a_day(**day).id
        self.day = db.session.get_one(TrainingDay, self.day_id)

    def browsers(self, count: int) -> list[tuple[int, Browser]]:
        """So many people, each leading an organisation."""
        made = [an_organisation(services=0) for _ in range(count)]
        return [(each.id, self.portal.browser(the_lead_of(each))) for each in made]

    def book(self, organisation_id: int, browser: Browser, *, key: str = "", email: str = "") -> Any:
        """Press “Book” on a form for one person."""
        form = {
            "asked_key": key or new_token(),
            "delegates-0-name": "Sam Okafor",
            "delegates-0-email": email or f"sam{organisation_id}@example.org",
            "delegates-0-role": "leadership",
            "together": "no",
        }
        return browser.post(f"/organisations/{organisation_id}/training/{self.day_id}/book", form)

    def places(self, *status: S) -> list[Place]:
        """As the database has them now, in the order in which they were asked for."""
        db.session.rollback()
        db.session.expire_all()
        rows = select(Place).where(Place.day_id == self.day_id, Place.status.in_(status or tuple(S)))
        return list(db.session.scalars(rows.order_by(Place.booking_id, Place.id)))

    def mails(self) -> Counter[str]:
        """How many of each notice went out for this day."""
        own = select(Place.id).where(Place.day_id == self.day_id)
        rows = select(Message.notice, func.count()).where(
            Message.subject_type == "training_place", Message.subject_id.in_(own)
        )
        return Counter(dict(db.session.execute(rows.group_by(Message.notice)).all()))


def count(*conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(Entry).where(*conditions)) or 0


def test_two_hundred_people_book_the_last_five_places(start):
    hands = Hands(start(), capacity=PLACES)
    people = hands.browsers(PEOPLE)
    answers = all_at_once([partial(hands.book, *each) for each in people])
    assert Counter(answer.status_code for answer in answers) == {302: PEOPLE}
    booked, waiting = hands.places(S.BOOKED), hands.places(S.WAITING)
    assert (len(booked), len(waiting)) == (PLACES, PEOPLE - PLACES)
    # The first five who asked have the places: whoever waits asked later.
    assert max(place.booking_id for place in booked) < min(place.booking_id for place in waiting)
    mails = hands.mails()
    assert (mails["training/place_booked"], mails["training/place_waiting"]) == (PLACES, PEOPLE - PLACES)
    number = waiting[0].booking.organisation_id
    page = dict(people)[number].get(f"/organisations/{number}/training")
    assert page.status_code == 200 and "Waiting" in page.text
    assert invariant_problems() == []


def same_press_faults(hands: Hands) -> list[str]:
    """What twenty identical presses did that one press would not have done."""
    [(organisation_id, browser)] = hands.browsers(1)
    press = partial(hands.book, organisation_id, browser, key=new_token())
    answers = all_at_once([press] * 20)
    made = select(Booking.id).where(Booking.organisation_id == organisation_id)
    bookings = db.session.scalars(made).all()
    places = [place for place in hands.places() if place.booking_id in bookings]
    own = [place.id for place in places]
    told = select(func.count()).where(
        Message.subject_type == "training_place", Message.subject_id.in_(own)
    )
    wanted = {
        "answers": ({(302, f"/organisations/{organisation_id}/training")}, where(answers)),
        "bookings": (1, len(bookings)),
        "places": (1, len(places)),
        "entries": (1, count(Entry.event == "training.booking.made", Entry.subject_id.in_(bookings))),
        "mails": (1, db.session.scalar(told)),
    }
    return [f"{name}: {got}, not {right}" for name, (right, got) in wanted.items() if got != right]


def where(answers: list[Any]) -> set[tuple[int, str | None]]:
    return {(answer.status_code, answer.headers.get("Location")) for answer in answers}


def test_twenty_presses_of_one_button_are_one_booking(start):
    hands = Hands(start(), capacity=50)
    for number in range(2):
        assert same_press_faults(hands) == [], f"round {number}"


def one_by_twenty(hands: Hands) -> Counter[int]:
    """Twenty colleagues book the same person: how each press was answered."""
    everybody = hands.browsers(20)
    answers = all_at_once([partial(hands.book, *each, email="one@example.org") for each in everybody])
    return Counter(answer.status_code for answer in answers)


def test_one_person_booked_by_twenty_colleagues_has_one_place(start):
    hands = Hands(start(), capacity=50)
    assert one_by_twenty(hands) == {302: 1, 400: 19}
    assert len(hands.places(*LIVE)) == 1


def booked_twice(hands: Hands) -> bool:
    """Whether the same person got more than one place."""
    one_by_twenty(hands)
    return len(hands.places(*LIVE)) > 1


def within_the_limit(hands: Hands) -> Counter[int]:
    """Twelve colleagues' people for a limit of three: how each press was answered."""
    [(organisation_id, browser)] = hands.browsers(1)
    presses = [
        partial(hands.book, organisation_id, browser, email=f"person{number}@example.org")
        for number in range(12)
    ]
    return Counter(answer.status_code for answer in all_at_once(presses))


def test_the_limit_of_an_organisation_holds_against_many_hands(start):
    hands = Hands(start(), capacity=50, per_organisation=3)
    assert within_the_limit(hands) == {302: 3, 400: 9}
    assert len(hands.places(*LIVE)) == 3


def come_and_go(hands: Hands) -> Counter[int]:
    """Ten of twelve cancel while ten join and staff lower the day: how each press was answered."""
    booked = [a_place(hands.day) for _ in range(12)]
    a_booking(hands.day, count=3)
    leads = [hands.portal.browser(place.booking.booked_by) for place in booked[:10]]
    cancels = [
        partial(browser.post, f"/training/place/{place.id}/cancel")
        for browser, place in zip(leads, booked, strict=False)
    ]
    joins = [partial(hands.book, *each) for each in hands.browsers(10)]
    fewer = partial(lower, hands.portal, hands.day_id, an_officer().id, to=8)
    db.session.rollback()
    acts = [fewer, *chain.from_iterable(zip(cancels, joins, strict=True))]
    return Counter(answer.status_code for answer in all_at_once(acts)[1:])


def test_cancelling_joining_and_fewer_places_at_once(start):
    """C3: never too many, nobody served twice or dropped, and the order of the list is kept."""
    for number in range(2):
        hands = Hands(start(), capacity=12)
        assert come_and_go(hands) == {302: 20}, f"round {number}"
        _everybody_is_accounted_for(hands)


def shared_out_wrongly(hands: Hands) -> bool:
    """Whether coming and going at once broke an answer, a promise or the order of the list."""
    if come_and_go(hands) != {302: 20}:
        return True
    try:
        _everybody_is_accounted_for(hands)
    except AssertionError:
        return True
    return False


def _everybody_is_accounted_for(hands: Hands) -> None:
    everybody = hands.places()
    states = Counter(place.status for place in everybody)
    assert len(everybody) == 25 and states[S.CANCELLED] == 10
    capacity = db.session.get_one(TrainingDay, hands.day_id).capacity
    assert sum(states[state] for state in HELD) == min(capacity, 15)
    served = [place for place in everybody if place.status in {S.OFFERED, S.BOOKED}]
    waiting = hands.places(S.WAITING)
    assert not waiting or max(p.booking_id for p in served) <= min(p.booking_id for p in waiting)
    offers = select(Entry.subject_id).where(
        Entry.event == "training.place.offer", Entry.subject_id.in_([place.id for place in everybody])
    )
    told = list(db.session.scalars(offers.order_by(Entry.id)))
    assert len(told) == len(set(told)), "Somebody was offered a place twice."
    assert told == sorted(told, key=lambda number: db.session.get_one(Place, number).booking_id)
    assert invariant_problems() == []


def lower(portal: LivePortal, day_id: int, officer_id: int, *, to: int) -> None:
    """Staff make the day smaller; while too many places are taken they are told so."""
    with portal.app.app_context():
        try:
            with unit_of_work():
                day = db.session.get_one(TrainingDay, day_id)
                change_capacity(day, capacity=to, by=db.session.get_one(User, officer_id))
        except RuleBroken:
            pass
        db.session.close()


def oversold(hands: Hands) -> bool:
    """Thirty people book the last two places: whether more than two got one, or somebody met a fault."""
    answers = all_at_once([partial(hands.book, *each) for each in hands.browsers(30)])
    return len(hands.places(*HELD)) != 2 or any(answer.status_code != 302 for answer in answers)


def test_the_races_are_seen_when_the_locks_are_off(start):
    portal = start(WITHOUT_LOCKS)
    assert any(oversold(Hands(portal, capacity=2)) for _ in range(4))
    assert any(same_press_faults(Hands(portal, capacity=50)) for _ in range(4))
    assert any(
        within_the_limit(Hands(portal, capacity=50, per_organisation=3)) != {302: 3, 400: 9} for _ in range(4)
    )
    assert any(shared_out_wrongly(Hands(portal, capacity=12)) for _ in range(4))
    assert any(one_by_twenty(Hands(portal, capacity=50)) != {302: 1, 400: 19} for _ in range(4))


def test_one_person_has_two_places_without_the_index(start, engine_name):
    """It rests on the index, too. SQLite stops the second writer by itself, whatever the locks do."""
    if engine_name != POSTGRESQL:
        return
    portal = start(WITHOUT_LOCKS)
    assert not booked_twice(Hands(portal, capacity=50))
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(text("DROP INDEX uq_training_place_live"))
    assert any(booked_twice(Hands(portal, capacity=50)) for _ in range(4))
