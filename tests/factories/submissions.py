"""Builders of applications that are ready to submit, and of submissions."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from charter_portal.accounts.models import User
from charter_portal.applications import services
from charter_portal.applications.models import Application, Citation, Evidence, Response, Submission
from charter_portal.applications.rules.declaration import DECLARATION_TEXT
from charter_portal.applications.services.evidence import add_file, add_link, cite
from charter_portal.applications.services.submissions import submit_application
from charter_portal.core.database import db, unit_of_work
from charter_portal.cycles.models import Cycle
from charter_portal.cycles.queries import open_cycles
from charter_portal.framework.queries import charter_of
from charter_portal.organisations.models import Organisation, Service
from tests.factories.cycles import a_cycle
from tests.factories.organisations import an_organisation, the_lead_of

_numbers = itertools.count(1)


def a_begun_application(
    organisation: Organisation | None = None,
    cycle: Cycle | None = None,
    *,
    title: str = "",
    by: User | None = None,
    scope: Sequence[Service] = (),
) -> Application:
    """A draft without a word in it, for every service of the organisation unless some are given."""
    organisation = organisation or an_organisation()
    cycle = cycle or _open_cycle()
    by = by or the_lead_of(organisation)
    with unit_of_work():
        return services.start_application(
            organisation,
            cycle=cycle,
            title=title or f"Application {next(_numbers)}",
            services=scope or organisation.services,
            by=by,
        )


def a_complete_application(*given: Any, narrative: str = "", **options: Any) -> Application:
    """A draft in which every statement is rated, answered and points at the one link of its library."""
    return completed(a_begun_application(*given, **options), narrative=narrative)


def completed(application: Application, *, narrative: str = "") -> Application:
    """The draft, with every statement rated and answered and pointing at one more link of its library."""
    by = the_lead_of(application.organisation)
    charter = charter_of(application.cycle.framework_version_id)
    with unit_of_work():
        link = add_link(application, url="https://example.org/report", title="Our report", by=by)
    with unit_of_work():
        for response in responses_of(application):
            response.own_level_id = charter.tiers[1].id
            response.narrative = narrative or "We do this every week, and it works."
            response.citations.append(Citation(evidence=link, where_to_look="page 3"))
    db.session.expire_all()
    return application


def a_submission(*given: Any, application: Application | None = None, by: User | None = None) -> Submission:
    """A submitted application's first submission."""
    application = application or a_complete_application(*given)
    by = by or the_lead_of(application.organisation)
    with unit_of_work():
        return submit_application(
            application, declaration=DECLARATION_TEXT, name="Sam Okafor", job_title="Director", by=by
        )


def responses_of(application: Application) -> list[Response]:
    """Every response, in the order in which they were made."""
    rows = select(Response).where(Response.application_id == application.id).order_by(Response.id)
    return list(db.session.scalars(rows))


A_PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"


def an_upload(name: str = "policy.pdf", data: bytes = A_PDF) -> FileStorage:
    """What a browser would send."""
    return FileStorage(BytesIO(data), filename=name, content_type="application/octet-stream")


def a_file_of(application: Application, name: str = "notes.txt", data: bytes = b"Some notes.\n") -> Evidence:
    """A file in the library."""
    by = the_lead_of(application.organisation)
    with unit_of_work():
        return add_file(application, upload=an_upload(name, data), by=by)


def point(response: Response, evidence: Evidence, where: str = "") -> None:
    """Let a response point at an item."""
    by = the_lead_of(response.application.organisation)
    with unit_of_work():
        cite(response, evidence=evidence, where_to_look=where, by=by)


def _open_cycle() -> Cycle:
    found = open_cycles()
    return found[0] if found else a_cycle()
