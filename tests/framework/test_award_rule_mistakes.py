"""A mistake in rule data says where it is and what to write there."""

from __future__ import annotations

import pytest

from charter_portal.framework.rules.award_rule import RuleProblem, Scale, Statement, parse_rule, read_rule

SCALE = Scale.of("not_yet", "working_towards", "bronze", "silver", "gold")


def one_condition(kind, **fields):
    return {"every_tier": [{kind: fields}]}


def at_most(**fields):
    return one_condition("at_most_below", level="tier", **fields)


def share(text):
    return one_condition("share_at_or_above", level="tier", share=text, rounding="floor")


def mandatory(statements):
    return one_condition("mandatory", level="tier", statements=statements)


def groups(at_least, group_level):
    return one_condition(
        "groups_at_level", level="tier", per="theme", at_least=at_least, group_level=group_level
    )


PROBLEMS = [
    ([], "the rule: Write keys and values here: every_tier, extra."),
    ({}, "the rule: Give the tier working_towards at least one condition"),
    ({"every_teir": []}, "every_teir: Use only these keys: every_tier, extra. Did you mean “every_tier”?"),
    ({"every_tier": {}}, "every_tier: Write a list of conditions"),
    ({"every_tier": ["mandatory"]}, "every_tier[0]: Name exactly one condition"),
    ({"every_tier": [{"mandatry": {}}]}, "every_tier[0].mandatry: Use one of: share_at_or_above"),
    ({"every_tier": [{"mandatory": {}}] * 51}, "every_tier: Use at most 50 conditions; there are 51."),
    ({"extra": []}, "extra: Write one key for each tier"),
    (
        {"extra": {"not_yet": []}},
        "extra.not_yet: Use the key of a tier: working_towards, bronze, silver, gold.",
    ),
    (one_condition("mandatory", level="tier"), "every_tier[0].mandatory: Add the key statements."),
    (mandatory("core"), "mandatory.statements: Mark at least one"),
    (mandatory([]), "mandatory.statements: Write core, or a list"),
    (mandatory(["a9"]), "statements[0]: Use the key of a statement."),
    (mandatory(["a1", "a1"]), "statements[1]: Remove this line"),
    (mandatory([["a1"]]), "statements[0]: Use the key of a statement."),
    (one_condition("none_more_than_below", level="golf", steps=1), "level: Use one of: tier, not_yet"),
    (one_condition("none_more_than_below", level=["tier"], steps=1), "level: Use one of: tier, not_yet"),
    (
        one_condition("none_more_than_below", level="tier", steps=5),
        "steps: Write a whole number from 0 to 4.",
    ),
    (one_condition("none_more_than_below", level="tier", steps=True), "steps: Write a whole number"),
    (at_most(), "at_most_below: Give either the number or the fraction"),
    (at_most(number=1, fraction="1/2"), "at_most_below: Give either the number or the fraction"),
    (at_most(number=-1), "number: Write a whole number of 0 or more."),
    (at_most(number=1, rounding="floor"), "rounding: Leave the rounding out"),
    (at_most(fraction="1/2"), "Say how to round: add the key rounding"),
    (at_most(fraction="1/2", rounding="up"), "rounding: Use one of these"),
    (at_most(number=1, per="colour"), "per: Use a grouping that the statements have: half, theme."),
    (at_most(number=1, per="half"), "per: Give every statement a half; a2 has none."),
    (share("3/2"), "share: Write a part"),
    (share("1/0"), "share: Write a part"),
    (share("-1/2"), "share: Write a part"),
    (share("101%"), "share: Write a part"),
    (share("9" * 5000), "share: Write a part"),
    (groups(2, "lowest"), "at_least: Write a whole number from 1 to 1."),
    (groups(0, "lowest"), "at_least: Write a whole number from 1 to 1."),
    (groups(1, "highest"), "group_level: Write lowest, median, or share"),
    (groups(1, {"share": {"share": "1"}}), "group_level.share: Add the key rounding."),
]


@pytest.mark.parametrize("data, message", PROBLEMS, ids=range(len(PROBLEMS)))
def test_a_mistake_in_a_rule_says_where_it_is_and_what_to_write(data, message):
    statements = [Statement("a1", {"theme": "a", "half": "first"}), Statement("a2", {"theme": "a"})]
    with pytest.raises(RuleProblem) as caught:
        parse_rule(data, SCALE, statements)
    assert message in str(caught.value)


def test_every_mistake_is_reported_together():
    data = {"every_tier": [{"mandatory": {"level": "x", "statements": ["y"]}}, {"nonsense": 1}], "more": 2}
    rule, problems = read_rule(data, SCALE, [Statement("a1", {"theme": "a"})])
    assert rule is None
    assert [problem.path for problem in problems] == [
        ("more",),
        ("every_tier", 0, "mandatory", "level"),
        ("every_tier", 0, "mandatory", "statements", 0),
        ("every_tier", 1, "nonsense"),
    ]
