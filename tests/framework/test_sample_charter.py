"""The sample charter is what an applicant reads first: whole, plain, kind and exact."""

from __future__ import annotations

import itertools
import re
from dataclasses import asdict
from pathlib import Path

import pytest

from charter_portal.framework.rules.award_rule import evaluate
from charter_portal.framework.rules.charter_file import digest, read_charter

FILE = Path(__file__).parents[2] / "charter_portal" / "framework" / "sample_charter.yaml"
TIERS = ["working_towards", "bronze", "silver", "gold"]
LONGEST_SENTENCE = 20
LABELS = r"\b(offenders?|ex-con\w*|convicts?|inmates?|addicts?|victims?|criminals|suffer\w*|vulnerable)\b"
UNKIND = r"\b(invalid|illegal|forbidden|failed|must not|hurry|urgent|deadline)\b"


@pytest.fixture(scope="module")
def charter():
    return read_charter(FILE.read_text(encoding="utf-8"), FILE.name)


def every_text(part, path=""):
    """Each piece of text in the charter, with the way to it."""
    if isinstance(part, dict):
        for key, child in part.items():
            yield from every_text(child, f"{path}.{key}")
    elif isinstance(part, list | tuple):
        for index, child in enumerate(part):
            yield from every_text(child, f"{path}[{index}]")
    elif isinstance(part, str):
        yield path, part


def sentences(text):
    return [each for each in re.split(r"(?<=[.?!])\s+", text) if each]


def words(text):
    return re.findall(r"[A-Za-z0-9’'-]+", text)


def syllables(word):
    count = len(re.findall(r"[aeiouy]+", word.lower()))
    return max(1, count - (word.lower().endswith("e") and not word.lower().endswith("le")))


def reading_grade(texts):
    """Flesch-Kincaid grade; six is read at about eleven.

    The name of the scheme's own subject, lived experience, is explained on the first page. It counts as two
    easy words, or the measure would say more about how often it is needed than about the writing.
    """
    every = [
        each for text in texts for each in sentences(text.lower().replace("lived experience", "this past"))
    ]
    every_word = [word for sentence in every for word in words(sentence)]
    per_word = sum(map(syllables, every_word)) / len(every_word)
    return 0.39 * len(every_word) / len(every) + 11.8 * per_word - 15.59


def test_the_matrix_is_six_by_three_with_no_cell_left_empty(charter):
    assert [value.key for value in charter.values] == [
        "recruitment", "awareness", "support", "pathways", "environment", "coproduction",
    ]  # fmt: skip
    assert [theme.key for theme in charter.themes] == ["policy", "culture", "practices"]
    sizes = [
        [len(charter.cell(value.key, theme.key)) for theme in charter.themes] for value in charter.values
    ]
    assert sizes == [[2, 1, 2], [1, 2, 1], [2, 1, 2], [1, 1, 2], [1, 1, 1], [1, 1, 2]]
    assert 20 <= len(charter.statements) <= 26


def test_core_statements_are_those_of_the_scheme(charter):
    assert [each.code for each in charter.statements if each.core] == [
        "1.1", "1.4", "2.1", "2.2", "3.4", "3.5", "4.3", "6.2",
    ]  # fmt: skip


def test_codes_and_keys_follow_the_matrix(charter):
    places = {value.key: str(place) for place, value in enumerate(charter.values, 1)}
    for number, group in itertools.groupby(charter.statements, key=lambda each: places[each.value]):
        group = list(group)
        assert [each.code for each in group] == [f"{number}.{n}" for n in range(1, len(group) + 1)]
        for each in group:
            assert each.key.startswith(f"{number}.{each.theme}.")


def test_it_says_that_it_is_a_sample(charter):
    assert charter.sample
    assert "sample charter" in charter.sample_notice
    assert "Career Matters will replace it with its own text" in charter.sample_notice
    assert charter.status_years == 3


def test_the_scale_is_that_of_the_scheme(charter):
    assert [level.label for level in charter.levels] == [
        "Not yet",
        "Working towards",
        "Bronze",
        "Silver",
        "Gold",
    ]
    assert [level.key for level in charter.scale.tiers] == TIERS
    assert all(level.meaning for level in charter.levels)


def test_every_statement_is_complete(charter):
    for each in charter.statements:
        assert [criterion.level for criterion in each.criteria] == TIERS
        assert 3 <= len(each.evidence_examples) <= 6, each.key
        assert 300 <= each.word_limit <= 500, each.key
        assert each.lived_experience_prompt.endswith("?"), each.key
        assert each.text.endswith("."), each.key


def test_no_two_texts_are_the_same(charter):
    tiers = [(each.code, one.level, one.text) for each in charter.statements for one in each.criteria]
    assert len(tiers) == 4 * len(charter.statements)
    for name in ("title", "text", "why", "guidance", "lived_experience_prompt"):
        assert len({getattr(each, name) for each in charter.statements}) == len(charter.statements), name
    alike = [
        (one[:2], other[:2])
        for one, other in itertools.combinations(tiers, 2)
        if shared(one[2], other[2]) > 0.5
    ]
    assert not alike, "these criteria say nearly the same"


def shared(one, other):
    """How many runs of three words two texts have in common, as a part of the shorter one."""
    runs = [
        {tuple(each[n : n + 3]) for n in range(len(each) - 2)}
        for each in (words(one.lower()), words(other.lower()))
    ]
    return len(runs[0] & runs[1]) / min(map(len, runs))


def test_each_criterion_can_be_checked(charter):
    for each in charter.statements:
        for criterion in each.criteria:
            assert 2 <= len(sentences(criterion.text)) <= 3, (each.code, criterion.level)
            assert 20 <= len(words(criterion.text)) <= 55, (each.code, criterion.level)


def test_working_towards_always_means_an_owner_a_dated_plan_and_a_start(charter):
    for each in charter.statements:
        text = each.criterion("working_towards")
        assert re.search(r"\bnamed\b", text), each.code
        assert re.search(r"\bdated plan\b", text), each.code


def test_silver_and_gold_always_involve_people_or_partners(charter):
    for each in charter.statements:
        assert re.search(r"lived experience|organisation|partner|services?|people", each.criterion("gold"))
        assert each.criterion("silver") != each.criterion("gold")


def test_sentences_are_short(charter):
    long = [
        (len(words(sentence)), path, sentence)
        for path, text in every_text(asdict(charter))
        for sentence in sentences(text)
        if len(words(sentence)) > LONGEST_SENTENCE
    ]
    assert not long


def test_words_put_the_person_first_and_put_no_one_under_pressure(charter):
    for path, text in every_text(asdict(charter)):
        assert not re.search(LABELS, text, re.IGNORECASE), (path, text)
        assert not re.search(UNKIND, text, re.IGNORECASE), (path, text)


def test_the_whole_can_be_read_at_eleven(charter):
    texts = [text for path, text in every_text(asdict(charter)) if " " in text]
    assert reading_grade(texts) <= 6
    for each in charter.statements:
        own = [each.text, each.why, each.guidance, *(criterion.text for criterion in each.criteria)]
        assert reading_grade(own) <= 7, each.code


def test_short_names_are_explained_where_they_stand(charter):
    for path, text in every_text(asdict(charter)):
        for short in re.findall(r"\b[A-Z]{3,}\b", text):
            explained = f"{short} (" in text or f"({short})" in text
            elsewhere = any(
                re.search(rf"{short} \(|\({short}\)", each.text) and path.startswith(f".statements[{place}]")
                for place, each in enumerate(charter.statements)
            )
            assert explained or elsewhere, (path, short)


def test_its_rule_is_the_charters_own(charter):
    everyone = {each.key: "silver" for each in charter.statements}
    assert evaluate(charter.rule, charter.scale, charter.rule_statements, everyone).tier == "silver"

    def with_bronze(*keys):
        levels = everyone | dict.fromkeys(keys, "bronze")
        return evaluate(charter.rule, charter.scale, charter.rule_statements, levels).tier

    optional = {
        theme.key: [each.key for each in charter.statements if each.theme == theme.key and not each.core]
        for theme in charter.themes
    }
    allowed = {"policy": 2, "culture": 2, "practices": 3}
    for theme, number in allowed.items():
        assert with_bronze(*optional[theme][:number]) == "silver"
        assert with_bronze(*optional[theme][: number + 1]) == "bronze"
    assert (
        with_bronze(*(key for theme, number in allowed.items() for key in optional[theme][:number]))
        == "silver"
    )
    for each in charter.statements:
        assert with_bronze(each.key) == ("bronze" if each.core else "silver")


def test_explanations_read_well(charter):
    outcome = evaluate(charter.rule, charter.scale, charter.rule_statements, {}, charter.groups)
    assert [condition.text for condition in outcome.for_tier("gold").conditions] == [
        "Policy: at most 2 of 8 statements may be below Gold. 8 are below.",
        "Organisational culture: at most 2 of 7 statements may be below Gold. 7 are below.",
        "Positive practices: at most 3 of 10 statements may be below Gold. 10 are below.",
        "All statements: none may be more than 1 level below Gold. 25 are.",
        "Every core statement must reach Gold. 0 of 8 do.",
    ]


def test_loading_it_twice_is_loading_it_once(charter):
    again = read_charter(FILE.read_text(encoding="utf-8"), "somewhere/else.yaml")
    assert again == charter
    assert digest(again) == digest(charter)
