"""What the world of the permission tests has no need of, but a reader of pages has: more states, more words."""

from __future__ import annotations

from typing import Any

from charter_portal.accounts.models import User
from charter_portal.applications.models import Application, Partner
from charter_portal.applications.services import cite, return_for_changes
from charter_portal.assessment.enums import ConflictKind
from charter_portal.assessment.services import declare_conflict
from charter_portal.awards.enums import DecisionStatus
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.storage import storage
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.models import Membership, Organisation
from tests.browsing.scenes_barriers import scenes_of_barriers
from tests.browsing.scenes_involvement import involvement_scenes
from tests.browsing.scenes_reporting import fill_the_picture
from tests.browsing.scenes_training_booking import booking_scenes
from tests.browsing.scenes_training_days import day_scenes
from tests.browsing.scenes_workforce import scenes_of_the_workforce
from tests.factories.accounts import a_person_with_password, an_officer
from tests.factories.applications import the_response, write
from tests.factories.assessment import (
    a_read_application,
    a_scored_reading,
    a_submission,
    an_allocation,
    an_open_reading,
)
from tests.factories.awards import a_decision, a_withdrawn_award
from tests.factories.cycles import a_cycle
from tests.factories.organisations import the_lead_of
from tests.factories.submissions import A_PDF, a_begun_application, a_complete_application, a_file_of
from tests.factories.submissions import a_submission as hand_over
from tests.permissions.world import World

STORY = "One day somebody asked me what I could do."

HARM = {
    "page.txt": b"<!doctype html><title>x</title><script>window.hits=['ran']</script><h1>Hello</h1>\n",
    "table.csv": b'<svg xmlns="http://www.w3.org/2000/svg" onload="window.hits=[1]"/>,=1+1,"a"\n',
    "paper.pdf": b"<html><body onload=window.hits=[2]>%PDF-1.4 /OpenAction /JavaScript app.alert(1)</body></html>",
}
"""What a browser could be tempted to run, as if the gate for uploads had let it through."""

Values = dict[str, Any]


def add_scenes(world: World) -> dict[str, Values]:
    """Build every scene in the present database; returns the values of their addresses by name."""
    organisation = db.session.get_one(Organisation, world.values["default"]["organisation_id"])
    reader = db.session.get_one(User, world.people["assessor reading"])
    writer = a_person_with_password("Pia Password")
    with unit_of_work():
        db.session.add(Membership(organisation_id=organisation.id, user_id=writer.id, role=MemberRole.LEAD))
    world.people["person with a password"] = writer.id
    fill_the_picture()
    return {
        "begun": _begun(organisation),
        "returned": _returned(organisation),
        "files": _files(organisation, reader),
        "scored": _scored(organisation, reader),
        "read": {"application_id": a_read_application(other_levels={"1.1": "gold"}).id},
        "sent back": {"application_id": a_decision(status=DecisionStatus.SENT_BACK).application_id},
        "taken back": _taken_back(organisation),
        **involvement_scenes(organisation),
        **scenes_of_barriers(organisation),
        **scenes_of_the_workforce(organisation),
        **booking_scenes(organisation, reader),
        **day_scenes(organisation),
    }


def _begun(organisation: Organisation) -> Values:
    """Begun today: one statement with a story, nothing else. Something is open on every page of it."""
    application = a_begun_application(organisation, a_cycle("Begun round"), title="Begun")
    write(application, "1.1", narrative="A first line.", lived_experience=STORY, level=None)
    with unit_of_work():
        application.partners.append(Partner(name="Riverside Peers", contribution="Two peer mentors."))
    return {"application_id": application.id, "code": "1.2"}


def _returned(organisation: Organisation) -> Values:
    application = a_complete_application(organisation, a_cycle("Returned round"), title="Returned")
    hand_over(application=application)
    statement, officer = the_response(application).statement_id, an_officer()
    with unit_of_work():
        return_for_changes(
            application, reason="A page is missing.", statements={statement: "Please add page 2."}, by=officer
        )
    return {"application_id": application.id}


def _files(organisation: Organisation, reader: User) -> Values:
    """A submission with a file of each kind that could do harm if a browser opened it, being read."""
    application = a_complete_application(organisation, a_cycle("Files round"), title="Files")
    lead, first = the_lead_of(organisation), the_response(application)
    for name, harm in HARM.items():
        item = a_file_of(application, name, (A_PDF if name.endswith("pdf") else b"Words.").ljust(len(harm)))
        with unit_of_work():
            cite(first, evidence=item, where_to_look="", by=lead)
        assert item.file is not None
        storage().objects[item.file.key] = harm  # type: ignore[attr-defined]
    hand_over(application=application)
    reading = an_open_reading(application, assessor=reader)
    db.session.expire_all()
    items = [item for item in db.session.get_one(Application, application.id).evidence if item.file]
    return {
        "application_id": application.id,
        "allocation_id": reading.id,
        "evidence_ids": [item.id for item in items],
        "numbers": [item.number for item in items],
    }


def _scored(organisation: Organisation, reader: User) -> Values:
    """Every statement scored and nothing handed over; somebody else has declared a conflict in words."""
    application = a_submission(organisation=organisation, cycle=a_cycle("Scored round"), title="Scored")
    reading = a_scored_reading(application, assessor=reader)
    asked = an_allocation(application)
    with unit_of_work():
        declare_conflict(asked, kind=ConflictKind.HELPED, note="I read a draft of it.", by=asked.assessor)
    return {"application_id": application.id, "allocation_id": reading.id}


def _taken_back(organisation: Organisation) -> Values:
    award = a_withdrawn_award(organisation=organisation, cycle=a_cycle("Taken round"), title="Taken back")
    return {"application_id": award.decision.application_id, "code": award.code, "award_id": award.id}
