"""Builders of submissions ready to be read, of readings in every state, and of a finished panel."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from sqlalchemy import select

from charter_portal.accounts.models import User
from charter_portal.applications.enums import ApplicationStatus, EvidenceKind
from charter_portal.applications.models import Application, Evidence, Partner, Submission
from charter_portal.applications.rules import document as doc
from charter_portal.assessment import services
from charter_portal.assessment.enums import ConflictKind
from charter_portal.assessment.models import Allocation, AssessorProfile, Score
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.cycles.models import Cycle
from charter_portal.files.services import store_bytes
from charter_portal.framework.queries import charter_of
from charter_portal.framework.rules.tree import CharterTree
from charter_portal.organisations.models import Organisation
from tests.factories.accounts import an_assessor, an_officer
from tests.factories.cycles import a_cycle
from tests.factories.organisations import an_organisation, the_lead_of

_numbers = itertools.count(1)
FILE_TEXT = b"The evidence itself, word for word."
STORY = "One day somebody asked me what I could do, and not what I had done."


def charter_for(application: Application) -> CharterTree:
    """The charter that an application answers."""
    return charter_of(application.cycle.framework_version_id)


def a_submission(
    *,
    organisation: Organisation | None = None,
    cycle: Cycle | None = None,
    partner: Organisation | None = None,
    title: str = "Riverside peer support",
) -> Application:
    """A submitted application with one file and one link, its first statement cited and with a story."""
    organisation = organisation or an_organisation()
    cycle = cycle or a_cycle()
    lead = the_lead_of(organisation)
    with unit_of_work():
        application = Application(
            cycle_id=cycle.id,
            organisation_id=organisation.id,
            title=title,
            status=ApplicationStatus.SUBMITTED,
            reference=f"LEC-{next(_numbers):05}",
            started_by_id=lead.id,
            submitted_at=now(),
        )
        application.services = list(organisation.services)
        db.session.add(application)
        db.session.flush()
        if partner is not None:
            db.session.add(
                Partner(application_id=application.id, organisation_id=partner.id, name=partner.name)
            )
        _hand_over(application, _evidence_of(application, lead), lead, number=1)
    db.session.refresh(application)
    return application


def hand_over_again(application: Application) -> Submission:
    """A second submission, as after a return for changes."""
    with unit_of_work():
        lead = the_lead_of(application.organisation)
        items = list(db.session.scalars(select(Evidence).where(Evidence.application_id == application.id)))
        application.status = ApplicationStatus.SUBMITTED
        return _hand_over(application, items, lead, number=2)


def an_assessor_who_says(answer: bool | None, name: str = "", *, daily_limit: int | None = None) -> User:
    """An assessor with a profile."""
    person = an_assessor(name)
    with unit_of_work():
        db.session.add(AssessorProfile(user_id=person.id, lived_experience=answer, daily_limit=daily_limit))
    return person


def an_allocation(
    application: Application | None = None, *, assessor: User | None = None, by: User | None = None
) -> Allocation:
    """Somebody is asked to read an application."""
    with_application = application or a_submission()
    person = assessor or an_assessor()
    officer = by or an_officer()
    with unit_of_work():
        return services.allocate(with_application, assessors=[person], by=officer)[0]


def an_open_reading(application: Application | None = None, **given: User) -> Allocation:
    """Somebody has declared that there is no conflict."""
    allocation = an_allocation(application, **given)
    with unit_of_work():
        services.declare_no_conflict(allocation, by=allocation.assessor)
    return allocation


def a_declined_reading(application: Application | None = None, **given: User) -> Allocation:
    """Somebody has declared a conflict."""
    allocation = an_allocation(application, **given)
    with unit_of_work():
        services.declare_conflict(allocation, kind=ConflictKind.HELPED, by=allocation.assessor)
    return allocation


def a_scored_reading(
    application: Application | None = None,
    *,
    levels: Mapping[str, str] | None = None,
    words: str = "Evidence 1, page 3",
    **given: User,
) -> Allocation:
    """Every statement scored, bronze unless `levels` says otherwise by code; not finished yet."""
    allocation = an_open_reading(application, **given)
    charter = charter_for(allocation.application)
    with unit_of_work():
        for statement in charter.statements:
            level = (levels or {}).get(statement.code, "bronze")
            db.session.add(
                Score(
                    allocation_id=allocation.id,
                    statement_id=statement.id,
                    level_id=charter.level_by_key[level].id,
                    reason=f"{words}: reason for {statement.code}",
                    strengths=f"{words}: strength of {statement.code}",
                    lift=f"{words}: next step for {statement.code}",
                )
            )
    return allocation


def a_finished_reading(application: Application | None = None, **given: object) -> Allocation:
    """Scored and handed over."""
    allocation = a_scored_reading(application, **given)  # type: ignore[arg-type]
    with unit_of_work():
        services.finish(allocation, by=allocation.assessor)
    return allocation


def an_ended_reading(application: Application | None = None, **given: User) -> Allocation:
    """Opened, then ended by staff."""
    allocation = an_open_reading(application, **given)
    with unit_of_work():
        services.end_allocation(allocation, reason="No longer needed", by=allocation_officer(allocation))
    return allocation


def allocation_officer(allocation: Allocation) -> User:
    """Who allocated."""
    return db.session.get_one(User, allocation.allocated_by_id)


def a_read_application(
    *, levels: Mapping[str, str] | None = None, other_levels: Mapping[str, str] | None = None
) -> Application:
    """Two readers have finished, one of them with lived experience: ready to be moderated."""
    application = a_submission()
    a_finished_reading(application, assessor=an_assessor_who_says(True, "Robin Reader"), levels=levels)
    a_finished_reading(application, assessor=an_assessor("Sam Second"), levels=other_levels or levels)
    db.session.refresh(application)
    return application


def an_agreed_application(*, levels: Mapping[str, str] | None = None, by: User | None = None) -> Application:
    """Every statement agreed, bronze unless `levels` says otherwise by code; moderation not complete yet."""
    application = a_read_application(levels=levels)
    officer = by or an_officer()
    with unit_of_work():
        for statement in charter_for(application).statements:
            services.agree_level(
                application,
                statement_id=statement.id,
                level=(levels or {}).get(statement.code, "bronze"),
                reason=f"Agreed on {statement.code}",
                strengths=f"Strong at {statement.code}",
                lift=f"Next for {statement.code}",
                version=0,
                by=officer,
            )
    return application


def an_assessed_application(
    *, levels: Mapping[str, str] | None = None, by: User | None = None
) -> Application:
    """Moderation is complete; a decision can be proposed."""
    officer = by or an_officer()
    application = an_agreed_application(levels=levels, by=officer)
    with unit_of_work():
        services.complete_moderation(application, by=officer)
    db.session.refresh(application)
    return application


def _evidence_of(application: Application, lead: User) -> list[Evidence]:
    stored = store_bytes("Recruitment policy.pdf", FILE_TEXT, "application/pdf", by=lead)
    given = {"application_id": application.id, "added_by_id": lead.id}
    file = Evidence(number=1, kind=EvidenceKind.FILE, title="Recruitment policy", file_id=stored.id, **given)
    link = Evidence(
        number=2, kind=EvidenceKind.LINK, title="Our film", url="https://example.org/film", **given
    )
    db.session.add_all([file, link])
    db.session.flush()
    db.session.refresh(file)
    return [file, link]


def _hand_over(application: Application, items: list[Evidence], lead: User, *, number: int) -> Submission:
    document = _document_of(application, items, lead, number=number)
    text = doc.write_document(document)
    submission = Submission(
        application_id=application.id,
        number=number,
        document=text,
        sha256=doc.digest_of(text),
        declaration="I may submit this.",
        declared_by_id=lead.id,
        declared_name=lead.name,
        declared_job_title="Service manager",
        submitted_at=now(),
    )
    db.session.add(submission)
    db.session.flush()
    return submission


def _document_of(
    application: Application, items: list[Evidence], lead: User, *, number: int
) -> doc.SubmissionDocument:
    organisation = application.organisation or db.session.get_one(Organisation, application.organisation_id)
    cycle = application.cycle or db.session.get_one(Cycle, application.cycle_id)
    charter = charter_of(cycle.framework_version_id)
    return doc.SubmissionDocument(
        reference=application.reference,
        number=number,
        submitted_at=doc.written_moment(now()),
        cycle=doc.CycleFacts(cycle.name),
        framework=doc.FrameworkFacts(charter.scheme, charter.version, charter.title, charter.digest),
        organisation=doc.OrganisationFacts(
            organisation.name, organisation.kind.label, organisation.region.label
        ),
        title=application.title,
        aim=doc.AimFacts("silver", "Silver"),
        services=tuple(doc.ServiceFacts(each.name, each.setting.label) for each in organisation.services),
        partners=tuple(doc.PartnerFacts(each.name, each.contribution) for each in application.partners),
        responses=tuple(_response(charter, place, number) for place in range(len(charter.statements))),
        evidence=tuple(_facts(item) for item in items),
        declaration=doc.DeclarationFacts("I may submit this.", lead.name, "Service manager"),
    )


def _response(charter: CharterTree, place: int, number: int) -> doc.ResponseFacts:
    statement = charter.statements[place]
    return doc.ResponseFacts(
        statement=statement.key,
        code=statement.code,
        title=statement.title,
        own_level="silver",
        own_level_name="Silver",
        narrative=f"Frozen account {number} of {statement.code}: we ask about the past only at offer.",
        lived_experience=STORY if place == 0 else "",
        citations=(doc.CitationFacts(1, "Page 3"), doc.CitationFacts(2, "")) if place == 0 else (),
    )


def _facts(item: Evidence) -> doc.EvidenceFacts:
    if item.file is None:
        return doc.LinkFacts(number=item.number, id=item.id, title=item.title, url=item.url or "")
    return doc.FileFacts(
        number=item.number,
        id=item.id,
        title=item.title,
        file_name=item.file.name,
        media_type=item.file.media_type,
        size=item.file.size,
        sha256=item.file.sha256,
    )
