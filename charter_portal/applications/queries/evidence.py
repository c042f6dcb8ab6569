"""Questions about the evidence library: what is in it, where it is cited, what it may still lose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from charter_portal.applications.models import Application, Citation, Evidence, Response, Submission
from charter_portal.applications.queries.returns import statements_open
from charter_portal.applications.rules.document import read_document
from charter_portal.core.database import db
from charter_portal.files.models import StoredFile
from charter_portal.framework.queries import charter_of
from charter_portal.framework.rules.tree import StatementNode


@dataclass(frozen=True)
class Pointer:
    """One place where a response points at an item."""

    citation: Citation
    statement: StatementNode


@dataclass(frozen=True)
class Item:
    """An item of the library with every place that points at it, in the charter's order."""

    evidence: Evidence
    pointers: tuple[Pointer, ...]


def library_of(application: Application) -> list[Item]:
    """The library in the order in which items were added, with three queries whatever its size."""
    rows = db.session.scalars(
        select(Evidence)
        .where(Evidence.application_id == application.id, Evidence.removed_at.is_(None))
        .options(
            joinedload(Evidence.file),
            joinedload(Evidence.added_by),
            selectinload(Evidence.citations).joinedload(Citation.response),
        )
        .order_by(Evidence.number)
    )
    statements = charter_of(application.cycle.framework_version_id).statement_by_id
    return [Item(row, _pointers(row.citations, statements)) for row in rows]


def item_of(evidence: Evidence) -> Item:
    """One item with every place that points at it."""
    statements = charter_of(evidence.application.cycle.framework_version_id).statement_by_id
    return Item(evidence, _pointers(evidence.citations, statements))


def items_of(application: Application) -> list[Evidence]:
    """The items of the library with their files, by number, with one query: enough to choose from."""
    return list(
        db.session.scalars(
            select(Evidence)
            .where(Evidence.application_id == application.id, Evidence.removed_at.is_(None))
            .options(joinedload(Evidence.file))
            .order_by(Evidence.number)
        )
    )


def citations_of(response: Response) -> list[Citation]:
    """What a response points at, by the numbers of the items, ready to show."""
    return list(
        db.session.scalars(
            select(Citation)
            .join(Citation.evidence)
            .where(Citation.response_id == response.id, Evidence.removed_at.is_(None))
            .options(joinedload(Citation.evidence).joinedload(Evidence.file))
            .order_by(Evidence.number)
        )
    )


def evidence_in(application: Application, evidence_id: int) -> Evidence | None:
    """An item of this application's library; None for a removed one, and for any other application's."""
    return db.session.scalar(
        select(Evidence).where(
            Evidence.id == evidence_id,
            Evidence.application_id == application.id,
            Evidence.removed_at.is_(None),
        )
    )


def evidence_ever_in(application: Application, evidence_id: int) -> Evidence | None:
    """As `evidence_in`, but with items that left the library: an earlier submission may still name them."""
    return db.session.scalar(
        select(Evidence).where(Evidence.id == evidence_id, Evidence.application_id == application.id)
    )


def citation_in(application: Application, citation_id: int) -> Citation | None:
    """A citation of this application; None for any other application's."""
    return db.session.scalar(
        select(Citation)
        .join(Citation.response)
        .where(Citation.id == citation_id, Response.application_id == application.id)
    )


def response_to(application: Application, statement_id: int) -> Response | None:
    """The application's response to a statement."""
    return db.session.scalar(
        select(Response).where(
            Response.application_id == application.id, Response.statement_id == statement_id
        )
    )


def room_used(application: Application) -> int:
    """How many bytes the files of the library take; removed ones no longer count."""
    rows = (
        select(func.coalesce(func.sum(StoredFile.size), 0))
        .join(Evidence, Evidence.file_id == StoredFile.id)
        .where(Evidence.application_id == application.id, Evidence.removed_at.is_(None))
    )
    return int(db.session.scalar(rows) or 0)


def bound_statements(evidence: Evidence) -> list[str]:
    """The codes of statements that point at this item and may not change now, in the charter's order."""
    application = evidence.application
    free = statements_open(application)
    cited = set(
        db.session.scalars(
            select(Response.statement_id)
            .join(Citation, Citation.response_id == Response.id)
            .where(Citation.evidence_id == evidence.id)
        )
    )
    charter = charter_of(application.cycle.framework_version_id)
    return [each.code for each in charter.statements if each.id in cited and each.id not in free]


def is_in_a_submission(evidence: Evidence) -> bool:
    """True when a frozen document names this item."""
    texts = db.session.scalars(
        select(Submission.document).where(Submission.application_id == evidence.application_id)
    )
    return any(item.id == evidence.id for text in texts for item in read_document(text).evidence)


def _pointers(citations: Sequence[Citation], statements: dict[int, StatementNode]) -> tuple[Pointer, ...]:
    found = [Pointer(each, statements[each.response.statement_id]) for each in citations]
    order = list(statements)
    return tuple(sorted(found, key=lambda each: order.index(each.statement.id)))
