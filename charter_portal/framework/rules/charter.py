"""A charter as it is written down: every word people read, and the award rule as data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property

from .rule_reader import Rule, parse_rule
from .scheme import Group, Level, Scale, Statement

THEME = "theme"
VALUE = "value"


@dataclass(frozen=True)
class Theme:
    """A column of the matrix."""

    key: str
    title: str
    summary: str


@dataclass(frozen=True)
class Value:
    """A row of the matrix."""

    key: str
    title: str
    summary: str
    why: str


@dataclass(frozen=True)
class CriterionText:
    """What one tier takes for one statement; `level` is the key of the tier."""

    level: str
    text: str


@dataclass(frozen=True)
class StatementText:
    """An evidence statement in full: what is asked, why, and what each tier takes, lowest tier first."""

    key: str
    code: str
    value: str
    theme: str
    core: bool
    title: str
    text: str
    why: str
    guidance: str
    evidence_examples: tuple[str, ...]
    criteria: tuple[CriterionText, ...]
    lived_experience_prompt: str
    word_limit: int

    def criterion(self, level: str) -> str:
        """The words for one tier. Raises KeyError for a level that is not a tier."""
        return {criterion.level: criterion.text for criterion in self.criteria}[level]


@dataclass(frozen=True)
class Charter:
    """One version of one scheme, whole; values, themes and statements keep the order of the file.

    Only `read_charter` makes one, so whoever holds a charter may rely on every check of the file format.
    """

    scheme: str
    version: str
    title: str
    summary: str
    sample: bool
    sample_notice: str
    status_years: int
    levels: tuple[Level, ...]
    themes: tuple[Theme, ...]
    values: tuple[Value, ...]
    statements: tuple[StatementText, ...]
    rule_data: Mapping[str, object]

    @cached_property
    def scale(self) -> Scale:
        return Scale(self.levels)

    @cached_property
    def rule(self) -> Rule:
        """The award rule, ready to evaluate."""
        return parse_rule(self.rule_data, self.scale, self.rule_statements)

    @property
    def rule_statements(self) -> tuple[Statement, ...]:
        """The statements as the award rule sees them, grouped by theme and by value."""
        return tuple(
            Statement(each.key, {THEME: each.theme, VALUE: each.value}, each.core) for each in self.statements
        )

    @property
    def groups(self) -> tuple[Group, ...]:
        """Every theme and value with the title that explanations use."""
        themes = (Group(THEME, theme.key, theme.title) for theme in self.themes)
        return (*themes, *(Group(VALUE, value.key, value.title) for value in self.values))

    def cell(self, value: str, theme: str) -> tuple[StatementText, ...]:
        """The statements of one cell of the matrix."""
        return tuple(each for each in self.statements if (each.value, each.theme) == (value, theme))


def digest(charter: Charter) -> str:
    """SHA-256, in hex, of everything the charter says.

    Comments, layout and the order of keys in the file do not change it; every word, number and flag does, and
    so does the order of values, themes, statements and levels, because people read them in that order.
    """
    canonical = json.dumps(asdict(charter), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()
