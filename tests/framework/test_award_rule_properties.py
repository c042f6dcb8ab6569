"""What must hold for every rule that can be written, tried on random schemes."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from charter_portal.framework.rules import nearest as nearest_module
from charter_portal.framework.rules.award_rule import (
    Level,
    Scale,
    Statement,
    evaluate,
    parse_rule,
    route_to,
)
from charter_portal.framework.rules.charter_file import read_charter

CHARTER = Path(__file__).parents[2] / "charter_portal" / "framework" / "sample_charter.yaml"
ROUNDINGS = st.sampled_from(["floor", "ceil", "half_up"])
FRACTIONS = st.sampled_from(["0", "1/5", "3/10", "1/3", "0.5", "60%", "2/3", "0.75", "1"])
GROUPINGS = ("row", "column")

# Machines that run tests are shared and slow at times; a slow example is no finding here.
widely = settings(max_examples=100, deadline=None)
closely = settings(max_examples=60, deadline=None)


@st.composite
def scales(draw):
    size = draw(st.integers(2, 5))
    awardable = draw(st.lists(st.booleans(), min_size=size - 1, max_size=size - 1).filter(any))
    return Scale(tuple(
        Level(f"level{rank}", f"Level {rank}", rank > 0 and awardable[rank - 1]) for rank in range(size)
    ))  # fmt: skip


@st.composite
def schemes(draw, most=7):
    keys = draw(st.lists(st.sampled_from("abcdefghij"), min_size=1, max_size=most, unique=True))
    return [
        Statement(
            key,
            {grouping: draw(st.sampled_from(["one", "two", "three"])) for grouping in GROUPINGS},
            core=draw(st.booleans()),
        )
        for key in keys
    ]


@st.composite
def conditions(draw, scale, statements):
    fields = {"level": draw(st.sampled_from(["tier", *(level.key for level in scale.levels)]))}
    kind = draw(st.sampled_from(
        ["share_at_or_above", "at_most_below", "none_more_than_below", "groups_at_level", "mandatory"]
    ))  # fmt: skip
    per = draw(st.sampled_from([None, *GROUPINGS]))
    if kind == "share_at_or_above":
        fields |= {"share": draw(FRACTIONS), "rounding": draw(ROUNDINGS)}
    elif kind == "at_most_below" and draw(st.booleans()):
        fields |= {"fraction": draw(FRACTIONS), "rounding": draw(ROUNDINGS)}
    elif kind == "at_most_below":
        fields |= {"number": draw(st.integers(0, len(statements)))}
    elif kind == "none_more_than_below":
        fields |= {"steps": draw(st.integers(0, scale.top))}
    elif kind == "mandatory":
        core = [statement.key for statement in statements if statement.core]
        listed = draw(st.lists(st.sampled_from([each.key for each in statements]), min_size=1, unique=True))
        return {kind: fields | {"statements": "core" if core and draw(st.booleans()) else listed}}
    else:
        per = draw(st.sampled_from(GROUPINGS))
        groups = {statement.groups[per] for statement in statements}
        share = {"share": {"share": draw(FRACTIONS), "rounding": draw(ROUNDINGS)}}
        fields |= {
            "at_least": draw(st.sampled_from(["all", *range(1, len(groups) + 1)])),
            "group_level": draw(st.sampled_from(["lowest", "median", share])),
        }
    return {kind: fields | ({"per": per} if per else {})}


@st.composite
def cases(draw, most=7):
    """A scale, statements, rule data that asks something of every tier, and levels for some statements."""
    scale, statements = draw(scales()), draw(schemes(most))
    body = conditions(scale, statements)
    data = {"every_tier": draw(st.lists(body, min_size=1, max_size=3))}
    if draw(st.booleans()):
        data["extra"] = {draw(st.sampled_from(scale.tiers)).key: draw(st.lists(body, max_size=2))}
    levels = st.sampled_from([None, *(level.key for level in scale.levels)])
    given_levels = {each.key: draw(levels) for each in statements if draw(st.integers(0, 9))}
    return scale, statements, data, given_levels


def judged(scale, statements, data, levels):
    return evaluate(parse_rule(data, scale, statements), scale, statements, levels)


# A second, deliberately simple-minded reading of the rules, to hold the first one against.


def rounded(rounding, exact):
    ways = {
        "floor": math.floor,
        "ceil": math.ceil,
        "half_up": lambda number: math.floor(number + Fraction(1, 2)),
    }
    return ways[rounding](exact)


def part(text):
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def derived_rank(method, ranks):
    """A group's own rank, by sorting its statements."""
    if method == "lowest":
        return min(ranks)
    if method == "median":
        return sorted(ranks)[(len(ranks) - 1) // 2]
    allowed = rounded(method["share"]["rounding"], (1 - part(method["share"]["share"])) * len(ranks))
    # A share of nothing asks for nothing, so such a group is at every level.
    return math.inf if allowed >= len(ranks) else sorted(ranks)[allowed]


def recount(data, tier, scale, statements, levels):
    """(needed, actual) for each condition, and each group, of one tier."""
    rank_of = {level.key: rank for rank, level in enumerate(scale.levels)}
    ranks = {each.key: rank_of[levels.get(each.key) or scale.levels[0].key] for each in statements}
    counts = []
    for condition in [*data.get("every_tier", []), *data.get("extra", {}).get(tier, [])]:
        ((kind, fields),) = condition.items()
        line = rank_of[tier if fields["level"] == "tier" else fields["level"]]
        per = fields.get("per")
        parts = {}
        for each in statements:
            parts.setdefault(each.groups[per] if per else None, []).append(ranks[each.key])
        if kind == "groups_at_level":
            reached = [derived_rank(fields["group_level"], members) >= line for members in parts.values()]
            needed = len(parts) if fields["at_least"] == "all" else fields["at_least"]
            counts.append((needed, sum(reached)))
            continue
        if kind == "mandatory":
            core = [each.key for each in statements if each.core]
            parts = {
                None: [
                    ranks[key] for key in (core if fields["statements"] == "core" else fields["statements"])
                ]
            }
        for _, members in sorted(parts.items(), key=lambda item: item[0] or ""):
            size = len(members)
            if kind == "share_at_or_above":
                allowed = rounded(fields["rounding"], (1 - part(fields["share"])) * size)
            elif kind == "at_most_below" and "fraction" in fields:
                allowed = rounded(fields["rounding"], part(fields["fraction"]) * size)
            else:
                allowed = fields.get("number", 0) if kind == "at_most_below" else 0
            reach = line - fields["steps"] if kind == "none_more_than_below" else line
            counts.append((max(0, size - allowed), sum(rank >= reach for rank in members)))
    return counts


def meets(data, tiers, scale, statements, levels):
    return all(
        actual >= needed
        for tier in tiers
        for needed, actual in recount(data, tier.key, scale, statements, levels)
    )


def raised(levels, changes):
    return {**levels, **{change.statement_key: change.to_level for change in changes}}


def rank_of_tier(scale, outcome):
    return -1 if outcome.tier is None else scale.rank(outcome.tier)


@widely
@given(cases())
def test_the_numbers_agree_with_a_simple_recount(case):
    scale, statements, data, levels = case
    outcome = judged(*case)
    for position, result in enumerate(outcome.tiers):
        told = [(condition.needed, condition.actual) for condition in result.conditions]
        assert told == recount(data, result.level, scale, statements, levels)
        assert [condition.met for condition in result.conditions] == [
            actual >= needed for needed, actual in told
        ]
        assert result.met == meets(data, scale.tiers[: position + 1], scale, statements, levels)
    met = [result.level for result in outcome.tiers if result.met]
    assert outcome.tier == (met[-1] if met else None)


@widely
@given(cases())
def test_sentences_and_blocking_statements_agree_with_the_numbers(case):
    scale, statements, _, levels = case
    for result in judged(*case).tiers:
        for condition in result.conditions:
            assert bool(condition.blocking) == (not condition.met)
            assert list(condition.blocking) == sorted(set(condition.blocking))
            assert scale.label(condition.level) in condition.text
            assert "None" not in condition.text.replace("None is", "")
            if not condition.met and "A group counts by" not in condition.text:
                assert len(condition.blocking) == condition.total - condition.actual
            lifted = raised(levels, ())
            lifted.update(dict.fromkeys(condition.blocking, scale.levels[-1].key))
            again = judged(scale, statements, case[2], lifted).for_tier(result.level)
            assert again.conditions[result.conditions.index(condition)].met


@widely
@given(cases())
def test_tiers_are_nested(case):
    scale, *_ = case
    outcome = judged(*case)
    met = [result.met for result in outcome.tiers]
    assert met == sorted(met, reverse=True)
    assert [result.level for result in outcome.tiers] == [tier.key for tier in scale.tiers]
    first_missed = next((result.level for result in outcome.tiers if not result.met), None)
    assert outcome.next_tier == first_missed
    for result in outcome.tiers:
        assert result.held_by in (None, first_missed)
        assert (result.held_by is None) == (result.met or result.level == first_missed)


@widely
@given(cases(), st.data())
def test_raising_a_score_never_lowers_the_tier(case, data):
    scale, statements, rule, levels = case
    before = judged(*case)
    higher = {}
    for each in statements:
        start = scale.rank(levels.get(each.key))
        higher[each.key] = scale.levels[data.draw(st.integers(start, scale.top))].key
    after = judged(scale, statements, rule, higher)
    assert rank_of_tier(scale, after) >= rank_of_tier(scale, before)
    assert after.points >= before.points
    for old, new in zip(before.tiers, after.tiers, strict=True):
        for was, now in zip(old.conditions, new.conditions, strict=True):
            assert now.actual >= was.actual
            assert now.needed == was.needed


@widely
@given(cases(), st.randoms())
def test_the_order_of_statements_changes_nothing(case, random):
    scale, statements, data, levels = case
    shuffled, mixed = list(statements), list(levels.items())
    random.shuffle(shuffled)
    random.shuffle(mixed)
    assert judged(scale, shuffled, data, dict(mixed)) == judged(*case)


@widely
@given(cases())
def test_the_nearest_changes_reach_the_next_tier_and_none_is_too_much(case):
    scale, statements, data, levels = case
    outcome = judged(*case)
    if outcome.next_tier is None:
        assert outcome.tier == scale.tiers[-1].key
        assert outcome.nearest == ()
        return
    after = judged(scale, statements, data, raised(levels, outcome.nearest))
    assert rank_of_tier(scale, after) >= scale.rank(outcome.next_tier)
    assert len({change.statement_key for change in outcome.nearest}) == len(outcome.nearest) > 0
    for change in outcome.nearest:
        start = scale.rank(levels.get(change.statement_key))
        assert scale.levels[start].key == change.from_level
        assert scale.rank(change.to_level) > start
        for lower in range(start, scale.rank(change.to_level)):
            less = raised(levels, outcome.nearest) | {change.statement_key: scale.levels[lower].key}
            assert not judged(scale, statements, data, less).for_tier(outcome.next_tier).met


def cheapest(data, tiers, scale, statements, levels):
    """Every way up there is, tried one by one: the fewest steps, then the fewest statements."""
    keys = [each.key for each in statements]
    starts = [scale.rank(levels.get(key)) for key in keys]
    found = []
    for ranks in itertools.product(*(range(start, scale.top + 1) for start in starts)):
        tried = {key: scale.levels[rank].key for key, rank in zip(keys, ranks, strict=True)}
        if meets(data, tiers, scale, statements, tried):
            found.append((sum(ranks) - sum(starts), sum(a > b for a, b in zip(ranks, starts, strict=True))))
    return min(found)


def cost(scale, changes):
    steps = [scale.rank(change.to_level) - scale.rank(change.from_level) for change in changes]
    return sum(steps), len(steps)


@closely
@given(cases(most=4))
def test_no_cheaper_way_exists_than_the_nearest(case):
    scale, statements, data, levels = case
    outcome = judged(*case)
    if outcome.route is None:
        return
    reached = scale.tiers[: [tier.key for tier in scale.tiers].index(outcome.next_tier) + 1]
    assert outcome.route.least
    assert cost(scale, outcome.nearest) == cheapest(data, reached, scale, statements, levels)


@closely
@given(cases(most=4))
def test_no_cheaper_way_exists_to_the_top_tier(case):
    scale, statements, data, levels = case
    route = route_to(parse_rule(data, scale, statements), scale, statements, levels, scale.tiers[-1].key)
    assert route.least
    assert cost(scale, route.changes) == cheapest(data, scale.tiers, scale, statements, levels)


@closely
@given(schemes(most=5), st.lists(st.integers(0, 2), min_size=5, max_size=5), st.data())
def test_no_cheaper_way_exists_where_groups_of_two_groupings_overlap(statements, ranks, data):
    scale = Scale.of("none", "some", "all", awarded_from=2)
    levels = {each.key: scale.levels[rank].key for each, rank in zip(statements, ranks, strict=False)}
    group_level = {"share": {"share": data.draw(FRACTIONS), "rounding": "floor"}}
    rule = []
    for per in GROUPINGS:
        at_least = data.draw(st.integers(1, len({each.groups[per] for each in statements})))
        fields = {"level": "tier", "per": per, "at_least": at_least, "group_level": group_level}
        rule.append({"groups_at_level": fields})
    rule = {"every_tier": rule}
    route = route_to(parse_rule(rule, scale, statements), scale, statements, levels, "all")
    assert route.least
    assert cost(scale, route.changes) == cheapest(rule, scale.tiers, scale, statements, levels)


@closely
@given(cases())
def test_a_search_cut_short_still_reaches_the_tier_and_wastes_nothing(case):
    scale, statements, data, levels = case
    rule = parse_rule(data, scale, statements)
    full = nearest_module.BUDGET
    nearest_module.BUDGET = 1
    try:
        route = evaluate(rule, scale, statements, levels).route
    finally:
        nearest_module.BUDGET = full
    if route is None:
        return
    after = raised(levels, route.changes)
    assert evaluate(rule, scale, statements, after).for_tier(route.tier).met
    for change in route.changes:
        less = after | {change.statement_key: change.from_level}
        assert not evaluate(rule, scale, statements, less).for_tier(route.tier).met


@closely
@given(st.data())
def test_the_sample_charter_gets_a_proven_answer_for_any_levels(data):
    charter = read_charter(CHARTER.read_text(encoding="utf-8"), CHARTER.name)
    keys = [None, *(level.key for level in charter.scale.levels)]
    levels = {each.key: data.draw(st.sampled_from(keys)) for each in charter.statements}
    outcome = evaluate(charter.rule, charter.scale, charter.rule_statements, levels, charter.groups)
    ranks = {key: charter.scale.rank(level) for key, level in levels.items()}
    assert outcome.points == sum(ranks.values())
    assert outcome.tier == by_hand(charter, ranks)
    if outcome.route:
        assert outcome.route.least
        after = evaluate(
            charter.rule, charter.scale, charter.rule_statements, raised(levels, outcome.nearest)
        )
        assert rank_of_tier(charter.scale, after) >= charter.scale.rank(outcome.next_tier)


def by_hand(charter, ranks):
    """The charter's rule as the charter says it: try the highest tier, else the next one down."""
    for tier in reversed(charter.scale.tiers):
        line = charter.scale.rank(tier.key)
        for theme in charter.themes:
            members = [each for each in charter.statements if each.theme == theme.key]
            below = [each for each in members if ranks[each.key] < line]
            if len(below) > 3 * len(members) // 10 or any(each.core for each in below):
                break
            if any(ranks[each.key] < line - 1 for each in below):
                break
        else:
            return tier.key
    return None
