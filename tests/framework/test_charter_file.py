"""A charter file with mistakes names file, line and remedy of each; a good one comes back whole."""

from __future__ import annotations

import itertools

import pytest

from charter_portal.framework.rules.charter_file import (
    CharterFileProblems,
    digest,
    read_charter,
)

SMALL = """\
scheme: small-charter
version: "1.10"
title: A small charter
summary: Just enough to be a charter.
sample: false
status_years: 3
scale:
  - {key: none_yet, label: None yet, awardable: false, meaning: Nothing to show.}
  - {key: good, label: Good, awardable: true, meaning: It is done.}
  - {key: great, label: Great, awardable: true, meaning: It is done very well.}
award_rule:
  every_tier:
    - at_most_below: {level: tier, fraction: 0.3, rounding: floor, per: theme}
    - mandatory: {level: tier, statements: core}
themes:
  - {key: words, title: Words, summary: What is written.}
  - {key: deeds, title: Deeds, summary: What is done.}
values:
  - {key: work, title: Work, summary: Good work., why: Work matters.}
statements:
  - key: 1.words
    code: 1.10
    value: work
    theme: words
    core: true
    title: A policy
    text: >-
      We have
      a policy.

      It is short.
    why: It helps.
    guidance: Show it.
    evidence_examples: [The policy]
    criteria:
      good: It exists.
      great: It is used.
    lived_experience_prompt: What do people say?
    word_limit: 300
  - key: 2.deeds
    code: "2"
    value: work
    theme: deeds
    core: false
    title: A habit
    text: We do it.
    why: It helps too.
    guidance: Tell us how.
    evidence_examples:
      - A diary
      - A photograph
    criteria:
      great: We always do it.
      good: We do it.
    lived_experience_prompt: What do people notice?
    word_limit: 400
"""


def problems_of(text):
    with pytest.raises(CharterFileProblems) as caught:
        read_charter(text, "small.yaml")
    assert caught.value.problems
    assert all(problem.file == "small.yaml" for problem in caught.value.problems)
    return caught.value.problems


def changed(old, new):
    assert SMALL.count(old) == 1, f"{old!r} stands {SMALL.count(old)} times"
    return SMALL.replace(old, new)


class TestAGoodFile:
    def test_every_part_comes_back_in_order(self):
        charter = read_charter(SMALL, "small.yaml")
        assert (charter.scheme, charter.version, charter.status_years) == ("small-charter", "1.10", 3)
        assert (charter.sample, charter.sample_notice) == (False, "")
        assert [level.key for level in charter.levels] == ["none_yet", "good", "great"]
        assert [level.awardable for level in charter.levels] == [False, True, True]
        assert [theme.key for theme in charter.themes] == ["words", "deeds"]
        assert [(value.title, value.why) for value in charter.values] == [("Work", "Work matters.")]
        first, second = charter.statements
        assert (first.key, first.code, first.core, first.word_limit) == ("1.words", "1.10", True, 300)
        assert first.text == "We have a policy.\n\nIt is short."
        assert second.evidence_examples == ("A diary", "A photograph")
        assert [criterion.level for criterion in second.criteria] == ["good", "great"]
        assert second.criterion("good") == "We do it."
        assert charter.cell("work", "deeds") == (second,)
        assert [group.title for group in charter.groups] == ["Words", "Deeds", "Work"]

    def test_its_rule_is_ready_and_exact(self):
        charter = read_charter(SMALL, "small.yaml")
        condition = charter.rule.every_tier[0]
        assert condition.fraction.as_integer_ratio() == (3, 10)
        assert charter.rule_statements[0].groups == {"theme": "words", "value": "work"}

    def test_text_may_look_like_a_number_and_stays_as_it_is_written(self):
        assert read_charter(changed('"1.10"', "2026.10"), "x").version == "2026.10"

    @pytest.mark.parametrize(
        "text", ["سياسة ‎واضحة", "Polisi â ŵ ac ŷ", "👩🏽‍🏫 taught", "O’Neill & Sons: “yes” #1 {ok}"]
    )
    def test_any_language_comes_through_unharmed(self, text):
        assert read_charter(changed("It helps.", f"'{text}'"), "x").statements[0].why == text

    def test_windows_line_ends_and_a_byte_order_mark_change_nothing(self):
        assert digest(read_charter("\ufeff" + SMALL.replace("\n", "\r\n"), "x")) == digest(
            read_charter(SMALL, "x")
        )


class TestDigest:
    def test_layout_and_comments_do_not_count(self):
        other = SMALL.replace("      We have\n      a policy.\n", "      We   have a\n      policy.\n")
        other = "# A comment\n" + other.replace("title: A small charter", 'title: "A small charter"')
        other = other.replace(
            'scheme: small-charter\nversion: "1.10"\n', 'version: "1.10"\nscheme: small-charter\n'
        )
        assert other != SMALL
        assert digest(read_charter(other, "other.yaml")) == digest(read_charter(SMALL, "small.yaml"))

    @pytest.mark.parametrize(
        "old, new",
        [
            ("We do it.\n    why", "We do it!\n    why"),
            ("core: false", "core: true"),
            ("word_limit: 400", "word_limit: 401"),
            ("fraction: 0.3", "fraction: 0.4"),
            ('version: "1.10"', 'version: "1.1"'),
            ("status_years: 3", "status_years: 4"),
            ("meaning: It is done.}", "meaning: It is finished.}"),
            ("      - A diary\n      - A photograph\n", "      - A photograph\n      - A diary\n"),
        ],
    )
    def test_every_word_number_and_order_counts(self, old, new):
        assert digest(read_charter(changed(old, new), "x")) != digest(read_charter(SMALL, "x"))

    def test_it_is_a_fixed_sha_256(self):
        value = digest(read_charter(SMALL, "small.yaml"))
        assert len(value) == 64
        assert value == digest(read_charter(SMALL, "another-name.yaml"))


RULE, FIRST, SECOND = "award_rule.every_tier", "statements[0]", "statements[1]"
SUMMARY = "summary: Just enough to be a charter."

# What to change into what; then the line that is named, the place, and the start of the remedy.
MISTAKES = [
    ("scheme: small-charter", "scheme: Small Charter", 1, "scheme", "Use only small letters and digits"),
    ("title: A small charter", "titel: A charter", 3, "the file", "Remove the key “titel”, which is not kno"),
    (SUMMARY, "summary:", 4, "summary", "Write some words here"),
    (SUMMARY, "summary: '\u200b — '", 4, "summary", "Write some words here"),
    (SUMMARY, "summary: [a]", 4, "summary", "Write text here."),
    (SUMMARY, "summary: true", 4, "summary", "Write text here, in quotes if it is really"),
    (SUMMARY, f"summary: {'word ' * 700}", 4, "summary", "Shorten this to 3,000 characters; it has 3,499."),
    ("title: A small charter", f"title: {'long ' * 60}", 3, "title", "Shorten this to 200 characters; it ha"),
    ("sample: false", "sample: no", 5, "sample", "Write true or false."),
    ("sample: false", "sample: true", 5, "sample", "Add sample_notice"),
    ("sample: false", "sample: false\nsample_notice: Hello.", 6, "sample_notice", "Remove this line, or set"),
    ("status_years: 3", "status_years: three", 6, "status_years", "Write a whole number from 1 to 20."),
    ("status_years: 3", "status_years: 0", 6, "status_years", "Write a whole number from 1 to 20."),
    ("status_years: 3", "status_years: 21", 6, "status_years", "Write a whole number from 1 to 20."),
    ("status_years: 3", "status_years: 3.0", 6, "status_years", "Write a whole number from 1 to 20."),
    ("status_years: 3", "status_years: '3'", 6, "status_years", "Write a whole number from 1 to 20."),
    ("key: great, label", "key: good, label", 10, "scale[2].key", "Choose another; “good” is already used o"),
    ("key: great, label", "key: tier, label", 10, "scale[2].key", "Choose another key; rules already use “t"),
    ("None yet, awardable: false", "None yet, awardable: true", 8, "scale[0]", "Set awardable to false"),
    ("key: deeds, title", "key: words, title", 17, "themes[1].key", "Choose another; “words” is already use"),
    ("title: Words, summary", "title: Words, sumary", 16, "themes[0]", "Remove the key “sumary”, which is n"),
    ("title: Words, summary", "title: Words, sumary", 16, "themes[0]", "Add the key summary."),
    (", why: Work matters.", "", 19, "values[0]", "Add the key why."),
    ("theme: deeds", "theme: deed", 43, f"{SECOND}.theme", "Use one of these keys: words, deeds. Did you me"),
    ("theme: deeds", "theme: words", 20, "statements", "Add a statement for value work and theme deeds."),
    ("key: 2.deeds", "key: 1.words", 40, f"{SECOND}.key", "Choose another; “1.words” is already used on lin"),
    ('code: "2"', "code: 1.10", 41, f"{SECOND}.code", "Choose another; “1.10” is already used on line 22."),
    ("key: 2.deeds", "key: 2 deeds", 40, f"{SECOND}.key", "Use only small letters and digits, joined by dot"),
    ("key: 2.deeds", f"key: {'a' * 81}", 40, f"{SECOND}.key", "Use only small letters and digits, joined by"),
    ("core: false", "core: maybe", 44, f"{SECOND}.core", "Write true or false."),
    ("word_limit: 400", "word_limit: 9000", 56, f"{SECOND}.word_limit", "Write a whole number from 50 to 2,"),
    ("      great: It is used.\n", "", 36, f"{FIRST}.criteria", "Add the key great."),
    ("great: It is used.", "great: It exists.", 37, f"{FIRST}.criteria.great", "Say what is new here; it is"),
    ("great: It is used.", "great: It is.\n      none_yet: No.", 38, f"{FIRST}.criteria", "Remove the key “"),
    ("[The policy]", "[]", 34, f"{FIRST}.evidence_examples", "List from 1 to 12 items; there are 0."),
    ("[The policy]", "The policy", 34, f"{FIRST}.evidence_examples", "Write a list here"),
    ("[The policy]", "['']", 34, f"{FIRST}.evidence_examples[0]", "Write some words here"),
    ("why: It helps.", "why: It helps.\n    why: It does.", 33, FIRST, "Keep only one “why”"),
    ("level: tier, fraction", "level: tear, fraction", 13, f"{RULE}[0].at_most_below.level", "Use one of: t"),
    ("per: theme", "per: thema", 13, f"{RULE}[0].at_most_below.per", "Use a grouping that the statements ha"),
    ("statements: core", "statements: [9.words]", 14, f"{RULE}[1].mandatory.statements[0]", "Use the key of"),
    ("tier, statements:", "tier, level: good, statements:", 14, f"{RULE}[1].mandatory", "Keep only one “lev"),
    ("core: true", "core: false", 14, f"{RULE}[1].mandatory.statements", "Mark at least one statement as co"),
]  # fmt: skip


@pytest.mark.parametrize("old, new, line, where, remedy", MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_names_its_line_and_its_remedy(old, new, line, where, remedy):
    problems = problems_of(changed(old, new))
    named = [(problem.line, problem.where) for problem in problems if problem.remedy.startswith(remedy)]
    assert (line, where) in named, "\n".join(map(str, problems))
    assert len(problems) <= 5, "one mistake should not be told as many"


@pytest.mark.parametrize(
    "key",
    [
        "scheme",
        "version",
        "title",
        "summary",
        "sample",
        "status_years",
        "scale",
        "award_rule",
        "themes",
        "values",
    ],
)
def test_each_part_of_the_file_is_asked_for_by_name(key):
    before, after = SMALL.split(f"{key}:", 1)
    rest = itertools.dropwhile(lambda line: line.startswith(" "), after.split("\n")[1:])
    problems = [str(problem) for problem in problems_of(before + "\n".join(rest))]
    assert f"small.yaml, line 1: the file: Add the key {key}." in problems


def test_all_mistakes_come_together_in_order_of_lines():
    text = SMALL.replace("status_years: 3", "status_years: x").replace(
        "level: tier, statements", "level: y, statements"
    )
    text = text.replace("word_limit: 400", "word_limit: z").replace("title: A habit", "title:")
    problems = problems_of(text)
    assert [problem.where for problem in problems] == [
        "status_years",
        "award_rule.every_tier[1].mandatory.level",
        "statements[1].title",
        "statements[1].word_limit",
    ]
    assert str(problems[-1]) == (
        "small.yaml, line 56: statements[1].word_limit: Write a whole number from 50 to 2,000."
    )


@pytest.mark.parametrize(
    "text, line, remedy",
    [
        ("", 1, "the file has nothing in it"),
        ("# only a comment\n", 1, "the file has nothing in it"),
        ("just words", 1, "Write keys and values here"),
        ("- a\n- b\n", 1, "Write keys and values here"),
        ("a: 1\nb: 'open\nc: 2\n", 2, "Close the quotation mark that opens here."),
        ("a: 1\nb: c: d\n", 2, "Put quotes around text that has a colon in it"),
        ("a:\n  b: 1\n\tc: 2\n", 3, "Start the line with spaces, not tabs"),
        ("b: 3\na: [1, 2\nb: 3\n", 2, "Close the bracket that opens here"),
        ("b: 3\na: {c: 1\n", 2, "Close the bracket that opens here"),
        ("b: 3\nloose\na: 1\n", 2, "Put a colon and a space after this key"),
        ('b: 3\na: "\\q"\n', 2, "Write the backslash twice"),
        ("b: 3\na: >x\n  b\n", 2, "Leave nothing after the sign"),
        ("b: 3\na: @b\n", 2, "put quotes around text that opens with a sign"),
        ("- a\nb: 1\n", 2, "Line this up with the lines above it"),
        ("a: 1\n b: 2\n", 2, "Put quotes around"),
        ("a:\n  - 1\n b: 2\n", 3, "Line this up with the lines above it"),
        ("a: &x [1]\nb: *x\n", 1, "references with & and * are not read here"),
        ("a: 1\nb: *x\n", 2, "references with & and * are not read here"),
        ("a: 1\n<<: *x\n", 2, "references with & and * are not read here"),
        ("a: !!python/object:os.system x\n", 1, "Remove the tag"),
        ("a: !thing {b: 1}\n", 1, "Remove the tag"),
        ("a: 1\n---\nb: 2\n", 2, "Keep one charter in a file"),
        ("? [a, b]\n: 1\n", 1, "Use a plain word as the key."),
        ("a: 1\nb: x\0y\n", 2, "Remove the hidden control character U+0000"),
        ('a: 1\nb: "x\\0y"\n', 2, "Remove the hidden control character U+0000"),
        ("a: 1\n\nb: \u202eevil\n", 3, "Remove the hidden control character U+202E"),
        ("a: \x07\n", 1, "Remove the hidden control character U+0007"),
        ("a: \ud800\n", 1, "Remove the hidden control character U+D800"),
        ("a: " + "x" * 1_000_001, 1, "Shorten the file to 1,000,000 characters"),
        ("a: " + "[" * 5000, 1, "Nest less deeply"),
        ("a: " + "{b: " * 5000, 1, "Nest less deeply"),
        ("a: [" + "1," * 60_000 + "]", 1, "Make the file smaller: at most 50,000 parts"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_from_which_line(text, line, remedy):
    problem = problems_of(text)[0]
    assert remedy in problem.remedy
    assert problem.line == line


def test_a_bomb_of_references_is_refused_at_its_first_line():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    (problem,) = problems_of("\n".join(lines))
    assert problem.line == 1


def test_far_too_many_statements_are_refused_without_reading_them():
    start = SMALL.index("  - key: 1.words")
    text = SMALL[:start] + SMALL[start:] * 200
    assert any("List from 1 to 300 items; there are 400." in problem.remedy for problem in problems_of(text))


def test_a_flood_of_mistakes_is_told_in_a_hundred_lines():
    text = SMALL + "".join(f"stray{number}: x\n" for number in range(150))
    with pytest.raises(CharterFileProblems) as caught:
        read_charter(text, "small.yaml")
    assert len(caught.value.problems) == 150
    lines = str(caught.value).split("\n")
    assert lines[-1] == "There are 50 more."
    assert len(lines) == 101


def test_messages_never_blame():
    texts = [changed(old, new) for old, new, *_ in MISTAKES]
    remedies = " ".join(problem.remedy.lower() for text in texts for problem in problems_of(text))
    for word in ("invalid", "illegal", "forbidden", "failed", "wrong", "error"):
        assert word not in remedies
