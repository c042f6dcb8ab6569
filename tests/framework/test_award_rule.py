"""The award rule by example: the charter's own rule with its edges, and each condition on its own."""

from __future__ import annotations

import pytest

from charter_portal.framework.rules import nearest
from charter_portal.framework.rules.award_rule import (
    Change,
    Group,
    Level,
    RuleProblem,
    Scale,
    Statement,
    UnknownLevel,
    evaluate,
    parse_rule,
    route_to,
)

SCALE = Scale.of("not_yet", "working_towards", "bronze", "silver", "gold")
CHARTER_RULE = {
    "every_tier": [
        {"at_most_below": {"level": "tier", "fraction": "3/10", "rounding": "floor", "per": "theme"}},
        {"none_more_than_below": {"level": "tier", "steps": 1}},
        {"mandatory": {"level": "tier", "statements": "core"}},
    ]
}


def theme(name, size, core=()):
    return [Statement(f"{name}{n}", {"theme": name}, core=n in core) for n in range(1, size + 1)]


def all_at(statements, level, **others):
    return {statement.key: level for statement in statements} | others


def judged(data, statements, levels, scale=SCALE, groups=()):
    return evaluate(parse_rule(data, scale, statements), scale, statements, levels, groups)


def one_condition(kind, **fields):
    return {"every_tier": [{kind: fields}]}


def by_group(tier_result):
    return {c.group.key: c for c in tier_result.conditions if c.group}


class TestTheCharterRule:
    @pytest.mark.parametrize(
        "size, allowed", [(1, 0), (3, 0), (4, 1), (6, 1), (7, 2), (9, 2), (10, 3), (11, 3)]
    )
    def test_three_in_ten_rounded_down_may_be_one_level_below(self, size, allowed):
        statements = theme("policy", size, core=[1])
        names = [statement.key for statement in statements[::-1]]
        enough = all_at(statements, "gold", **dict.fromkeys(names[:allowed], "silver"))
        assert judged(CHARTER_RULE, statements, enough).tier == "gold"
        if allowed + 1 < size:
            one_more = all_at(statements, "gold", **dict.fromkeys(names[: allowed + 1], "silver"))
            assert judged(CHARTER_RULE, statements, one_more).tier == "silver"

    def test_the_share_is_counted_in_every_theme_and_not_overall(self):
        statements = theme("policy", 10, core=[1]) + theme("culture", 3)
        levels = all_at(statements, "silver", culture1="bronze")
        outcome = judged(CHARTER_RULE, statements, levels)
        assert outcome.tier == "bronze"
        found = by_group(outcome.for_tier("silver"))
        assert (found["culture"].met, found["culture"].needed, found["culture"].actual) == (False, 3, 2)
        assert found["culture"].blocking == ("culture1",)
        assert (found["policy"].met, found["policy"].needed, found["policy"].actual) == (True, 7, 10)
        assert found["policy"].blocking == ()

    def test_a_single_statement_two_levels_below_costs_the_tier(self):
        statements = theme("policy", 10, core=[1])
        assert judged(CHARTER_RULE, statements, all_at(statements, "gold", policy9="silver")).tier == "gold"
        outcome = judged(CHARTER_RULE, statements, all_at(statements, "gold", policy9="bronze"))
        assert outcome.tier == "silver"
        (unmet,) = outcome.for_tier("gold").unmet
        assert unmet.text == "All statements: none may be more than 1 level below Gold. 1 is."
        assert unmet.blocking == ("policy9",)
        assert outcome.nearest == (Change("policy9", "bronze", "silver"),)

    def test_a_core_statement_must_reach_the_tier_itself(self):
        statements = theme("policy", 10, core=[1, 2])
        outcome = judged(CHARTER_RULE, statements, all_at(statements, "silver", policy2="bronze"))
        assert outcome.tier == "bronze"
        (unmet,) = outcome.for_tier("silver").unmet
        assert unmet.text == "Every core statement must reach Silver. 1 of 2 does."
        assert (unmet.needed, unmet.actual, unmet.total) == (2, 1, 2)
        assert outcome.nearest == (Change("policy2", "bronze", "silver"),)

    def test_without_any_levels_nothing_is_awarded(self):
        statements = theme("policy", 4, core=[1])
        outcome = judged(CHARTER_RULE, statements, {})
        assert (outcome.tier, outcome.points, outcome.max_points) == (None, 0, 16)
        assert outcome.next_tier == "working_towards"
        assert outcome.nearest == tuple(
            Change(f"policy{n}", "not_yet", "working_towards") for n in (1, 2, 3)
        ), "one of four may stay below, and the core statement may not be the one"
        assert outcome == judged(CHARTER_RULE, statements, dict.fromkeys(("policy1", "policy2")))

    def test_at_the_top_there_is_no_next_tier(self):
        statements = theme("policy", 4, core=[1])
        outcome = judged(CHARTER_RULE, statements, all_at(statements, "gold"))
        assert (outcome.tier, outcome.next_tier, outcome.nearest, outcome.route) == ("gold", None, (), None)
        assert all(result.met and not result.unmet for result in outcome.tiers)
        assert [result.level for result in outcome.tiers] == ["working_towards", "bronze", "silver", "gold"]
        assert outcome.points == outcome.max_points == 16

    def test_points_do_not_decide(self):
        statements = theme("policy", 3, core=[1])
        rich = judged(CHARTER_RULE, statements, all_at(statements, "gold", policy1="not_yet"))
        poor = judged(CHARTER_RULE, statements, all_at(statements, "working_towards"))
        assert (rich.points, rich.tier) == (8, None)
        assert (poor.points, poor.tier) == (3, "working_towards")

    def test_numbers_are_told_in_plain_sentences(self):
        statements = theme("policy", 10, core=[1])
        levels = all_at(
            statements, "silver", policy7="bronze", policy8="bronze", policy9="bronze", policy10="bronze"
        )
        outcome = judged(
            CHARTER_RULE, statements, levels, groups=[Group("theme", "policy", "Policy and plans")]
        )
        texts = [condition.text for condition in outcome.for_tier("silver").conditions]
        assert texts == [
            "Policy and plans: at most 3 of 10 statements may be below Silver. 4 are below.",
            "All statements: none may be more than 1 level below Silver. None is.",
            "Every core statement must reach Silver. 1 of 1 does.",
        ]
        assert "none may be below" in judged(CHARTER_RULE, theme("a", 3, [1]), {}).tiers[0].conditions[0].text

    def test_groups_come_in_the_order_they_are_given(self):
        statements = theme("a", 1, core=[1]) + theme("b", 1)
        keys = [c.group.key for c in judged(CHARTER_RULE, statements, {}).tiers[0].conditions if c.group]
        assert keys == ["a", "b"]
        groups = [Group("theme", "b", "Bee"), Group("theme", "a", "Ay")]
        outcome = judged(CHARTER_RULE, statements, {}, groups=groups)
        assert [c.group.title for c in outcome.tiers[0].conditions if c.group] == ["Bee", "Ay"]


class TestShare:
    @pytest.mark.parametrize(
        "rounding, share, size, needed",
        [
            ("floor", "2/3", 4, 3),
            ("ceil", "2/3", 4, 2),
            ("half_up", "2/3", 4, 3),
            ("half_up", "1/2", 5, 2),
            ("floor", "1/2", 5, 3),
            ("half_up", "0.75", 10, 7),
            ("floor", "70%", 10, 7),
            ("floor", "0.7", 10, 7),
            ("ceil", "7/10", 3, 2),
            ("floor", "1", 4, 4),
            ("ceil", "0", 4, 0),
        ],
    )
    def test_what_may_be_below_is_rounded_as_stated(self, rounding, share, size, needed):
        statements = theme("a", size)
        data = one_condition("share_at_or_above", level="gold", share=share, rounding=rounding)
        condition = judged(data, statements, all_at(statements, "silver")).tiers[0].conditions[0]
        assert (condition.needed, condition.actual, condition.total) == (needed, 0, size)
        assert condition.met == (needed == 0)
        assert condition.text.startswith(
            f"All statements: at least {needed} of {size} statements must be at Gold"
        )

    def test_a_floating_point_number_is_refused_because_it_is_not_exact(self):
        data = one_condition("share_at_or_above", level="tier", share=0.7, rounding="floor")
        with pytest.raises(RuleProblem, match="share: Write a part from 0 to 1 as text"):
            parse_rule(data, SCALE, theme("a", 3))


class TestAtMostBelow:
    def test_a_number_is_absolute(self):
        statements = theme("a", 5)
        data = one_condition("at_most_below", level="bronze", number=2)
        two_below = all_at(statements, "gold", a1="working_towards", a2="not_yet")
        assert judged(data, statements, two_below).tier == "gold"
        assert judged(data, statements, two_below | {"a3": "working_towards"}).tier is None

    def test_a_number_larger_than_a_group_asks_nothing_of_it(self):
        data = one_condition("at_most_below", level="tier", number=9, per="theme")
        condition = judged(data, theme("a", 2), {}).for_tier("gold").conditions[0]
        assert (condition.needed, condition.actual, condition.met) == (0, 0, True)

    @pytest.mark.parametrize("rounding, allowed", [("floor", 0), ("half_up", 1), ("ceil", 1)])
    def test_a_fraction_is_rounded(self, rounding, allowed):
        data = one_condition("at_most_below", level="tier", fraction="1/6", rounding=rounding)
        assert judged(data, theme("a", 3), {}).tiers[0].conditions[0].needed == 3 - allowed


class TestNoneMoreThanBelow:
    @pytest.mark.parametrize("steps, lowest", [(0, "gold"), (1, "silver"), (2, "bronze"), (4, "not_yet")])
    def test_the_lowest_level_that_still_gives_gold(self, steps, lowest):
        statements = theme("a", 3)
        data = one_condition("none_more_than_below", level="tier", steps=steps)
        assert judged(data, statements, all_at(statements, "gold", a2=lowest)).tier == "gold"
        if lowest != "not_yet":
            lower = SCALE.levels[SCALE.rank(lowest) - 1].key
            assert judged(data, statements, all_at(statements, "gold", a2=lower)).tier != "gold"

    def test_per_group_names_the_group(self):
        statements = theme("a", 2) + theme("b", 2)
        data = one_condition("none_more_than_below", level="tier", steps=1, per="theme")
        found = by_group(
            judged(data, statements, all_at(statements, "silver", b1="not_yet")).for_tier("bronze")
        )
        assert (found["a"].met, found["b"].met, found["b"].blocking) == (True, False, ("b1",))


class TestMandatory:
    def test_a_list_of_statements_at_a_fixed_level(self):
        statements = theme("a", 3)
        data = one_condition("mandatory", level="silver", statements=["a3", "a1"])
        outcome = judged(data, statements, {"a1": "silver", "a3": "bronze"})
        condition = outcome.tiers[0].conditions[0]
        assert condition.text == "Every listed statement must reach Silver. 1 of 2 does."
        assert (condition.level, condition.blocking) == ("silver", ("a3",))
        assert judged(data, statements, {"a1": "silver", "a3": "gold"}).tier == "gold"


class TestGroupsAtLevel:
    STATEMENTS = theme("a", 4) + theme("b", 3)
    LEVELS = {"a1": "gold", "a2": "silver", "a3": "bronze", "a4": "not_yet",
              "b1": "gold", "b2": "bronze", "b3": "bronze"}  # fmt: skip

    @pytest.mark.parametrize(
        "group_level, tier_of_a, tier_of_b",
        [
            ("lowest", None, "bronze"),
            ("median", "bronze", "bronze"),
            ({"share": {"share": "1/2", "rounding": "floor"}}, "silver", "bronze"),
            ({"share": {"share": "1/3", "rounding": "ceil"}}, "gold", "gold"),
            ({"share": {"share": "3/4", "rounding": "floor"}}, "bronze", "bronze"),
        ],
    )
    def test_how_a_group_gets_its_level(self, group_level, tier_of_a, tier_of_b):
        for name, expected in (("a", tier_of_a), ("b", tier_of_b)):
            statements = [each for each in self.STATEMENTS if each.groups["theme"] == name]
            levels = {each.key: self.LEVELS[each.key] for each in statements}
            data = one_condition(
                "groups_at_level", level="tier", per="theme", at_least="all", group_level=group_level
            )
            assert judged(data, statements, levels).tier == expected

    @pytest.mark.parametrize("at_least, tier", [(1, "bronze"), (2, None), ("all", None)])
    def test_so_many_groups_of_all(self, at_least, tier):
        data = one_condition(
            "groups_at_level", level="tier", per="theme", at_least=at_least, group_level="lowest"
        )
        outcome = judged(data, self.STATEMENTS, self.LEVELS)
        assert outcome.tier == tier
        condition = outcome.for_tier("bronze").conditions[0]
        assert (condition.actual, condition.total) == (1, 2)
        assert condition.needed == (2 if at_least == "all" else at_least)
        assert condition.blocking == (() if condition.met else ("a4",))
        assert condition.text == (
            f"At least {condition.needed} of 2 groups by theme must be at Bronze or above. 1 is. "
            "A group counts by its lowest statement."
        )

    def test_the_nearest_way_lifts_the_cheaper_group(self):
        data = one_condition("groups_at_level", level="silver", per="theme", at_least=1, group_level="lowest")
        outcome = judged(data, self.STATEMENTS, self.LEVELS)
        assert outcome.nearest == (Change("b2", "bronze", "silver"), Change("b3", "bronze", "silver"))


class TestTiers:
    def test_a_tier_that_asks_less_than_the_one_below_still_includes_it(self):
        statements = theme("a", 2)
        data = {"extra": {
            "working_towards": [{"at_most_below": {"level": "tier", "number": 0}}],
            "bronze": [{"at_most_below": {"level": "gold", "number": 0}}],
            "silver": [{"at_most_below": {"level": "tier", "number": 2}}],
            "gold": [{"at_most_below": {"level": "tier", "number": 2}}],
        }}  # fmt: skip
        outcome = judged(data, statements, all_at(statements, "working_towards"))
        assert outcome.tier == "working_towards"
        silver = outcome.for_tier("silver")
        assert (silver.met, silver.unmet, silver.held_by) == (False, (), "bronze")
        assert outcome.for_tier("bronze").held_by is None
        assert outcome.next_tier == "bronze"

    def test_extra_conditions_belong_to_one_tier_only(self):
        statements = theme("a", 2)
        data = one_condition("at_most_below", level="tier", number=1)
        data["extra"] = {"gold": [{"mandatory": {"level": "gold", "statements": ["a2"]}}]}
        assert judged(data, statements, {"a1": "gold"}).tier == "silver"
        assert judged(data, statements, {"a2": "gold"}).tier == "gold"

    def test_levels_that_cannot_be_awarded_are_only_steps(self):
        awardable = {"nothing": False, "some": False, "most": True, "nearly": False, "all": True}
        scale = Scale(tuple(Level(key, key.title(), is_tier) for key, is_tier in awardable.items()))
        statements = theme("a", 2)
        data = one_condition("at_most_below", level="tier", number=0)
        outcome = judged(data, statements, all_at(statements, "nearly", a1="most"), scale)
        assert [result.level for result in outcome.tiers] == ["most", "all"]
        assert (outcome.tier, outcome.next_tier, outcome.points, outcome.max_points) == ("most", "all", 5, 8)

    def test_the_way_to_a_chosen_tier_passes_those_below(self):
        statements = theme("a", 2)
        data = one_condition("at_most_below", level="tier", number=1)
        data["extra"] = {"bronze": [{"mandatory": {"level": "bronze", "statements": ["a2"]}}]}
        route = route_to(parse_rule(data, SCALE, statements), SCALE, statements, {"a1": "silver"}, "gold")
        assert route.tier == "gold"
        assert route.changes == (Change("a1", "silver", "gold"), Change("a2", "not_yet", "bronze"))
        assert route.least
        reached = route_to(parse_rule(data, SCALE, statements), SCALE, statements, {"a2": "gold"}, "gold")
        assert reached.changes == ()

    def test_fewer_steps_beat_fewer_statements(self):
        statements = theme("a", 3)
        data = one_condition("at_most_below", level="gold", number=1)
        levels = {"a1": "not_yet", "a2": "silver", "a3": "silver"}
        assert judged(data, statements, levels).nearest == (
            Change("a2", "silver", "gold"),
            Change("a3", "silver", "gold"),
        )


class TestASearchThatStopsEarly:
    STATEMENTS = [
        Statement(f"{row}{column}", {"row": str(row), "column": str(column)})
        for row in range(4)
        for column in range(4)
        if (row + column) % 3
    ]
    RULE = {
        "every_tier": [
            {"at_most_below": {"level": "tier", "fraction": "1/2", "rounding": "floor", "per": "row"}},
            {"at_most_below": {"level": "tier", "fraction": "1/2", "rounding": "floor", "per": "column"}},
        ]
    }

    def test_it_says_that_a_shorter_way_may_exist(self, monkeypatch):
        whole = judged(self.RULE, self.STATEMENTS, {}).route
        assert whole.least
        monkeypatch.setattr(nearest, "BUDGET", 1)
        early = judged(self.RULE, self.STATEMENTS, {}).route
        assert not early.least
        assert len(early.changes) >= len(whole.changes)
        lifted = {change.statement_key: change.to_level for change in early.changes}
        assert judged(self.RULE, self.STATEMENTS, lifted).tier == "working_towards"


class TestWhatIsGiven:
    def test_an_unknown_level_is_refused(self):
        with pytest.raises(UnknownLevel, match="platinum"):
            judged(CHARTER_RULE, theme("a", 1, [1]), {"a1": "platinum"})

    def test_a_level_for_a_statement_that_is_not_there_is_refused(self):
        with pytest.raises(ValueError, match="no statement called 'b7'"):
            judged(CHARTER_RULE, theme("a", 1, [1]), {"b7": "gold"})

    def test_only_tiers_can_be_asked_for(self):
        statements = theme("a", 1, [1])
        rule = parse_rule(CHARTER_RULE, SCALE, statements)
        with pytest.raises(UnknownLevel):
            route_to(rule, SCALE, statements, {}, "not_yet")
        with pytest.raises(UnknownLevel):
            evaluate(rule, SCALE, statements, {}).for_tier("not_yet")


@pytest.mark.parametrize(
    "size, floor, half_up, ceil", [(3, 0, 1, 1), (4, 1, 1, 2), (5, 1, 2, 2), (7, 2, 2, 3), (10, 3, 3, 3)]
)
def test_the_table_of_roundings_in_the_documentation_is_true(size, floor, half_up, ceil):
    for rounding, allowed in (("floor", floor), ("half_up", half_up), ("ceil", ceil)):
        data = one_condition("at_most_below", level="tier", fraction="3/10", rounding=rounding)
        assert judged(data, theme("a", size), {}).tiers[0].conditions[0].needed == size - allowed
