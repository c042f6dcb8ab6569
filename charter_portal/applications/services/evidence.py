"""The library of an application, and where its responses point into it.

Every change holds the application first, as all writers do, so that a submission never freezes half of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from charter_portal.accounts.models import User
from charter_portal.applications.enums import EvidenceKind
from charter_portal.applications.models import Application, Citation, Evidence, Response
from charter_portal.applications.queries.evidence import bound_statements, is_in_a_submission, room_used
from charter_portal.applications.rules.links import LinkNotTaken, read_link
from charter_portal.applications.services.gate import hold_open
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import db
from charter_portal.core.errors import RuleBroken
from charter_portal.core.formats import file_size, plural
from charter_portal.files import services as files
from charter_portal.organisations.models import Service
from charter_portal.workforce.queries.figures import figure_definition, figure_keys
from charter_portal.workforce.rules.periods import CHOICES

declare(
    "applications.evidence.added",
    "applications.evidence.renamed",
    "applications.evidence.removed",
    "applications.citation.made",
    "applications.citation.changed",
    "applications.citation.removed",
)

MOST_ITEMS = 300
TITLE_LIMIT = 200


def add_file(application: Application, *, upload: FileStorage, title: str = "", by: User) -> Evidence:
    """Put a file into the library; without a title it goes by its file name.

    Raises what the gate raises, RuleBroken (field “files”) when the file or the library is too large or
    the file is of a kind that is not taken, StorageFull when there is no room for it at all.
    """
    hold_open(application)
    _check_count(application)
    settings = current_app.config["SETTINGS"]
    left = settings.application_quota_bytes - room_used(application)
    try:
        stored = files.store(upload, by=by, limit_bytes=settings.evidence_file_bytes)
    except files.FileRefused as problem:
        raise RuleBroken(problem.message, field="files") from problem
    if stored.size > left:
        raise RuleBroken(
            f"The files of one application may take {file_size(settings.application_quota_bytes)} together. "
            f"There is room for {file_size(max(left, 0))} more, and this file is {file_size(stored.size)}. "
            "Remove a file that you no longer need, or give a link instead.",
            field="files",
        )
    return _add(application, by, kind=EvidenceKind.FILE, title=title or stored.name, file=stored)


def add_link(application: Application, *, url: str, title: str, by: User) -> Evidence:
    """Put a link into the library. What lies behind it is never fetched.

    Raises what the gate raises, and RuleBroken (field “url”) for anything but a web address.
    """
    hold_open(application)
    _check_count(application)
    try:
        address = read_link(url)
    except LinkNotTaken as problem:
        raise RuleBroken(str(problem), field="url") from problem
    return _add(application, by, kind=EvidenceKind.LINK, title=title, url=address)


def add_figure(
    application: Application,
    *,
    key: str,
    months: int,
    service: Service | None = None,
    title: str = "",
    by: User,
) -> Evidence:
    """Put a live figure into the library; without a title it goes by the figure's own name.

    Raises what the gate raises, and RuleBroken for a figure, a length or a service that is not on offer.
    """
    hold_open(application)
    _check_count(application)
    if key not in figure_keys():
        raise RuleBroken("Choose one of the figures shown.", field="figure")
    if months not in CHOICES:
        raise RuleBroken("Choose one of the lengths shown.", field="months")
    if service is not None and service not in application.services:
        raise RuleBroken("Choose a service of this application.", field="service")
    return _add(
        application,
        by,
        kind=EvidenceKind.FIGURE,
        title=title or figure_definition(key).label,
        figure_key=key,
        figure_months=months,
        figure_service=service,
    )


def rename_evidence(evidence: Evidence, *, title: str, by: User) -> None:
    """Give an item another title. Raises what the gate raises, and RuleBroken when it is bound."""
    hold_open(evidence.application)
    _check_free(evidence)
    before, evidence.title = evidence.title, title
    if before != title:
        _record(
            "applications.evidence.renamed", evidence, by, before={"title": before}, after={"title": title}
        )


def remove_evidence(evidence: Evidence, *, by: User) -> None:
    """Take an item out of the library and out of every response that points at it.

    Its bytes go too, unless an earlier submission holds them. Raises what the gate raises, and
    RuleBroken when a response that may not change points at it.
    """
    hold_open(evidence.application)
    _check_free(evidence)
    _record("applications.evidence.removed", evidence, by)
    for citation in list(evidence.citations):
        db.session.delete(citation)
    if is_in_a_submission(evidence):
        evidence.removed_at = now()
        return
    stored = evidence.file
    db.session.delete(evidence)
    db.session.flush()
    if stored is not None:
        files.discard(stored)


def cite(response: Response, *, evidence: Evidence, where_to_look: str, by: User) -> Citation:
    """Let a response point at an item and say where in it to look. Citing it again changes the where.

    Raises what the gate raises, LookupError for an item that is not in this application's library.
    """
    hold_open(response.application, statement_id=response.statement_id)
    if evidence.application_id != response.application_id or evidence.removed_at is not None:
        raise LookupError("A response points into its own library only.")
    found = db.session.scalar(
        select(Citation).where(Citation.response_id == response.id, Citation.evidence_id == evidence.id)
    )
    if found is not None:
        return _point_elsewhere(found, where_to_look, by)
    found = Citation(response=response, evidence=evidence, where_to_look=where_to_look)
    db.session.add(found)
    db.session.flush()
    _record_citation("applications.citation.made", found, by)
    return found


def change_citation(citation: Citation, *, where_to_look: str, by: User) -> None:
    """Say anew where in an item to look. Raises what the gate raises."""
    response = citation.response
    hold_open(response.application, statement_id=response.statement_id)
    _point_elsewhere(citation, where_to_look, by)


def uncite(citation: Citation, *, by: User) -> None:
    """Let a response no longer point at an item, which stays in the library. Raises what the gate raises."""
    response = citation.response
    hold_open(response.application, statement_id=response.statement_id)
    _record_citation("applications.citation.removed", citation, by)
    db.session.delete(citation)


def _add(application: Application, by: User, **facts: Any) -> Evidence:
    rows = select(func.max(Evidence.number)).where(Evidence.application_id == application.id)
    number = (db.session.scalar(rows) or 0) + 1
    item = Evidence(application=application, number=number, added_by_id=by.id, **facts)
    db.session.add(item)
    db.session.flush()
    _record("applications.evidence.added", item, by)
    return item


def _check_count(application: Application) -> None:
    own = Evidence.application_id == application.id
    kept = db.session.scalar(select(func.count()).where(own, Evidence.removed_at.is_(None)))
    if (kept or 0) >= MOST_ITEMS:
        raise RuleBroken(
            f"The library holds {plural(MOST_ITEMS, 'item')}, which is as many as it can. "
            "Remove one that you no longer need, or put several documents into one file."
        )


def _check_free(evidence: Evidence) -> None:
    bound = bound_statements(evidence)
    if bound:
        codes = ", ".join(bound)
        raise RuleBroken(
            f"This evidence belongs to {'statement' if len(bound) == 1 else 'statements'} {codes}, which "
            "was not opened for changes. It stays as it was submitted. You can add another item instead.",
            field="title",
        )


def _point_elsewhere(citation: Citation, where_to_look: str, by: User) -> Citation:
    before, citation.where_to_look = citation.where_to_look, where_to_look
    if before != where_to_look:
        _record_citation("applications.citation.changed", citation, by)
    return citation


def _record(
    event: str,
    evidence: Evidence,
    by: User,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    facts: dict[str, object] = {"number": evidence.number, "kind": evidence.kind}
    if evidence.file is not None:
        facts |= {"sha256": evidence.file.sha256, "size": evidence.file.size}
    if evidence.figure_key is not None:
        facts |= {"figure": evidence.figure_key, "months": evidence.figure_months}
    organisation_id = evidence.application.organisation_id
    record(event, about=evidence, by=by, before=before, after=after or facts, organisation_id=organisation_id)


def _record_citation(event: str, citation: Citation, by: User) -> None:
    record(
        event,
        about=citation,
        by=by,
        after={"response": citation.response_id, "evidence": citation.evidence_id},
        organisation_id=citation.response.application.organisation_id,
    )
