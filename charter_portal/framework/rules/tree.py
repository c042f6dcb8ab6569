"""A charter version as pages and rules read it: the whole matrix in memory, with the numbers of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from charter_portal.framework.rules.rule_reader import Rule, parse_rule
from charter_portal.framework.rules.scheme import Group, Scale
from charter_portal.framework.rules.scheme import Level as ScaleLevel
from charter_portal.framework.rules.scheme import Statement as RuleStatement


@dataclass(frozen=True)
class LevelNode:
    """A step of the scale. Awardable levels are the tiers; `rank` counts from 0 at the lowest."""

    id: int
    key: str
    rank: int
    name: str
    meaning: str
    awardable: bool


@dataclass(frozen=True)
class ValueNode:
    """A row of the matrix."""

    id: int
    key: str
    title: str
    summary: str
    why: str
    position: int


@dataclass(frozen=True)
class ThemeNode:
    """A column of the matrix."""

    id: int
    key: str
    title: str
    summary: str
    position: int


@dataclass(frozen=True)
class StatementNode:
    """An evidence statement with its criteria, one text for each tier's key, lowest tier first."""

    id: int
    key: str
    code: str
    value: ValueNode
    theme: ThemeNode
    title: str
    text: str
    why: str
    guidance: str
    evidence_examples: tuple[str, ...]
    lived_experience_prompt: str
    word_limit: int
    core: bool
    criteria: Mapping[str, str] = field(compare=False)


@dataclass(frozen=True)
class CharterTree:
    """One version, whole and in order."""

    version_id: int
    scheme: str
    version: str
    title: str
    summary: str
    digest: str
    sample: bool
    sample_notice: str
    status_years: int
    levels: tuple[LevelNode, ...]
    values: tuple[ValueNode, ...]
    themes: tuple[ThemeNode, ...]
    statements: tuple[StatementNode, ...]
    award_rule: object = field(compare=False, hash=False)

    @property
    def tiers(self) -> tuple[LevelNode, ...]:
        """The levels that can be awarded, lowest first."""
        return tuple(level for level in self.levels if level.awardable)

    @cached_property
    def statement_by_id(self) -> dict[int, StatementNode]:
        """Statements by the number of their row."""
        return {statement.id: statement for statement in self.statements}

    @cached_property
    def level_by_id(self) -> dict[int, LevelNode]:
        """Levels by the number of their row."""
        return {level.id: level for level in self.levels}

    @cached_property
    def level_by_key(self) -> dict[str, LevelNode]:
        """Levels by their key."""
        return {level.key: level for level in self.levels}

    @cached_property
    def _by_code(self) -> dict[str, StatementNode]:
        return {statement.code: statement for statement in self.statements}

    @cached_property
    def _by_key(self) -> dict[str, StatementNode]:
        return {statement.key: statement for statement in self.statements}

    def statement_by_code(self, code: str) -> StatementNode | None:
        """The statement shown to people under this code, or None."""
        return self._by_code.get(code)

    def statement_by_key(self, key: str) -> StatementNode | None:
        """The statement with this key, or None."""
        return self._by_key.get(key)

    def value_by_key(self, key: str) -> ValueNode | None:
        """The value with this key, or None."""
        return next((value for value in self.values if value.key == key), None)

    def cell(self, value_key: str, theme_key: str) -> tuple[StatementNode, ...]:
        """The statements of one cell of the matrix."""
        return tuple(s for s in self.statements if s.value.key == value_key and s.theme.key == theme_key)

    def neighbours(self, statement: StatementNode) -> tuple[StatementNode | None, StatementNode | None]:
        """The statements before and after this one, None at either end."""
        place = self.statements.index(statement)
        before = self.statements[place - 1] if place else None
        after = self.statements[place + 1] if place + 1 < len(self.statements) else None
        return before, after

    @cached_property
    def scale(self) -> Scale:
        """The levels as the award rule sees them."""
        return Scale(
            tuple(ScaleLevel(each.key, each.name, each.awardable, each.meaning) for each in self.levels)
        )

    @cached_property
    def rule_statements(self) -> tuple[RuleStatement, ...]:
        """The statements as the award rule sees them, in groups by theme and by value."""
        return tuple(
            RuleStatement(each.key, {"theme": each.theme.key, "value": each.value.key}, each.core)
            for each in self.statements
        )

    @cached_property
    def rule_groups(self) -> tuple[Group, ...]:
        """Every theme and value with the title that explanations use."""
        themes = tuple(Group("theme", theme.key, theme.title) for theme in self.themes)
        return (*themes, *(Group("value", value.key, value.title) for value in self.values))

    @cached_property
    def rule(self) -> Rule:
        """The award rule, ready to evaluate."""
        return parse_rule(self.award_rule, self.scale, self.rule_statements)
