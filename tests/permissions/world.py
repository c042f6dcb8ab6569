"""A small world in which every route has a real thing to be asked about, and every role a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from charter_portal.accounts.enums import Role
from charter_portal.accounts.models import Invitation, RoleGrant, SignIn, User
from charter_portal.accounts.services.sessions import open_sign_in
from charter_portal.applications.models import Application, Citation, Evidence
from charter_portal.awards.enums import DecisionStatus
from charter_portal.awards.models import Award
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.forms import normal_address
from charter_portal.framework.queries import current_version
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.models import Contact, Membership, MembershipInvitation, Organisation
from tests.factories.accounts import a_commissioner, a_person, an_administrator, an_assessor, an_officer
from tests.factories.assessment import a_declined_reading, a_submission, an_allocation, an_open_reading
from tests.factories.awards import a_decision, an_assessed_application, an_award
from tests.factories.cycles import a_cycle
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.factories.submissions import a_complete_application, a_file_of
from tests.permissions.world_barriers import barriers_of_the_world
from tests.permissions.world_involvement import involvement_values
from tests.permissions.world_reporting import reporting_of_the_world
from tests.permissions.world_training_booking import places_of_the_world
from tests.permissions.world_training_days import days_of_the_world
from tests.permissions.world_workforce import workforce_of_the_world

CANARY = "canary7f3a"
STAFF_READS = "awards.decide"


@dataclass
class World:
    """The people by role, and for each endpoint the values that its address needs."""

    people: dict[str, int | None] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)

    def values_for(self, endpoint: str, arguments: set[str]) -> dict[str, Any]:
        """Real values for the arguments of one route."""
        slice_name = endpoint.partition(".")[0]
        found = self.values["default"] | self.values.get(slice_name, {}) | self.values.get(endpoint, {})
        return {name: found[name] for name in arguments}


def build_world() -> World:
    """Make everything, once. What belongs to the applicant carries the canary in its words."""
    organisation = an_organisation(f"Trust {CANARY}", lead=a_person("Leda"), services=5)
    people = _people(organisation)
    world = World(people={role: person.id if person else None for role, person in people.items()})
    world.values["default"] = _of_everybody(organisation)
    world.values["applications"] = _draft(organisation)
    _give_each_application(world, organisation, people)
    world.values |= involvement_values(organisation, CANARY)
    world.values |= barriers_of_the_world(organisation, CANARY)
    world.values |= workforce_of_the_world(organisation, CANARY)
    printers = [people["officer"], people["administrator"]]
    world.values |= places_of_the_world(organisation, CANARY)
    world.values |= days_of_the_world(organisation, CANARY, [each for each in printers if each])
    world.values |= reporting_of_the_world(world.values)
    return world


def _people(organisation: Organisation) -> dict[str, User | None]:
    former = a_member(organisation, MemberRole.LEAD, "Former")
    with unit_of_work():
        membership = db.session.scalar(select(Membership).where(Membership.user_id == former.id))
        membership.ended_at = now()
    return {
        "stranger": None,
        "lead": the_lead_of(organisation),
        "contributor": a_member(organisation, MemberRole.CONTRIBUTOR),
        "sponsor": a_member(organisation, MemberRole.SPONSOR),
        "viewer": a_member(organisation, MemberRole.VIEWER),
        "former member": former,
        "lead of another": the_lead_of(an_organisation("Another trust")),
        "assessor reading": an_assessor("Reading"),
        "assessor asked": an_assessor("Asked"),
        "assessor in conflict": an_assessor("Conflicted"),
        "assessor elsewhere": an_assessor("Elsewhere"),
        "officer": an_officer(),
        "administrator": an_administrator(),
        "commissioner": a_commissioner(),
    }


def _of_everybody(organisation: Organisation) -> dict[str, Any]:
    """Things with no state to choose: an organisation's parts, invitations, the charter, a person."""
    lead, member, invited = the_lead_of(organisation), a_member(organisation), a_person("Invited")
    address = {"email": invited.email, "email_key": normal_address(invited.email)}
    later = {"invited_by_id": lead.id, "expires_at": now() + timedelta(days=9)}
    with unit_of_work():
        offers = MembershipInvitation(
            organisation_id=organisation.id, role=MemberRole.VIEWER, **address, **later
        )
        role_offer = Invitation(role=Role.ASSESSOR, **address, **later)
        contact = Contact(organisation_id=organisation.id, name=f"Contact {CANARY}")
        open_sign_in(member)
        db.session.add_all([offers, role_offer, contact])
    version = current_version()
    membership = db.session.scalar(select(Membership).where(Membership.user_id == member.id))
    staff = an_officer("Other officer")
    return {
        "organisation_id": organisation.id,
        "service_id": organisation.services[-1].id,
        "contact_id": contact.id,
        "membership_id": membership.id,
        "membership_invitation_id": offers.id,
        "invitation_id": offers.id,
        "user_id": staff.id,
        "role_grant_id": db.session.scalar(select(RoleGrant.id).where(RoleGrant.user_id == staff.id)),
        "sign_in_id": db.session.scalar(select(SignIn.id).where(SignIn.user_id == member.id)),
        "framework_version_id": version.id,
        "key": version.values[0].key,
        "code": version.statements[0].code,
        "token": "not-a-token",
        "name": "none",
        "number": 1,
        "filename": "css/portal.css",
        "role_offer": role_offer.id,
    }


def _draft(organisation: Organisation) -> dict[str, Any]:
    application = a_complete_application(
        organisation, a_cycle("Open round"), narrative=f"What we do {CANARY}", title=f"Draft {CANARY}"
    )
    evidence = a_file_of(application, f"{CANARY}.txt", CANARY.encode())
    citation = db.session.scalar(
        select(Citation.id).join(Citation.evidence).where(Evidence.application_id == application.id)
    )
    return {
        "application_id": application.id,
        "evidence_id": evidence.id,
        "citation_id": citation,
        "cycle_id": application.cycle_id,
    }


def _give_each_application(world: World, organisation: Organisation, people: dict[str, User | None]) -> None:
    read = a_submission(organisation=organisation, cycle=a_cycle("Read round"), title=f"Read {CANARY}")
    fresh = a_submission(organisation=organisation, cycle=a_cycle("New round"), title=f"New {CANARY}")
    reading = an_open_reading(read, assessor=people["assessor reading"])
    asked = an_allocation(read, assessor=people["assessor asked"])
    a_declined_reading(read, assessor=people["assessor in conflict"])
    assessed = an_assessed_application(
        organisation=organisation, cycle=a_cycle("Agreed round"), title=f"Agreed {CANARY}"
    )
    proposed = a_decision(
        an_assessed_application(
            organisation=organisation, cycle=a_cycle("Decided round"), title=f"Decided {CANARY}"
        )
    )
    waiting = a_decision(status=DecisionStatus.CONFIRMED)
    award = an_award(
        organisation=organisation, cycle=a_cycle("Past round"), title=f"Held {CANARY}", level="silver"
    )
    _values(world, read, fresh, assessed, proposed.application, waiting.application, award)
    world.values["assessment"] |= {"allocation_id": reading.id, "number": 1}
    world.values["assessment.declare"] = {"allocation_id": asked.id}
    world.values["accounts.accept_invitation"] = {"invitation_id": world.values["default"]["role_offer"]}


def _values(
    world: World,
    read: Application,
    fresh: Application,
    assessed: Application,
    proposed: Application,
    waiting: Application,
    award: Award,
) -> None:
    shared = award.decision.application.id
    world.values |= {
        "applications.receipt": {"application_id": read.id},
        "applications.staff_show": {"application_id": read.id},
        "applications.staff_document": {"application_id": read.id},
        "applications.staff_download": {"application_id": read.id},
        "applications.staff_pdf": {"application_id": read.id},
        "applications.return_for_changes": {"application_id": fresh.id},
        "assessment": {"application_id": read.id},
        "assessment.allocate": {"application_id": fresh.id},
        "assessment.moderate": {"application_id": assessed.id},
        "assessment.agree": {"application_id": assessed.id},
        "assessment.agree_as_scored": {"application_id": assessed.id},
        "assessment.complete": {"application_id": assessed.id},
        "awards": {"application_id": proposed.id, "award_id": award.id, "cycle_id": waiting.cycle_id},
        "awards.propose": {"application_id": assessed.id},
        "awards.verify": {"code": award.code},
        "reporting": {"cycle_id": read.cycle_id},
        "cycles": {"cycle_id": read.cycle_id},
        "training.asked_of_applicants": {"cycle_id": read.cycle_id},
    }
    for endpoint in ("outcome", "certificate", "feedback_pdf", "prepare_documents", "plan_action"):
        world.values[f"awards.{endpoint}"] = {"application_id": shared}
