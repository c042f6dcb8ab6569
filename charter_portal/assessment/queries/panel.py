"""Who may read an application, who does, and whether that is enough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import BindParameter, Integer, ScalarSelect, Select, bindparam, func, select, union
from sqlalchemy.orm import joinedload

from charter_portal.accounts.enums import Role
from charter_portal.accounts.models import User
from charter_portal.accounts.queries import people_with
from charter_portal.applications.models import Application, Partner, Submission, application_service
from charter_portal.assessment.enums import LIVE, AllocationStatus, QueuePart, Unavailable
from charter_portal.assessment.models import Allocation, AssessorProfile
from charter_portal.assessment.rules import Readers
from charter_portal.core.database import db
from charter_portal.core.tables import exists_in
from charter_portal.organisations.models import Membership, Organisation, Service


@dataclass(frozen=True)
class Candidate:
    """One assessor as staff choose: open readings, what they chose to say, and what stands in the way."""

    person: User
    load: int
    has_lived_experience: bool
    unavailable: Unavailable | None


def profile_of(person: User) -> AssessorProfile | None:
    """What this assessor has chosen to say; None until they first do."""
    return db.session.scalar(select(AssessorProfile).where(AssessorProfile.user_id == person.id))


def latest_submission_id(application_id: int) -> ScalarSelect[int]:
    """The submission that counts, as a part of another query: the frozen text itself is not loaded."""
    return (
        select(Submission.id)
        .where(Submission.application_id == application_id)
        .order_by(Submission.number.desc())
        .limit(1)
        .scalar_subquery()
    )


def allocations_of(application: Application) -> list[Allocation]:
    """Everybody asked to read the submission that counts, in the order they were asked; ended ones too."""
    return list(
        db.session.scalars(
            select(Allocation)
            .where(
                Allocation.application_id == application.id,
                Allocation.submission_id == latest_submission_id(application.id),
            )
            .options(joinedload(Allocation.assessor).lazyload(User.grants))
            .order_by(Allocation.id)
        )
    )


def readers_of(application: Application) -> Readers:
    """How many read the submission that counts, in numbers; one query."""
    rows = db.session.execute(
        select(Allocation.status, AssessorProfile.lived_experience)
        .outerjoin(AssessorProfile, AssessorProfile.user_id == Allocation.assessor_id)
        .where(
            Allocation.application_id == application.id,
            Allocation.submission_id == latest_submission_id(application.id),
            Allocation.status.in_(LIVE),
        )
    ).all()
    return Readers(
        live=len(rows),
        finished=sum(status == AllocationStatus.FINISHED for status, _ in rows),
        with_lived_experience=sum(answer is True for _, answer in rows),
    )


def organisations_in(application_id: int | BindParameter[int]) -> Select[int]:
    """The organisations an application is about: the applicant, those of its services, and its partners.

    A partner that was only typed in counts when an organisation of that name is registered.
    """
    own = select(Application.organisation_id).where(Application.id == application_id)
    of_services = (
        select(Service.organisation_id)
        .join(application_service, application_service.c.service_id == Service.id)
        .where(application_service.c.application_id == application_id)
    )
    partners = select(Partner.organisation_id).where(
        Partner.application_id == application_id, Partner.organisation_id.is_not(None)
    )
    by_name = (
        select(Organisation.id)
        .join(Partner, func.lower(func.trim(Partner.name)) == Organisation.name_key)
        .where(Partner.application_id == application_id)
    )
    return select(union(own, of_services, partners, by_name).subquery().c[0])


_BELONGS = (
    select(Membership.id)
    .where(
        Membership.user_id == bindparam("person_id"),
        Membership.organisation_id.in_(organisations_in(bindparam("application_id", type_=Integer()))),
    )
    .limit(1)
)
"""Asked before every look and every save of an assessor, and long, so it is put together once."""


def belongs_to_applicant(person: User, application_id: int) -> bool:
    """True when the person is, or ever was, a member of an organisation of the application."""
    asked = {"person_id": person.id, "application_id": application_id}
    return db.session.scalar(_BELONGS, asked) is not None


def has_part_in(person: User, application_id: int) -> bool:
    """True when the person was asked to read the application, unless that was ended by staff."""
    return exists_in(
        select(Allocation.id).where(
            Allocation.application_id == application_id,
            Allocation.assessor_id == person.id,
            Allocation.status != AllocationStatus.ENDED,
        )
    )


def candidates(application: Application) -> list[Candidate]:
    """Every assessor by name, with what staff weigh; the number of queries is always the same."""
    people = people_with(Role.ASSESSOR)
    standing = _what_stands_in_the_way(application)
    loads = _open_readings(person.id for person in people)
    with_experience = set(
        db.session.scalars(select(AssessorProfile.user_id).where(AssessorProfile.lived_experience.is_(True)))
    )
    return [
        Candidate(
            person=person,
            load=loads.get(person.id, 0),
            has_lived_experience=person.id in with_experience,
            unavailable=standing.get(person.id),
        )
        for person in people
    ]


def _what_stands_in_the_way(application: Application) -> dict[int, Unavailable]:
    """By person, the weightiest reason why they cannot be asked."""
    found: dict[int, Unavailable] = {}
    rows = db.session.execute(
        select(Allocation.assessor_id, Allocation.status).where(Allocation.application_id == application.id)
    )
    for person_id, status in rows:
        if status in LIVE:
            found.setdefault(person_id, Unavailable.READING)
        elif status == AllocationStatus.DECLINED:
            found[person_id] = Unavailable.DECLARED
    members = select(Membership.user_id).where(
        Membership.organisation_id.in_(organisations_in(application.id))
    )
    return found | dict.fromkeys(db.session.scalars(members), Unavailable.BELONGS)


def _open_readings(person_ids: Iterable[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(Allocation.assessor_id, func.count())
        .where(Allocation.assessor_id.in_(list(person_ids)), Allocation.status.in_(QueuePart.TO_DO.statuses))
        .group_by(Allocation.assessor_id)
    )
    return {row[0]: row[1] for row in rows}
