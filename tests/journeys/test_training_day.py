"""A training day from plan to application: published, booked out, waited for, attended, certified."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from io import BytesIO

import pypdfium2
import pytest
import time_machine
import vobject
from playwright.sync_api import Browser

from charter_portal.accounts.enums import Role
from charter_portal.cli.keeping import broken_invariants
from charter_portal.core.clock import now, to_london
from charter_portal.core.database import db
from charter_portal.notifications.services import deliver_due
from charter_portal.training.models import TrainingDay
from charter_portal.training.services.reminders import send_reminders
from tests.factories.accounts import a_person
from tests.factories.cycles import a_cycle
from tests.factories.organisations import an_organisation
from tests.factories.submissions import a_begun_application
from tests.factories.training_days import moved_to
from tests.journeys.portal import Portal, Visitor, pictures_folder
from tests.journeys.test_from_registration_to_certificate import hash_password_in
from tests.support import processes

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TITLE = "Charter training day in Leeds"
LEADS = {"asha": "Riverside Trust", "bo": "Harbour Peers", "cy": "Moorland Prison Healthcare"}
APPLICATION = "Healthcare at Moorland"
DAYS_AWAY = 20
PHONE = {"tess", "kim"}
"""Whom the story shows at a phone: the trainer at the door, and the delegate who waits."""


@pytest.fixture
def people(chromium: Browser, portal: Portal) -> dict[str, Visitor]:
    """Everybody of this story at a browser."""
    _the_team(portal)
    folder = pictures_folder()
    return {
        name: Visitor(
            chromium,
            portal,
            375 if name in PHONE else 1280,
            pictures=folder / f"training-{name}" if folder else None,
        )
        for name in ("olu", *LEADS, "jo", "kim", "tess")
    }


def test_from_plan_to_application(portal: Portal, people: dict[str, Visitor]) -> None:
    number = _staff_plan_and_publish(people["olu"])
    _three_organisations_book(people, number)
    _one_cancels_and_the_next_is_promoted(portal, people)
    _everybody_is_reminded(portal, number)
    _the_calendar_file_opens_right(portal, people["kim"], number)
    _the_trainer_checks_in_and_closes(portal, people, number)
    _the_delegate_takes_the_certificate(portal, people["kim"])
    _the_application_shows_it(people["cy"])
    for visitor in people.values():
        visitor.only_own_requests()
    with portal.app.app_context():
        assert broken_invariants() == []


def _the_team(portal: Portal) -> None:
    given = {"password_hash": hash_password_in(portal)}
    with portal.app.app_context():
        a_person("Olu Officer", Role.OFFICER, email="olu@example.org", **given)
        a_person("Tess Trainer", email="tess@example.org", **given)
        a_cycle("Spring round")
        for name, organisation in LEADS.items():
            lead = a_person(f"{name.title()} Lead", email=f"{name}@example.org", **given)
            made = an_organisation(organisation, lead=lead)
            if name == "cy":
                a_begun_application(made, title=APPLICATION, by=lead)


def _at(days: int, clock: str) -> str:
    """So many days from today at this time in London, as the browser's field takes it."""
    return f"{(to_london(now()) + timedelta(days=days)).date()}T{clock}"


def _staff_plan_and_publish(olu: Visitor) -> int:
    olu.sign_in("olu@example.org").go("/staff/training/venues/new")
    olu.fill("Name of the venue", "Sidings Hall").fill("Address", "Canal Street, Leeds")
    olu.fill("Access", "Step-free from the street.").press("Add the venue")
    olu.follow("Add a room").fill("Name of the room", "Garden Room").fill("Seats", "30")
    olu.press("Add the room").see("Garden Room")
    olu.go("/staff/training/trainers/new").fill("Email address", "tess@example.org")
    olu.fill("What delegates read about them", "Tess trains with her own story.").press("Add the trainer")
    olu.go("/staff/training/days/new").fill("Title", TITLE).take("Audience", "Organisations that apply")
    olu.take("How it is held", "In person").fill("Starts", _at(DAYS_AWAY, "09:30"))
    olu.fill("Ends", _at(DAYS_AWAY, "15:30")).fill("Booking closes", _at(DAYS_AWAY - 2, "17:00"))
    olu.take("Venue and room", "Sidings Hall: Garden Room (30 seats)").choose("Tess Trainer")
    olu.fill("Places", "3").fill("Most places for one organisation", "2")
    olu.fill("Joining details", "Ring the blue bell.")
    olu.fill("Programme", "30 Welcome\n60 Values and themes\n270 Evidence statements")
    olu.press("Save the plan").see("Nobody is told before you publish it")
    olu.follow("Publish").press("Publish the day").see(TITLE)
    found = re.search(r"/days/(\d+)", olu.page.url)
    assert found, olu.page.url
    return int(found[1])


def _three_organisations_book(people: dict[str, Visitor], number: int) -> None:
    delegates = {"asha": ["Ines Calder"], "bo": ["Jo Marsh", "Sol Grant"], "cy": ["Kim Vale"]}
    for name, visitor in ((name, people[name]) for name in LEADS):
        visitor.sign_in(f"{name}@example.org").follow("Training").see(TITLE).follow(TITLE)
        visitor.follow("Book places")
        for place, delegate in enumerate(delegates[name]):
            if place:
                visitor.press("Add another person")
                assert visitor.find("#delegates-0-name").input_value() == delegates[name][0]
            visitor.find(f"#delegates-{place}-name").fill(delegate)
            visitor.find(f"#delegates-{place}-email").fill(f"{delegate.split()[0].lower()}@example.org")
            visitor.find(f"#delegates-{place}-role").select_option(label="Leadership")
        if name == "cy":
            visitor.take("Which application is it for? (optional)", APPLICATION)
        visitor.press("Book")
    people["asha"].see("1 person has a place.").go(f"/training/{number}").see("Full: you can join")
    people["bo"].see("2 people have a place.")
    people["cy"].see("1 person is on the waiting list.").see("Waiting")


def _one_cancels_and_the_next_is_promoted(portal: Portal, people: dict[str, Visitor]) -> None:
    kim, jo = people["kim"], people["jo"]
    kim.go(_own_page(portal, "kim@example.org")).see("You are on the waiting list")
    assert "blue bell" not in kim.text
    jo.go(_own_page(portal, "jo@example.org")).see("Ring the blue bell.")
    jo.follow("Cancel your place").press("Cancel your place").see("This place is cancelled")
    portal.mail_to("kim@example.org", "A place has become free")
    people["cy"].go("/home").see("A place is held for Kim Vale")
    kim.page.reload()
    kim.look().see("A place is held for you").press("Take the place").see("You have a place.")
    kim.see("Ring the blue bell.").see("At the door")
    people["cy"].go("/home")
    assert "is held for" not in people["cy"].text


def _everybody_is_reminded(portal: Portal, number: int) -> None:
    """The clock moves to the day before; the worker's own chores do the rest."""
    with portal.app.app_context():
        day = db.session.get_one(TrainingDay, number)
        with time_machine.travel(day.starts_at - timedelta(hours=20), tick=False):
            send_reminders()
            send_reminders()
            deliver_due()
        db.session.close()
    letters = [text for text in portal._letters() if "To: kim@example.org" in text and "omorrow" in text]
    assert len(letters) == 1


def _the_calendar_file_opens_right(portal: Portal, kim: Visitor, number: int) -> None:
    event = vobject.readOne(kim.download("Put it into your calendar").decode()).vevent
    wanted = datetime.fromisoformat(_at(DAYS_AWAY, "09:30"))
    assert event.dtstart.value.replace(tzinfo=None) == wanted
    with portal.app.app_context():
        day = db.session.get_one(TrainingDay, number)
        assert event.dtstart.value.astimezone(day.starts_at.tzinfo) == day.starts_at
        assert event.dtend.value - event.dtstart.value == timedelta(hours=6)
        db.session.close()


def _the_trainer_checks_in_and_closes(portal: Portal, people: dict[str, Visitor], number: int) -> None:
    kim, tess = people["kim"], people["tess"]
    code = kim.find(".digest").inner_text()
    with portal.app.app_context():
        moved_to(db.session.get_one(TrainingDay, number), now() - timedelta(minutes=30))
        db.session.close()
    tess.sign_in("tess@example.org").go(f"/training/check-in/{code}").see("Kim Vale")
    tess.press("Check in").see("Attended")
    tess.go(f"/staff/training/days/{number}").follow("Register").see("Ines Calder")
    tess.follow("Close the register").press("Close the register now")
    people["olu"].go(f"/staff/training/days/{number}").see("Came 1").see("Not there 2")


def _the_delegate_takes_the_certificate(portal: Portal, kim: Visitor) -> None:
    def printed() -> bool:
        kim.page.goto(_own_page(portal, "kim@example.org"))
        return kim.page.get_by_role("link", name="Download your certificate").count() == 1

    processes.eventually(printed, patience=60)
    kim.look().see("Thank you for coming")
    document = pypdfium2.PdfDocument(BytesIO(kim.download("Download your certificate")))
    words = document[0].get_textpage().get_text_bounded()
    assert "Kim Vale" in words and "Moorland Prison Healthcare" in words
    kim.follow("Tell us how the day was").see("How was it?")


def _the_application_shows_it(cy: Visitor) -> None:
    cy.go("/applications").follow(APPLICATION).see("Training: who attended")
    cy.see("Kim Vale").see("Attended").see("For this application")


def _own_page(portal: Portal, address: str) -> str:
    return portal.link_for(address, "/training/places/")
