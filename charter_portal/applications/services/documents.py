"""From the rows of an application to its document: for the page, for the PDF, and to be frozen."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from charter_portal.applications.models import Application, Citation, Evidence, Response
from charter_portal.applications.queries.figures import figure_of
from charter_portal.applications.rules import document as doc
from charter_portal.core.database import db
from charter_portal.framework.queries import charter_of
from charter_portal.framework.rules.tree import CharterTree, StatementNode


def draft_document(application: Application) -> doc.SubmissionDocument:
    """The application as it stands now, in the shape of a submission that nobody has signed yet.

    Evidence that no response points at is left out: what is not cited is not handed over.
    """
    charter = charter_of(application.cycle.framework_version_id)
    responses = _responses(application)
    applicant, aim = application.organisation, application.aim_level
    return doc.SubmissionDocument(
        reference=application.reference,
        number=0,
        submitted_at=None,
        cycle=doc.CycleFacts(application.cycle.name),
        framework=doc.FrameworkFacts(charter.scheme, charter.version, charter.title, charter.digest),
        organisation=doc.OrganisationFacts(applicant.name, applicant.kind.label, applicant.region.label),
        title=application.title,
        aim=doc.AimFacts(aim.key, aim.name) if aim else None,
        services=tuple(doc.ServiceFacts(each.name, each.setting.label) for each in application.services),
        partners=tuple(doc.PartnerFacts(each.name, each.contribution) for each in application.partners),
        responses=tuple(_facts(each, responses.get(each.id), charter) for each in charter.statements),
        evidence=_evidence(responses.values()),
        declaration=None,
    )


def _responses(application: Application) -> dict[int, Response]:
    """Read afresh, past whatever the session remembers: this is what gets frozen."""
    rows = db.session.scalars(
        select(Response)
        .where(Response.application_id == application.id)
        .options(selectinload(Response.citations).selectinload(Citation.evidence).selectinload(Evidence.file))
        .execution_options(populate_existing=True)
    )
    return {row.statement_id: row for row in rows}


def _live_citations(response: Response | None) -> list[Citation]:
    cited = [each for each in response.citations if each.evidence.removed_at is None] if response else []
    return sorted(cited, key=lambda each: each.evidence.number)


def _facts(statement: StatementNode, response: Response | None, charter: CharterTree) -> doc.ResponseFacts:
    level = charter.level_by_id.get(response.own_level_id) if response and response.own_level_id else None
    return doc.ResponseFacts(
        statement=statement.key,
        code=statement.code,
        title=statement.title,
        own_level=level.key if level else None,
        own_level_name=level.name if level else None,
        narrative=response.narrative if response else "",
        lived_experience=response.lived_experience if response else "",
        citations=tuple(
            doc.CitationFacts(each.evidence.number, each.where_to_look) for each in _live_citations(response)
        ),
    )


def _evidence(responses: Iterable[Response]) -> tuple[doc.EvidenceFacts, ...]:
    cited = (each.evidence for response in responses for each in _live_citations(response))
    items = {each.number: each for each in cited}
    return tuple(_item(items[number]) for number in sorted(items))


def _item(item: Evidence) -> doc.EvidenceFacts:
    figure = figure_of(item)
    if figure is not None:
        return doc.FigureFacts(number=item.number, id=item.id, title=item.title, figure=figure)
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
