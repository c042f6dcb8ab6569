"""The feedback that an applicant reads once the outcome is shared: levels, words, and the way on.

It holds what was agreed, never who scored what.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from charter_portal.assessment.models import AgreedLevel
from charter_portal.assessment.queries import agreed_levels
from charter_portal.awards.models import Decision
from charter_portal.framework.queries import charter_of, outcome_for
from charter_portal.framework.rules.award_rule import ConditionResult, Outcome, route_to
from charter_portal.framework.rules.tree import CharterTree, LevelNode, StatementNode, ThemeNode, ValueNode


@dataclass(frozen=True)
class FeedbackLine:
    """One statement with the level agreed and the words for the applicant; `number` is the agreed level's."""

    number: int
    statement: StatementNode
    level: LevelNode
    strengths: str
    lift: str


@dataclass(frozen=True)
class Lift:
    """One statement to raise on the way to the next tier."""

    statement: StatementNode
    before: LevelNode
    after: LevelNode


@dataclass(frozen=True)
class WayOn:
    """The next tier, the conditions of it that are open, and the nearest changes that would reach it.

    No changes means that the agreed levels reach the tier already, and the panel decided otherwise.
    """

    tier: LevelNode
    open_conditions: tuple[ConditionResult, ...]
    changes: tuple[Lift, ...]


@dataclass(frozen=True)
class Feedback:
    """The whole report: the charter, a line for each statement, the tier awarded, and the way on."""

    charter: CharterTree
    lines: tuple[FeedbackLine, ...]
    tier: LevelNode | None
    outcome: Outcome
    way_on: WayOn | None

    @cached_property
    def line_by_statement(self) -> dict[int, FeedbackLine]:
        """Lines by the number of their statement."""
        return {line.statement.id: line for line in self.lines}

    def of_theme(self, theme: ThemeNode) -> tuple[FeedbackLine, ...]:
        """The lines of one theme, in the order of the charter."""
        return tuple(line for line in self.lines if line.statement.theme.id == theme.id)

    def of_value(self, value: ValueNode) -> tuple[FeedbackLine, ...]:
        """The lines of one value, in the order of the charter."""
        return tuple(line for line in self.lines if line.statement.value.id == value.id)

    def counts(self, lines: Iterable[FeedbackLine]) -> list[int]:
        """How many of these lines are at each level, lowest level first."""
        found = [line.level.id for line in lines]
        return [found.count(level.id) for level in self.charter.levels]

    def cell(self, value: ValueNode, theme: ThemeNode) -> tuple[FeedbackLine, ...]:
        """The lines of one cell of the matrix."""
        return tuple(line for line in self.of_value(value) if line.statement.theme.id == theme.id)

    def place(self, level: LevelNode) -> int:
        """Where a level stands among the tiers, counted from 1; 0 for one below them all."""
        return sum(each.rank <= level.rank for each in self.charter.tiers)

    def at_least(self, tier: LevelNode) -> int:
        """How many statements are at this level or above."""
        return sum(line.level.rank >= tier.rank for line in self.lines)


def feedback_of(decision: Decision) -> Feedback:
    """The feedback on what was decided, from the agreed levels and the award rule of its charter."""
    version_id = decision.application.cycle.framework_version_id
    charter = charter_of(version_id)
    agreed = agreed_levels(decision.submission)
    levels = {each.id: agreed[each.id].level_id if each.id in agreed else None for each in charter.statements}
    outcome = outcome_for(version_id, levels)
    tier = charter.level_by_id[decision.level_id] if decision.level_id is not None else None
    lines = tuple(_line(charter, each, agreed[each.id]) for each in charter.statements if each.id in agreed)
    return Feedback(charter, lines, tier, outcome, _way_on(charter, levels, outcome, tier))


def _line(charter: CharterTree, statement: StatementNode, agreed: AgreedLevel) -> FeedbackLine:
    level = charter.level_by_id[agreed.level_id]
    return FeedbackLine(agreed.id, statement, level, agreed.strengths, agreed.lift)


def _way_on(
    charter: CharterTree, levels: dict[int, int | None], outcome: Outcome, tier: LevelNode | None
) -> WayOn | None:
    above = [each for each in charter.tiers if tier is None or each.rank > tier.rank]
    if not above:
        return None
    following = above[0]
    by_key = {
        charter.statement_by_id[number].key: charter.level_by_id[level].key if level is not None else None
        for number, level in levels.items()
    }
    route = route_to(charter.rule, charter.scale, charter.rule_statements, by_key, following.key)
    changes = (
        Lift(statement, charter.level_by_key[each.from_level], charter.level_by_key[each.to_level])
        for each in route.changes
        if (statement := charter.statement_by_key(each.statement_key)) is not None
    )
    places = {each.id: place for place, each in enumerate(charter.statements)}
    ordered = tuple(sorted(changes, key=lambda each: places[each.statement.id]))
    return WayOn(following, outcome.for_tier(following.key).unmet, ordered)
