"""The demo's organisations: what they are called, what they run, who belongs to them. All made up."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from charter_portal.cli.demo import people
from charter_portal.core.database import db
from charter_portal.organisations.enums import MemberRole, OrganisationKind, Region, Setting
from charter_portal.organisations.models import Organisation, Service
from charter_portal.organisations.queries import organisation_by_name
from charter_portal.organisations.services import (
    accept_invitation,
    add_contact,
    add_service,
    create_organisation,
    invite_member,
)


@dataclass(frozen=True, eq=False)
class Body:
    """One organisation of the demo, and the words its applications use for its people and places."""

    name: str
    kind: OrganisationKind
    region: Region
    services: dict[str, Setting]
    lead: str
    contact: tuple[str, str, str]
    """Name, job title and phone number of whom Career Matters may ring."""
    slots: dict[str, str]
    """How its texts name the body, its town, its group of people with lived experience, its peer lead."""
    others: dict[str, MemberRole] = field(default_factory=dict)

    @property
    def domain(self) -> str:
        """The domain of its addresses."""
        return people.BY_KEY[self.lead].email.partition("@")[2]


RIVERBEND = Body(
    name="Riverbend NHS Foundation Trust",
    kind=OrganisationKind.NHS_TRUST,
    region=Region.MIDLANDS,
    services={
        "Riverbend Liaison and Diversion": Setting.LIAISON_AND_DIVERSION,
        "Riverbend RECONNECT": Setting.RECONNECT,
        "Riverbend People Team": Setting.CORPORATE,
    },
    lead="amara",
    others={"tomasz": MemberRole.CONTRIBUTOR, "helen": MemberRole.SPONSOR, "priya": MemberRole.VIEWER},
    contact=("Amara Whitfield", "Head of lived experience", "01632 960 101"),
    slots={"body": "the trust", "town": "Ashcombe", "forum": "the Crossing group", "lead": "our peer lead"},
)
LANTERNWAY = Body(
    name="Lanternway CIC",
    kind=OrganisationKind.CIC,
    region=Region.NORTH_WEST,
    services={
        "Lanternway Peer Mentoring": Setting.COMMUNITY,
        "Lanternway Through the Gate": Setting.RECONNECT,
    },
    lead="jonah",
    others={"ruth": MemberRole.CONTRIBUTOR},
    contact=("Jonah Adeyemi", "Director", "01632 960 115"),
    slots={"body": "the company", "town": "Millhaven", "forum": "the Lamplighters", "lead": "our founder"},
)
NORTHMERE = Body(
    name="Northmere Prison Healthcare",
    kind=OrganisationKind.PRISON_HEALTHCARE,
    region=Region.NORTH_EAST_YORKSHIRE,
    services={
        "HMP Harrowfell Healthcare": Setting.PRISON,
        "HMYOI Ashmoor Wellbeing Team": Setting.YOUNG_OFFENDER_INSTITUTION,
    },
    lead="sian",
    others={"marcus": MemberRole.SPONSOR},
    contact=("Marcus Oyelaran", "Regional manager", "01632 960 122"),
    slots={
        "body": "the company",
        "town": "Northmere",
        "forum": "the Wing Voices",
        "lead": "our inclusion lead",
    },
)
TIDEWELL = Body(
    name="Tidewell Council",
    kind=OrganisationKind.COUNCIL,
    region=Region.SOUTH_WEST,
    services={
        "Tidewell House": Setting.SECURE_CHILDRENS_HOME,
        "Tidewell Care Leavers Service": Setting.COMMUNITY,
    },
    lead="gwen",
    contact=("Gwen Tregarth", "Principal social worker", "01632 960 134"),
    slots={
        "body": "the council",
        "town": "Tidewell",
        "forum": "the care leavers forum",
        "lead": "our participation lead",
    },
)
SALTMARSH = Body(
    name="Saltmarsh and Weald Integrated Care System",
    kind=OrganisationKind.ICS,
    region=Region.SOUTH_EAST,
    services={
        "Saltmarsh Health and Justice Programme": Setting.CORPORATE,
        "Weald Court Navigators": Setting.LIAISON_AND_DIVERSION,
    },
    lead="farida",
    contact=("Farida Haque", "Programme director", "01632 960 140"),
    slots={
        "body": "the system",
        "town": "Saltmarsh",
        "forum": "the Compass group",
        "lead": "our involvement manager",
    },
)
MARIGOLD = Body(
    name="Marigold Street",
    kind=OrganisationKind.CHARITY,
    region=Region.LONDON,
    services={
        "Marigold Street Women's Pathway": Setting.COMMUNITY,
        "Marigold Street in Court": Setting.LIAISON_AND_DIVERSION,
    },
    lead="bea",
    others={"chidi": MemberRole.SPONSOR},
    contact=("Chidi Norwood", "Chief executive", "020 7946 0151"),
    slots={
        "body": "the charity",
        "town": "East London",
        "forum": "the Kitchen Table group",
        "lead": "our lead peer worker",
    },
)
FENBROOK = Body(
    name="Fenbrook Partnership NHS Trust",
    kind=OrganisationKind.NHS_TRUST,
    region=Region.EAST_OF_ENGLAND,
    services={
        "Fenbrook Police Custody Healthcare": Setting.POLICE_CUSTODY,
        "Fenbrook Liaison and Diversion": Setting.LIAISON_AND_DIVERSION,
    },
    lead="owen",
    contact=("Owen Marchetti", "Service manager", "01632 960 163"),
    slots={
        "body": "the trust",
        "town": "Fenbrook",
        "forum": "the Second Chapter group",
        "lead": "our peer coordinator",
    },
)
KESTREL = Body(
    name="Kestrel Probation Partnership",
    kind=OrganisationKind.POLICE_OR_PROBATION,
    region=Region.NORTH_WEST,
    services={"Kestrel Engaging People": Setting.PROBATION},
    lead="dilys",
    contact=("Dilys Amoah", "Engagement manager", "01632 960 177"),
    slots={
        "body": "the partnership",
        "town": "Kestrel Bridge",
        "forum": "the people's council",
        "lead": "our engagement lead",
    },
)
CALLOWAY = Body(
    name="Calloway Health Services",
    kind=OrganisationKind.PRIVATE_PROVIDER,
    region=Region.NATIONAL,
    services={"Larkfield House": Setting.SECURE_HOSPITAL, "HMP Stonebeck Healthcare": Setting.PRISON},
    lead="imran",
    contact=("Imran Vale", "Quality lead", "01632 960 188"),
    slots={
        "body": "the provider",
        "town": "Larkfield",
        "forum": "the patients' council",
        "lead": "our recovery lead",
    },
)
GREENFOLD = Body(
    name="Greenfold Recovery Community",
    kind=OrganisationKind.CHARITY,
    region=Region.WALES,
    services={"Greenfold Day Programme": Setting.COMMUNITY},
    lead="callum",
    contact=("Callum Rusk", "Founder", "01632 960 192"),
    slots={
        "body": "the charity",
        "town": "Greenfold",
        "forum": "the Thursday circle",
        "lead": "our community lead",
    },
)


def registered(body: Body) -> Organisation:
    """The organisation's row, once it has been set up."""
    organisation = organisation_by_name(body.name)
    if organisation is None:
        raise LookupError(f"{body.name} is not set up yet.")
    return organisation


def service_named(name: str) -> Service:
    """A service's row, by its name."""
    return db.session.scalars(select(Service).where(Service.name == name)).one()


def set_up(body: Body) -> None:
    """The lead registers and adds the organisation with its services and a contact."""
    lead = people.register(people.BY_KEY[body.lead])
    organisation = create_organisation(name=body.name, kind=body.kind, region=body.region, by=lead)
    for name, setting in body.services.items():
        add_service(organisation, name=name, setting=setting, by=lead)
    name, job_title, phone = body.contact
    address = f"{name.split()[0].lower()}@{body.domain}"
    add_contact(organisation, name=name, job_title=job_title, email=address, phone=phone, by=lead)


def gather(body: Body) -> None:
    """The lead invites the others, who register and accept."""
    organisation, lead = registered(body), people.found(body.lead)
    for key, role in body.others.items():
        person = people.BY_KEY[key]
        invitation = invite_member(organisation, email=person.email, role=role, by=lead)
        db.session.flush()
        accept_invitation(invitation, by=people.register(person))


def invite_newcomer() -> None:
    """Somebody with an account of her own is asked to write for the trust; she has not answered yet."""
    people.register(people.NEWCOMER)
    invite_member(
        registered(RIVERBEND),
        email=people.NEWCOMER.email,
        role=MemberRole.CONTRIBUTOR,
        by=people.found(RIVERBEND.lead),
    )
