"""One assessor's reading of one submission: the frozen text, and their own scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property

from sqlalchemy import bindparam, func, select

from charter_portal.accounts.models import User
from charter_portal.applications.models import Application
from charter_portal.applications.rules.document import ResponseFacts, SubmissionDocument, read_document
from charter_portal.assessment.enums import ScoreState
from charter_portal.assessment.models import Allocation, Score
from charter_portal.assessment.queries.panel import profile_of
from charter_portal.core.clock import from_london, today
from charter_portal.core.database import db
from charter_portal.cycles.models import Cycle
from charter_portal.framework.queries import charter_of
from charter_portal.framework.rules.tree import CharterTree, LevelNode, StatementNode, ValueNode


@dataclass(frozen=True)
class ReadingLine:
    """One statement of a reading, with the assessor's own score when there is one."""

    statement: StatementNode
    response: ResponseFacts | None
    score: Score | None
    level: LevelNode | None

    @property
    def state(self) -> ScoreState:
        """How far this statement has come."""
        return self.score.state if self.score else ScoreState.EMPTY


@dataclass(frozen=True)
class Reading:
    """A submission as one assessor reads it. Holds nothing that another assessor wrote."""

    allocation: Allocation
    charter: CharterTree
    document: SubmissionDocument
    scores: Mapping[int, Score]

    @cached_property
    def lines(self) -> tuple[ReadingLine, ...]:
        """Every statement in the order of the charter."""
        return tuple(self.line_for(statement) for statement in self.charter.statements)

    def line_for(self, statement: StatementNode) -> ReadingLine:
        """One statement with what was submitted for it and the own score."""
        score = self.scores.get(statement.id)
        return ReadingLine(
            statement=statement,
            response=self.document.responses_by_statement.get(statement.key),
            score=score,
            level=self.charter.level_by_id[score.level_id] if score and score.level_id else None,
        )

    @property
    def by_value(self) -> list[tuple[ValueNode, list[ReadingLine]]]:
        """The statements under each value of the charter."""
        return [
            (value, [line for line in self.lines if line.statement.value.id == value.id])
            for value in self.charter.values
        ]

    @property
    def gaps(self) -> tuple[ReadingLine, ...]:
        """The statements that still need a level, a reason or both."""
        return tuple(line for line in self.lines if line.state != ScoreState.COMPLETE)

    @property
    def scored(self) -> int:
        """How many statements are complete."""
        return len(self.lines) - len(self.gaps)

    @property
    def next_gap(self) -> ReadingLine | None:
        """Where to carry on; None when every statement is scored."""
        return next(iter(self.gaps), None)


def reading_of(allocation: Allocation) -> Reading:
    """The frozen submission with this assessor's own scores; never the living draft."""
    rows = db.session.scalars(select(Score).where(Score.allocation_id == allocation.id))
    return Reading(
        allocation=allocation,
        charter=charter_of(allocation.application.cycle.framework_version_id),
        document=read_document(allocation.submission.document),
        scores={score.statement_id: score for score in rows},
    )


_VERSION_ASKED = (
    select(Cycle.framework_version_id)
    .join(Application, Application.cycle_id == Cycle.id)
    .where(Application.id == bindparam("application_id"))
)


def charter_asked(allocation: Allocation) -> CharterTree:
    """The charter that the submission answers, without a look at the submission: a save needs no more."""
    return charter_of(db.session.scalars(_VERSION_ASKED, {"application_id": allocation.application_id}).one())


def has_read_enough_today(assessor: User) -> bool:
    """True when the assessor has begun as many statements today, in London, as they chose for one day."""
    profile = profile_of(assessor)
    if profile is None or profile.daily_limit is None:
        return False
    midnight = from_london(datetime.combine(today(), time.min))
    begun = db.session.scalar(
        select(func.count())
        .select_from(Score)
        .join(Score.allocation)
        .where(Allocation.assessor_id == assessor.id, Score.created_at >= midnight)
    )
    return (begun or 0) >= profile.daily_limit
