"""From plain data, as YAML or JSON gives it, to a rule; each mistake says where it is and what to write."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .conditions import (
    TIER,
    AtMostBelow,
    Condition,
    GroupLevel,
    GroupsAtLevel,
    Mandatory,
    NoneMoreThanBelow,
    ShareAtOrAbove,
)
from .scheme import Rounding, Scale, Statement, groups_of

Path = tuple[str | int, ...]

MOST_CONDITIONS = 50
METHODS = ("lowest", "median", "share")
ROUNDINGS = tuple(rounding.value for rounding in Rounding)
_FRACTION = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?%?|[0-9]{1,6}/[0-9]{1,6}")


class RuleProblem(ValueError):
    """One mistake in rule data: `path` leads to it, `remedy` says what to write there."""

    def __init__(self, path: Path, remedy: str):
        self.path = path
        self.remedy = remedy
        super().__init__(f"{spelled(path)}: {remedy}")


@dataclass(frozen=True)
class Rule:
    """What a tier takes: conditions every tier has, and those that only one tier adds."""

    every_tier: tuple[Condition, ...]
    extra: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)

    def conditions_for(self, tier: str) -> tuple[Condition, ...]:
        return self.every_tier + self.extra.get(tier, ())


def spelled(path: Path) -> str:
    """A path as people write it: `every_tier[0].mandatory.level`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text or "the rule"


def parse_rule(data: object, scale: Scale, statements: Iterable[Statement]) -> Rule:
    """The rule that the data describes, ready for these statements.

    Fractions are exact: text such as "3/10", "0.3" or "30%". Raises RuleProblem for the first mistake;
    `read_rule` gives them all.
    """
    rule, problems = read_rule(data, scale, statements)
    if rule is None:
        raise problems[0]
    return rule


def read_rule(
    data: object, scale: Scale, statements: Iterable[Statement]
) -> tuple[Rule | None, list[RuleProblem]]:
    """The rule and no problems, or no rule and every problem found."""
    reader = _Reader(scale, tuple(statements))
    rule = reader.rule(data)
    return (None, reader.problems) if reader.problems else (rule, [])


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words) or "(none)"


def _close(word: object, known: Iterable[str]) -> str:
    match = difflib.get_close_matches(str(word), list(known), n=1)
    return f" Did you mean “{match[0]}”?" if match else ""


class _Reader:
    def __init__(self, scale: Scale, statements: Sequence[Statement]):
        self.scale = scale
        self.statements = statements
        self.keys = {statement.key for statement in statements}
        self.tiers = [level.key for level in scale.tiers]
        self.problems: list[RuleProblem] = []

    def problem(self, path: Path, remedy: str) -> None:
        self.problems.append(RuleProblem(path, remedy))

    def rule(self, data: object) -> Rule:
        fields = self.fields(data, (), required=(), optional=("every_tier", "extra"))
        every_tier = self.conditions(fields.get("every_tier", []), ("every_tier",))
        extra_data = fields.get("extra", {})
        if not isinstance(extra_data, Mapping):
            self.problem(("extra",), "Write one key for each tier, with a list of conditions under it.")
            extra_data = {}
        extra = {}
        for tier, conditions in extra_data.items():
            if tier not in self.tiers:
                self.problem(("extra", str(tier)), f"Use the key of a tier: {_listed(self.tiers)}.")
            else:
                extra[tier] = self.conditions(conditions, ("extra", tier))
        rule = Rule(every_tier, extra)
        for tier in [] if self.problems else self.tiers:
            if not rule.conditions_for(tier):
                self.problem((), f"Give the tier {tier} at least one condition, under every_tier or extra.")
        return rule

    def conditions(self, data: object, path: Path) -> tuple[Condition, ...]:
        if not isinstance(data, list):
            self.problem(path, "Write a list of conditions, each starting with a dash.")
            return ()
        if len(data) > MOST_CONDITIONS:
            self.problem(path, f"Use at most {MOST_CONDITIONS} conditions; there are {len(data)}.")
            return ()
        found = [self.condition(each, (*path, index)) for index, each in enumerate(data)]
        return tuple(condition for condition in found if condition is not None)

    def condition(self, data: object, path: Path) -> Condition | None:
        kinds = {
            "share_at_or_above": self.share_at_or_above,
            "at_most_below": self.at_most_below,
            "none_more_than_below": self.none_more_than_below,
            "groups_at_level": self.groups_at_level,
            "mandatory": self.mandatory,
        }
        if not isinstance(data, Mapping) or len(data) != 1:
            self.problem(path, f"Name exactly one condition here: {_listed(kinds)}.")
            return None
        ((kind, body),) = data.items()
        if kind not in kinds:
            self.problem((*path, str(kind)), f"Use one of: {_listed(kinds)}.{_close(kind, kinds)}")
            return None
        before = len(self.problems)
        condition = kinds[kind](body, (*path, kind))
        return condition if len(self.problems) == before else None

    def share_at_or_above(self, data: object, path: Path) -> Condition:
        fields = self.fields(data, path, required=("level", "share", "rounding"), optional=("per",))
        return ShareAtOrAbove(
            self.level(fields, path),
            self.fraction(fields, "share", path),
            self.rounding(fields, path),
            self.grouping(fields, path),
        )

    def at_most_below(self, data: object, path: Path) -> Condition:
        fields = self.fields(
            data, path, required=("level",), optional=("number", "fraction", "rounding", "per")
        )
        if ("number" in fields) == ("fraction" in fields):
            self.problem(path, "Give either the number or the fraction that may be below, not both.")
        level, per = self.level(fields, path), self.grouping(fields, path)
        if "fraction" not in fields:
            if "rounding" in fields:
                self.problem((*path, "rounding"), "Leave the rounding out; a whole number needs none.")
            return AtMostBelow(level, number=self.whole(fields, "number", path, least=0), per=per)
        if "rounding" not in fields:
            self.problem(path, f"Say how to round: add the key rounding with one of {_listed(ROUNDINGS)}.")
        return AtMostBelow(
            level,
            fraction=self.fraction(fields, "fraction", path),
            rounding=self.rounding(fields, path),
            per=per,
        )

    def none_more_than_below(self, data: object, path: Path) -> Condition:
        fields = self.fields(data, path, required=("level", "steps"), optional=("per",))
        steps = self.whole(fields, "steps", path, least=0, most=self.scale.top)
        return NoneMoreThanBelow(self.level(fields, path), steps, self.grouping(fields, path))

    def mandatory(self, data: object, path: Path) -> Condition:
        fields = self.fields(data, path, required=("level", "statements"))
        level, chosen, here = self.level(fields, path), fields.get("statements"), (*path, "statements")
        if chosen == "core":
            if not any(statement.core for statement in self.statements):
                self.problem(here, "Mark at least one statement as core, or list statement keys here.")
            return Mandatory(level)
        if not isinstance(chosen, list) or not chosen:
            if "statements" in fields:
                self.problem(here, "Write core, or a list of statement keys.")
            return Mandatory(level)
        for index, key in enumerate(chosen):
            if not isinstance(key, str) or key not in self.keys:
                self.problem((*here, index), f"Use the key of a statement.{_close(key, self.keys)}")
            elif key in chosen[:index]:
                self.problem((*here, index), "Remove this line; the statement is listed already.")
        return Mandatory(level, tuple(sorted(str(key) for key in chosen)))

    def groups_at_level(self, data: object, path: Path) -> Condition:
        fields = self.fields(data, path, required=("level", "per", "at_least", "group_level"))
        level, per = self.level(fields, path), self.grouping(fields, path)
        at_least = None
        if fields.get("at_least") != "all":
            most = len(groups_of(self.statements, per)) if per else None
            at_least = self.whole(fields, "at_least", path, least=1, most=most)
        return GroupsAtLevel(level, per or "", at_least, self.group_level(fields, path))

    def group_level(self, fields: Mapping[str, object], path: Path) -> GroupLevel:
        if "group_level" not in fields:
            return GroupLevel()
        here = (*path, "group_level")
        method = fields["group_level"]
        if method in METHODS[:2]:
            return GroupLevel(str(method))
        if not isinstance(method, Mapping) or list(method) != ["share"]:
            self.problem(here, "Write lowest, median, or share: {share: 2/3, rounding: floor}.")
            return GroupLevel()
        share_path = (*here, "share")
        share = self.fields(method["share"], share_path, required=("share", "rounding"))
        return GroupLevel(
            "share", self.fraction(share, "share", share_path), self.rounding(share, share_path)
        )

    def fields(
        self, data: object, path: Path, *, required: Sequence[str], optional: Sequence[str] = ()
    ) -> dict[str, object]:
        """The known fields of a mapping, after naming every one that is missing or unknown."""
        known = (*required, *optional)
        if not isinstance(data, Mapping):
            self.problem(path, f"Write keys and values here: {_listed(known)}.")
            return {}
        for key in data:
            if key not in known:
                self.problem((*path, str(key)), f"Use only these keys: {_listed(known)}.{_close(key, known)}")
        for key in required:
            if key not in data:
                self.problem(path, f"Add the key {key}.")
        return {str(key): value for key, value in data.items() if key in known}

    def level(self, fields: Mapping[str, object], path: Path) -> str:
        level = fields.get("level", TIER)
        known = (TIER, *(each.key for each in self.scale.levels))
        if level not in known:
            self.problem((*path, "level"), f"Use one of: {_listed(known)}.{_close(level, known)}")
        return str(level)

    def grouping(self, fields: Mapping[str, object], path: Path) -> str | None:
        if "per" not in fields:
            return None
        per = fields["per"]
        known = sorted({grouping for statement in self.statements for grouping in statement.groups})
        if per not in known:
            self.problem((*path, "per"), f"Use a grouping that the statements have: {_listed(known)}.")
            return None
        outside = sorted(statement.key for statement in self.statements if per not in statement.groups)
        if outside:
            self.problem((*path, "per"), f"Give every statement a {per}; {outside[0]} has none.")
        return str(per)

    def rounding(self, fields: Mapping[str, object], path: Path) -> Rounding:
        word = fields.get("rounding", Rounding.FLOOR.value)
        if word not in ROUNDINGS:
            self.problem((*path, "rounding"), f"Use one of these: {_listed(ROUNDINGS)}.")
            return Rounding.FLOOR
        return Rounding(word)

    def fraction(self, fields: Mapping[str, object], key: str, path: Path) -> Fraction:
        if key not in fields:
            return Fraction(0)
        text = str(fields[key]).strip() if isinstance(fields[key], (str, int)) else ""
        number = Fraction(-1)
        if _FRACTION.fullmatch(text) and not re.search(r"/0+$", text):
            number = Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
        if not 0 <= number <= 1:
            self.problem((*path, key), 'Write a part from 0 to 1 as text, such as "3/10", "0.3" or "30%".')
        return number

    def whole(
        self, fields: Mapping[str, object], key: str, path: Path, *, least: int, most: int | None = None
    ) -> int:
        if key not in fields:
            return least
        value = fields[key]
        if type(value) is int and least <= value and (most is None or value <= most):
            return value
        span = f"from {least} to {most}" if most is not None else f"of {least} or more"
        self.problem((*path, key), f"Write a whole number {span}.")
        return least
