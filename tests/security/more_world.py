"""What the security tests add to the world: people and things behind every last form, and secrets to keep."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update

from charter_portal.accounts.enums import LinkPurpose
from charter_portal.accounts.models import Invitation, SignIn, User
from charter_portal.accounts.services.links import new_link
from charter_portal.accounts.services.passwords import hash_password
from charter_portal.applications.models import Application
from charter_portal.assessment import services as assessment
from charter_portal.awards.enums import DecisionStatus
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.places import PACKAGE
from charter_portal.framework.services import load_charter
from charter_portal.jobs.models import Job
from charter_portal.organisations.models import Organisation, Service
from charter_portal.training.enums import DayStatus
from tests.factories.accounts import PASSWORD, a_person, an_assessor, an_officer
from tests.factories.assessment import (
    a_finished_reading,
    a_read_application,
    a_scored_reading,
    a_submission,
    an_agreed_application,
    an_assessor_who_says,
    charter_for,
)
from tests.factories.awards import a_decision
from tests.factories.cycles import a_cycle
from tests.factories.submissions import a_begun_application
from tests.factories.training import a_day, a_trainer
from tests.permissions.world import World
from tests.security.deeds_involvement import more_pages as involvement_pages
from tests.security.filling_barriers import pages_of_barriers
from tests.security.filling_workforce import page_of_own_request

SECRET = "Quillon-secret"
"""Stands in every word that assessors and staff keep to themselves."""


def add_more(world: World) -> list[str]:
    """Add it all; returns the addresses of pages that the world's own values do not lead to."""
    _add_people(world)
    _add_secrets()
    addresses = [*_links(), *_staff_pages(), *_applicant_pages(world), *_assessor_pages(world)]
    own = db.session.get_one(Organisation, world.values["default"]["organisation_id"])
    addresses += [_milestone_page(world), page_of_own_request(world)]
    addresses += [*pages_of_barriers(world), *involvement_pages(own)]
    addresses += _training_pages(world)
    addresses.append(f"/staff/national?round={world.values['reporting.make_picture']['cycle_id']}")
    with unit_of_work():
        db.session.execute(update(User).values(password_hash=hash_password(PASSWORD)))
        db.session.execute(delete(Job))
    return addresses


def _add_people(world: World) -> None:
    """People whom only one route knows: the invited, and the owner of a certain sign-in."""
    values = world.values["default"]
    offer = db.session.get_one(Invitation, values["role_offer"])
    world.people["invited"] = db.session.scalar(select(User.id).where(User.email_key == offer.email_key))
    world.people["owner of a sign-in"] = db.session.get_one(SignIn, values["sign_in_id"]).user_id
    read = world.values["applications.staff_show"]
    world.values.setdefault("applications.staff_download", {**read, "number": 1})


def _add_secrets() -> None:
    """Two applications of the same organisation, read by people with a name, decided; one is shared."""
    organisation = db.session.scalars(select(Organisation).order_by(Organisation.id)).first()
    for status in (DecisionStatus.CONFIRMED, DecisionStatus.RELEASED):
        hidden = SECRET if status is DecisionStatus.CONFIRMED else "to share"
        application = a_submission(
            organisation=organisation, cycle=a_cycle(f"Round {status}"), title=f"Peer service {status}"
        )
        for reader in (an_assessor_who_says(True, f"Robin {SECRET}"), an_assessor(f"Sam {SECRET}")):
            a_finished_reading(application, assessor=reader, words=SECRET)
        officer = an_officer(f"Olu {SECRET}")
        _agree(application, officer, hidden)
        a_decision(
            application,
            status=status,
            decided="gold",
            summary=f"A message {hidden}",
            by=officer,
            second=an_officer(f"Connie {SECRET}"),
        )


def _agree(application: Application, officer: User, hidden: str) -> None:
    with unit_of_work():
        for statement in charter_for(application).statements:
            assessment.agree_level(
                application,
                statement_id=statement.id,
                level="silver",
                reason=f"Because {SECRET}",
                strengths=f"Strong {hidden}",
                lift=f"Next {hidden}",
                version=0,
                by=officer,
            )
    with unit_of_work():
        assessment.complete_moderation(application, by=officer)
    db.session.refresh(application)


def _links() -> list[str]:
    """A link to choose a new password, and one to confirm an address."""
    forgetful = a_person("Fay Forgetful")
    new = a_person("Nia New", confirmed_at=None)
    with unit_of_work():
        reset = new_link(forgetful, LinkPurpose.RESET_PASSWORD)
        confirm = new_link(new, LinkPurpose.CONFIRM_ADDRESS)
    return [f"/reset/{reset}", f"/confirm/{confirm}"]


def _staff_pages() -> list[str]:
    """A closed account, a draft of the charter, an application to moderate, and one fully agreed."""
    closed = a_person("Cora Closed", deactivated_at=now())
    a_person("Kit Known", email="known.to.us@example.org")
    text = (PACKAGE / "framework" / "sample_charter.yaml").read_text("utf-8")
    with unit_of_work():
        draft, _ = load_charter(text.replace("version: sample-1", "version: sample-2"), "next.yaml")
    read, agreed = a_read_application(), an_agreed_application()
    return [
        f"/staff/people/{closed.id}",
        f"/staff/charter/{draft.id}",
        f"/staff/applications/{read.id}/moderation/1.1",
        f"/staff/applications/{agreed.id}/moderation",
    ]


def _applicant_pages(world: World) -> list[str]:
    """A service that has closed, a round to apply in, and a released outcome whose papers are not printed."""
    organisation = world.values["default"]["organisation_id"]
    with unit_of_work():
        service = db.session.scalars(select(Service).where(Service.organisation_id == organisation)).first()
        closed = Service(
            organisation_id=organisation,
            name="A service that has closed",
            setting=service.setting,
            closed_at=now() - timedelta(days=1),
        )
        db.session.add(closed)
        db.session.flush()
        shut = f"/organisations/{organisation}/services/{closed.id}"
    cycle = a_cycle("Another open round")
    return [f"/applications/new?cycle={cycle.id}", shut]


def _training_pages(world: World) -> list[str]:
    """A day that is still planned, and the own page of somebody for whom a place is held."""
    trainer = a_trainer("Terry Trainer")
    draft = a_day(title="Planned", status=DayStatus.DRAFT, trainers=(trainer,))
    held = world.values["training.accept_by_link"]["token"]
    return [f"/staff/training/days/{draft.id}/publish", f"/training/places/{held}"]


def _assessor_pages(world: World) -> list[str]:
    """A reading with every statement scored, and an application that its reader leads into."""
    done = an_assessor("Dora Done")
    allocation = a_scored_reading(assessor=done)
    world.people["assessor done"] = done.id
    a_begun_application()
    return [f"/assessment/{allocation.id}/finish"]


def _milestone_page(world: World) -> str:
    """The form of a milestone, which is shown once its kind was chosen."""
    values = world.values["workforce"]
    way = f"/organisations/{values['organisation_id']}/workforce/people/{values['person_id']}"
    return f"{way}/milestones/new?kind=offered"
