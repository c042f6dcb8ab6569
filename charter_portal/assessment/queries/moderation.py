"""The scores side by side, for staff and only once everybody has finished; and what was agreed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import func, select

from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.models import Application, Submission
from charter_portal.assessment.enums import AllocationStatus, Closeness
from charter_portal.assessment.models import AgreedLevel, Allocation, Score
from charter_portal.assessment.queries.panel import allocations_of, latest_submission_id, readers_of
from charter_portal.assessment.rules import apart_in_words, closeness
from charter_portal.core.database import db
from charter_portal.framework.queries import charter_of, outcome_for
from charter_portal.framework.rules.award_rule import Outcome
from charter_portal.framework.rules.tree import CharterTree, LevelNode, StatementNode

PAST_READING = (ApplicationStatus.ASSESSED, ApplicationStatus.DECIDED, ApplicationStatus.RELEASED)


@dataclass(frozen=True)
class Line:
    """One statement: the score of each reader, in the order of the readers, and what was agreed."""

    statement: StatementNode
    scores: tuple[Score, ...]
    levels: tuple[LevelNode, ...]
    agreed: AgreedLevel | None

    @property
    def ranks(self) -> list[int]:
        """The rank of each reader's level."""
        return [level.rank for level in self.levels]

    @property
    def closeness(self) -> Closeness:
        """How near the readers are."""
        return closeness(self.ranks)

    @property
    def apart(self) -> str:
        """The difference in words."""
        return apart_in_words(self.ranks)

    @property
    def shared_level(self) -> LevelNode | None:
        """The level that all readers gave, or None when they differ."""
        return self.levels[0] if self.levels and self.closeness == Closeness.SAME else None


@dataclass(frozen=True)
class SideBySide:
    """Every statement of a submission with what each reader gave it."""

    charter: CharterTree
    readers: tuple[Allocation, ...]
    lines: tuple[Line, ...]

    @cached_property
    def counts(self) -> dict[Closeness, int]:
        """How many statements the readers are how near on."""
        found = [line.closeness for line in self.lines]
        return {each: found.count(each) for each in Closeness}

    @property
    def agreed(self) -> int:
        """How many statements have an agreed level."""
        return sum(line.agreed is not None for line in self.lines)

    @property
    def is_fully_agreed(self) -> bool:
        """True when no statement is left."""
        return self.agreed == len(self.lines)

    @property
    def next_to_agree(self) -> Line | None:
        """The first statement without an agreed level."""
        return next((line for line in self.lines if line.agreed is None), None)

    def line_for(self, statement: StatementNode) -> Line:
        """The line of one statement of this charter."""
        return next(line for line in self.lines if line.statement.id == statement.id)


def scores_are_open(application: Application) -> bool:
    """True once enough people read the submission and every one of them has finished, or it is assessed."""
    return application.status in PAST_READING or (
        application.status == ApplicationStatus.IN_ASSESSMENT and readers_of(application).complete
    )


def side_by_side(application: Application) -> SideBySide | None:
    """All finished readings together; None while anybody still reads (see `scores_are_open`)."""
    if not scores_are_open(application):
        return None
    charter = charter_of(application.cycle.framework_version_id)
    readers = tuple(a for a in allocations_of(application) if a.status == AllocationStatus.FINISHED)
    given = _scores_by_reader(readers)
    agreed = _agreed_in(application)
    lines = []
    for statement in charter.statements:
        scores = tuple(given[reader.id, statement.id] for reader in readers)
        levels = tuple(charter.level_by_id[score.level_id] for score in scores if score.level_id is not None)
        lines.append(Line(statement, scores, levels, agreed.get(statement.id)))
    return SideBySide(charter, readers, tuple(lines))


def agreed_levels(submission: Submission) -> dict[int, AgreedLevel]:
    """What was agreed on a submission, by the number of the statement."""
    rows = db.session.scalars(select(AgreedLevel).where(AgreedLevel.submission_id == submission.id))
    return {agreed.statement_id: agreed for agreed in rows}


def is_fully_agreed(application: Application) -> bool:
    """True when every statement of the submission that counts has an agreed level."""
    agreed = db.session.scalar(
        select(func.count())
        .select_from(AgreedLevel)
        .where(AgreedLevel.submission_id == latest_submission_id(application.id))
    )
    return agreed == len(charter_of(application.cycle.framework_version_id).statements)


def proposed_outcome(application: Application) -> Outcome:
    """What the award rule says of the levels agreed so far; a statement without one counts as the lowest."""
    version_id = application.cycle.framework_version_id
    agreed = _agreed_in(application)
    levels = {
        statement.id: agreed[statement.id].level_id if statement.id in agreed else None
        for statement in charter_of(version_id).statements
    }
    return outcome_for(version_id, levels)


def _agreed_in(application: Application) -> Mapping[int, AgreedLevel]:
    rows = db.session.scalars(
        select(AgreedLevel).where(AgreedLevel.submission_id == latest_submission_id(application.id))
    )
    return {agreed.statement_id: agreed for agreed in rows}


def _scores_by_reader(readers: tuple[Allocation, ...]) -> dict[tuple[int, int], Score]:
    rows = db.session.scalars(select(Score).where(Score.allocation_id.in_([each.id for each in readers])))
    return {(score.allocation_id, score.statement_id): score for score in rows}
