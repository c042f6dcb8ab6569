"""From agreed levels to a tier, with the reasons: declarative data in, explanation out.

A rule lists conditions for each tier (see docs/charter-format.md). Two things hold for every rule that can be
written, because of how it is evaluated. Tiers are nested: one is reached only when all below it are. And
raising a level never costs a tier, because no condition asks for a level to stay low. Points only measure
distance; they never decide. All arithmetic is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .conditions import Check
from .explain import explained
from .nearest import least_raise
from .rule_reader import Rule, RuleProblem, parse_rule, read_rule
from .scheme import Group, Level, Rounding, Scale, Statement, UnknownLevel

__all__ = [
    "Change",
    "ConditionResult",
    "Group",
    "Level",
    "Outcome",
    "Rounding",
    "Route",
    "Rule",
    "RuleProblem",
    "Scale",
    "Statement",
    "TierResult",
    "UnknownLevel",
    "evaluate",
    "parse_rule",
    "read_rule",
    "route_to",
]


@dataclass(frozen=True)
class ConditionResult:
    """One condition of one tier, for one group or overall.

    It is met exactly when `actual >= needed`. Both count statements at `level` or above, out of `total`; a
    condition about groups counts groups. For "none more than so many steps below", `level` is the tier and
    the count is of statements close enough to it. `blocking` holds the statements that are still too low,
    and is empty when the condition is met.
    """

    text: str
    met: bool
    level: str
    needed: int
    actual: int
    total: int
    group: Group | None
    blocking: tuple[str, ...]


@dataclass(frozen=True)
class TierResult:
    """One tier: `met` when all its own conditions are and every tier below is met as well.

    `held_by` is the lowest tier that is not met, when that is a tier below this one.
    """

    level: str
    met: bool
    conditions: tuple[ConditionResult, ...]
    held_by: str | None = None

    @property
    def unmet(self) -> tuple[ConditionResult, ...]:
        return tuple(condition for condition in self.conditions if not condition.met)


@dataclass(frozen=True)
class Change:
    """One statement raised from one level to another."""

    statement_key: str
    from_level: str
    to_level: str


@dataclass(frozen=True)
class Route:
    """Changes that together reach a tier.

    They always do, and none can be left out or made smaller. When `least` is true there is no way with fewer
    steps in all, nor one with as few steps on fewer statements. Otherwise the search stopped early, which
    only large rules with many overlapping groups can bring about.
    """

    tier: str
    changes: tuple[Change, ...]
    least: bool


@dataclass(frozen=True)
class Outcome:
    """What the rule says: `tier` is the highest tier met or None, `tiers` runs from lowest to highest.

    `points` counts one for each step of each statement above the lowest level. `route` leads to `next_tier`,
    the lowest tier not met; both are None at the top.
    """

    tier: str | None
    tiers: tuple[TierResult, ...]
    points: int
    max_points: int
    next_tier: str | None
    route: Route | None

    @property
    def nearest(self) -> tuple[Change, ...]:
        """The nearest changes that would lift the outcome to the next tier; none at the top. See Route."""
        return self.route.changes if self.route else ()

    def for_tier(self, level: str) -> TierResult:
        """The result for one tier. Raises UnknownLevel."""
        for result in self.tiers:
            if result.level == level:
                return result
        raise UnknownLevel(f"The scale has no tier called {level!r}.")


def evaluate(
    rule: Rule,
    scale: Scale,
    statements: Iterable[Statement],
    levels: Mapping[str, str | None],
    groups: Iterable[Group] = (),
) -> Outcome:
    """The tier that these levels earn, and why.

    A statement without a level counts as the lowest. `groups` gives the titles that explanations use and the
    order they come in; without them, keys are spelled out, in order of keys. The order of statements makes no
    difference. Raises UnknownLevel, and ValueError when a level is given for a statement that is not there.
    """
    statements = tuple(statements)
    ranks = _ranks(scale, statements, levels)
    named = {(group.grouping, group.key): group for group in groups}
    results: list[TierResult] = []
    reached = missed = None
    for tier in scale.tiers:
        conditions = tuple(
            _result(check, scale, ranks, named)
            for condition in rule.conditions_for(tier.key)
            for check in _in_order_of(named, condition.checks(scale, statements, tier.key))
        )
        met = missed is None and all(condition.met for condition in conditions)
        results.append(TierResult(tier.key, met, conditions, held_by=missed))
        if met:
            reached = tier.key
        elif missed is None:
            missed = tier.key
    return Outcome(
        tier=reached,
        tiers=tuple(results),
        points=sum(ranks.values()),
        max_points=len(ranks) * scale.top,
        next_tier=missed,
        route=_route(rule, scale, statements, ranks, missed) if missed else None,
    )


def route_to(
    rule: Rule, scale: Scale, statements: Iterable[Statement], levels: Mapping[str, str | None], tier: str
) -> Route:
    """The nearest changes that reach a chosen tier, with all those below it; none if it is reached already.

    Raises UnknownLevel, and ValueError as `evaluate` does.
    """
    if tier not in (level.key for level in scale.tiers):
        raise UnknownLevel(f"The scale has no tier called {tier!r}.")
    statements = tuple(statements)
    return _route(rule, scale, statements, _ranks(scale, statements, levels), tier)


def _ranks(scale: Scale, statements: Iterable[Statement], levels: Mapping[str, str | None]) -> dict[str, int]:
    ranks = {each.key: scale.rank(levels.get(each.key)) for each in statements}
    strangers = sorted(set(levels) - set(ranks))
    if strangers:
        raise ValueError(f"The charter has no statement called {strangers[0]!r}.")
    return ranks


def _in_order_of(named: Mapping[tuple[str, str], Group], checks: Iterable[Check]) -> list[Check]:
    places = {name: place for place, name in enumerate(named)}
    return sorted(
        checks, key=lambda check: places.get((check.condition.per or "", check.group or ""), len(places))
    )


def _result(
    check: Check, scale: Scale, ranks: Mapping[str, int], named: Mapping[tuple[str, str], Group]
) -> ConditionResult:
    group = None
    if check.group is not None:
        grouping = check.condition.per or ""
        group = named.get((grouping, check.group), Group(grouping, check.group))
    met = check.is_met(ranks)
    return ConditionResult(
        text=explained(check, scale, ranks, group),
        met=met,
        level=check.level,
        needed=check.needed,
        actual=check.actual(ranks),
        total=check.total,
        group=group,
        blocking=() if met else check.blocking(ranks),
    )


def _route(
    rule: Rule, scale: Scale, statements: tuple[Statement, ...], ranks: Mapping[str, int], tier: str
) -> Route:
    below = [level.key for level in scale.tiers if scale.rank(level.key) <= scale.rank(tier)]
    checks = [
        check
        for level in below
        for condition in rule.conditions_for(level)
        for check in condition.checks(scale, statements, level)
    ]
    raised = least_raise(checks, ranks)
    changes = tuple(
        Change(key, scale.levels[ranks[key]].key, scale.levels[rank].key)
        for key, rank in sorted(raised.ranks.items())
    )
    return Route(tier, changes, raised.least)
