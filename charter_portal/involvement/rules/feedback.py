"""What a feedback form may ask, from a YAML file; and how its answers are counted.

The format is described in docs/involvement-questions.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from charter_portal.framework.rules.field_reader import FieldReader, Problem
from charter_portal.framework.rules.yaml_tree import Node, YamlMistake, read_tree
from charter_portal.involvement.enums import Audience
from charter_portal.involvement.rules.questions import QuestionFileProblems, ScaleStep

MOST_ASKED = 6
SCALE, WORDS = "scale", "words"
NOT_YET = "not yet"
RING_EVERY = timedelta(days=92)
"""Numbers are rung once a quarter."""


@dataclass(frozen=True)
class AskedQuestion:
    """One question of a form: answered on the scale, or in words."""

    key: str
    kind: str
    text: str
    audiences: tuple[str, ...] = ()

    @property
    def is_scale(self) -> bool:
        """Answered by choosing a step of the scale."""
        return self.kind == SCALE


@dataclass(frozen=True)
class SupportLine:
    """Where somebody can turn, by phone or by text message."""

    name: str
    what: str
    phone: str = ""
    text: str = ""


@dataclass(frozen=True)
class FeedbackBank:
    """Every question that a form may ask, the scale, and where people find support."""

    version: str
    scale: tuple[ScaleStep, ...]
    questions: tuple[AskedQuestion, ...]
    support: tuple[SupportLine, ...]
    checked_day: date | None
    """The day on which somebody rang every number; None while nobody has."""

    def is_due_to_ring(self, today: date) -> bool:
        """Nobody has rung the numbers yet, or not for a quarter of a year."""
        return self.checked_day is None or self.checked_day + RING_EVERY < today

    def for_audience(self, audience: Audience) -> list[AskedQuestion]:
        """The questions that fit these people."""
        return [question for question in self.questions if audience.value in question.audiences]

    def chosen(self, keys: Iterable[str]) -> list[AskedQuestion]:
        """The questions with these keys, in the order of the bank."""
        wanted = set(keys)
        return [question for question in self.questions if question.key in wanted]


@dataclass(frozen=True)
class Tally:
    """How often each step of the scale was chosen for one question; last, how often it was skipped.

    So the counts of every question add up to all replies.
    """

    question: AskedQuestion
    counts: tuple[int, ...]


def tallies(
    questions: Sequence[AskedQuestion], scale: Sequence[ScaleStep], answers: Iterable[Mapping[str, Any]]
) -> list[Tally]:
    """One tally for each question on the scale."""
    rows = list(answers)
    found = []
    for question in (each for each in questions if each.is_scale):
        chosen = [sum(row.get(question.key) == step.key for row in rows) for step in scale]
        found.append(Tally(question, (*chosen, len(rows) - sum(chosen))))
    return found


def words_said(question: AskedQuestion, answers: Iterable[tuple[str, Mapping[str, Any]]]) -> list[str]:
    """What people wrote to one question, in an order that tells nothing: by a digest, not by time.

    Each answer comes with its mark. The order differs from question to question, so that nobody's
    words can be read as one.
    """
    said = [(mark, str(row.get(question.key) or "").strip()) for mark, row in answers]
    return [
        words
        for _, words in sorted(
            (hashlib.sha256(f"{question.key}:{mark}".encode()).hexdigest(), words)
            for mark, words in said
            if words
        )
    ]


def week_of(day: date) -> date:
    """The Monday of a day's week: all that is kept of the time of an answer."""
    return day - timedelta(days=day.weekday())


@lru_cache(maxsize=4)
def read_bank(text: str, name: str = "feedback.yaml") -> FeedbackBank:
    """The bank that a text holds. Raises QuestionFileProblems, which names every mistake."""
    try:
        tree = read_tree(text)
    except YamlMistake as mistake:
        raise QuestionFileProblems([Problem(name, mistake.line, "the file", mistake.remedy)]) from mistake
    reader = _Reader(name)
    found = reader.bank(tree)
    if reader.problems:
        raise QuestionFileProblems(reader.problems)
    return found


class _Reader(FieldReader):
    def bank(self, tree: Node) -> FeedbackBank:
        top = self.fields(tree, "", ("version", "scale", "questions", "support"))
        support = top.get("support")
        help_ = self.fields(support, "support", ("checked_on", "lines")) if support else {}
        seen: dict[str, int] = {}
        return FeedbackBank(
            version=self.word(top.get("version"), "version"),
            scale=self.scale(top.get("scale")),
            questions=tuple(
                self.question(node, f"questions[{place}]", seen)
                for place, node in enumerate(self.items(top.get("questions"), "questions", 60))
            ),
            support=tuple(
                self.line(node, f"support.lines[{place}]")
                for place, node in enumerate(self.items(help_.get("lines"), "support.lines", 12))
            ),
            checked_day=self.day(help_.get("checked_on"), "support.checked_on"),
        )

    def scale(self, node: Node | None) -> tuple[ScaleStep, ...]:
        steps = []
        for place, each in enumerate(self.items(node, "scale", 7, 2)):
            fields = self.fields(each, f"scale[{place}]", ("key", "label"))
            key = self.word(fields.get("key"), f"scale[{place}].key")
            steps.append(ScaleStep(key, self.text(fields.get("label"), f"scale[{place}].label", 60)))
        return tuple(steps)

    def question(self, node: Node, where: str, seen: dict[str, int]) -> AskedQuestion:
        fields = self.fields(node, where, ("key", "kind", "text", "for"))
        key = self.word(fields.get("key"), f"{where}.key")
        self.once(seen, key, fields.get("key"), f"{where}.key")
        kind = self.choice(fields.get("kind"), f"{where}.kind", (SCALE, WORDS))
        known = [audience.value for audience in Audience]
        wanted = self.items(fields.get("for"), f"{where}.for", len(known))
        audiences = tuple(self.choice(each, f"{where}.for", known) for each in wanted)
        return AskedQuestion(key, kind, self.text(fields.get("text"), f"{where}.text", 200), audiences)

    def line(self, node: Node, where: str) -> SupportLine:
        fields = self.fields(node, where, ("name", "what"), ("phone", "text"))
        if fields and not ({"phone", "text"} & set(fields)):
            self.problem(node.line, where, "Add a phone number or a number for text messages.")
        return SupportLine(
            name=self.text(fields.get("name"), f"{where}.name", 80),
            what=self.text(fields.get("what"), f"{where}.what", 200),
            phone=self.text(fields.get("phone"), f"{where}.phone", 40) if "phone" in fields else "",
            text=self.text(fields.get("text"), f"{where}.text", 40) if "text" in fields else "",
        )

    def day(self, node: Node | None, where: str) -> date | None:
        written = self.text(node, where, 10)
        if written == NOT_YET:
            return None
        try:
            return date.fromisoformat(written)
        except ValueError:
            remedy = f"Write a date like 2026-11-02, in quotes, or: {NOT_YET}"
            self.problem(node.line if node else 1, where, remedy)
            return None
