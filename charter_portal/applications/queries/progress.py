"""How far an application has come: one query for every response, whatever their number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from charter_portal.accounts.models import User
from charter_portal.applications.enums import Gap, ResponseState
from charter_portal.applications.models import Application, Citation, Evidence, Response
from charter_portal.applications.rules.completeness import Content, gaps_in, state_of
from charter_portal.core.database import db
from charter_portal.core.forms import count_words
from charter_portal.framework.queries import charter_of
from charter_portal.framework.rules.tree import LevelNode, StatementNode


@dataclass(frozen=True)
class Standing:
    """One statement of one application: what its response holds, and what it still needs."""

    statement: StatementNode
    state: ResponseState
    gaps: tuple[Gap, ...]
    own_level: LevelNode | None
    citations: int
    saved_at: datetime | None
    saved_by: str | None

    @property
    def is_complete(self) -> bool:
        """True when nothing is missing."""
        return self.state == ResponseState.COMPLETE


@dataclass(frozen=True)
class Progress:
    """Every statement of an application in the charter's order, and how many are complete."""

    standings: tuple[Standing, ...]

    @property
    def total(self) -> int:
        """How many statements the charter has."""
        return len(self.standings)

    @property
    def complete(self) -> int:
        """How many responses need nothing more."""
        return sum(each.is_complete for each in self.standings)

    @property
    def started(self) -> int:
        """How many responses hold something and still need something."""
        return sum(each.state == ResponseState.STARTED for each in self.standings)

    @property
    def is_complete(self) -> bool:
        """True when no response needs anything more."""
        return self.complete == self.total

    @property
    def next_up(self) -> Standing | None:
        """Where to carry on: what was begun first, else the first not started; None when all are complete."""
        begun = (each for each in self.standings if each.state == ResponseState.STARTED)
        return next(begun, None) or next((e for e in self.standings if not e.is_complete), None)

    def cell(self, value_key: str, theme_key: str) -> tuple[Standing, ...]:
        """The standings of one cell of the matrix."""
        return tuple(
            each
            for each in self.standings
            if each.statement.value.key == value_key and each.statement.theme.key == theme_key
        )


def progress_of(application: Application) -> Progress:
    """How far one application has come."""
    return progress_of_each([application])[application.id]


def progress_of_each(applications: Iterable[Application]) -> dict[int, Progress]:
    """How far each application has come, by its number, with one query for all of them together."""
    wanted = {each.id: charter_of(each.cycle.framework_version_id) for each in applications}
    rows = {(row.application_id, row.statement_id): row for row in db.session.execute(_responses(wanted))}
    return {
        number: Progress(tuple(
            _standing(statement, rows.get((number, statement.id)), charter.level_by_id)
            for statement in charter.statements
        ))
        for number, charter in wanted.items()
    }


def standing_of(application: Application, statement: StatementNode) -> Standing:
    """Where one statement stands; the texts of the others stay unread."""
    rows = _responses([application.id]).where(Response.statement_id == statement.id)
    levels = charter_of(application.cycle.framework_version_id).level_by_id
    return _standing(statement, db.session.execute(rows).one_or_none(), levels)


def missing_before_submit(application: Application) -> list[Standing]:
    """The statements that still need something, in the charter's order, each with its gaps."""
    return [each for each in progress_of(application).standings if each.gaps]


def _responses(application_ids: Iterable[int]) -> Any:
    cited = (
        select(func.count())
        .select_from(Citation)
        .join(Evidence, Evidence.id == Citation.evidence_id)
        .where(Citation.response_id == Response.id, Evidence.removed_at.is_(None))
        .scalar_subquery()
    )
    return (
        select(
            Response.application_id,
            Response.statement_id,
            Response.own_level_id,
            Response.narrative,
            Response.lived_experience,
            Response.saved_at,
            User.name.label("saved_by"),
            cited.label("citations"),
        )
        .outerjoin(User, User.id == Response.saved_by_id)
        .where(Response.application_id.in_(list(application_ids)))
    )


def _standing(statement: StatementNode, row: Any, levels: dict[int, LevelNode]) -> Standing:
    level = levels.get(row.own_level_id) if row is not None else None
    content = Content(word_limit=statement.word_limit)
    if row is not None:
        content = Content(
            word_limit=statement.word_limit,
            rated=level is not None,
            claims_a_tier=level is not None and level.awardable,
            narrative_words=count_words(row.narrative),
            lived_experience_words=count_words(row.lived_experience),
            citations=row.citations,
        )
    return Standing(
        statement=statement,
        state=state_of(content),
        gaps=gaps_in(content),
        own_level=level,
        citations=content.citations,
        saved_at=row.saved_at if row is not None else None,
        saved_by=row.saved_by if row is not None else None,
    )
