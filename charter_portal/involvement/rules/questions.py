"""The questions of an audit as data: read from a YAML file, checked, and kept with each audit.

The format is described in docs/involvement-questions.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from charter_portal.framework.rules.field_reader import FieldReader, Problem
from charter_portal.framework.rules.yaml_tree import Node, YamlMistake, read_tree

MOST_SECTIONS, MOST_QUESTIONS, MOST_STEPS = 12, 20, 8


class QuestionFileProblems(ValueError):
    """The file holds no questions yet; `problems` names every mistake in it with its line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class ScaleStep:
    """One step of a scale, the lowest first."""

    key: str
    label: str


@dataclass(frozen=True)
class Question:
    """One question of an audit with the scale its answer is rated on."""

    key: str
    title: str
    text: str
    hint: str
    section: str
    steps: tuple[ScaleStep, ...]

    def label_of(self, rating: str | None) -> str:
        """The words of a rating, or that there is none."""
        return next((step.label for step in self.steps if step.key == rating), "Not rated")

    def rank_of(self, rating: str | None) -> int:
        """How high a rating stands, counted from one; nought for no rating."""
        return next((place for place, step in enumerate(self.steps, 1) if step.key == rating), 0)


@dataclass(frozen=True)
class Section:
    """Questions that belong together."""

    key: str
    title: str
    summary: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class QuestionSet:
    """All questions of one version."""

    version: str
    title: str
    source: str
    sections: tuple[Section, ...]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order of the file."""
        return tuple(question for section in self.sections for question in section.questions)

    @cached_property
    def by_key(self) -> dict[str, Question]:
        """Every question by its key."""
        return {question.key: question for question in self.questions}

    def neighbours(self, question: Question) -> tuple[Question | None, Question | None]:
        """The question before and the one after."""
        place = self.questions.index(question)
        after = self.questions[place + 1] if place + 1 < len(self.questions) else None
        return (self.questions[place - 1] if place else None), after

    def section_of(self, question: Question) -> Section:
        """The section that a question stands in."""
        return next(section for section in self.sections if section.key == question.section)


@lru_cache(maxsize=16)
def read_questions(text: str, name: str = "questions.yaml") -> QuestionSet:
    """The questions that a text holds. Raises QuestionFileProblems, which names every mistake."""
    try:
        tree = read_tree(text)
    except YamlMistake as mistake:
        raise QuestionFileProblems([Problem(name, mistake.line, "the file", mistake.remedy)]) from mistake
    reader = _Reader(name)
    found = reader.question_set(tree)
    if reader.problems:
        raise QuestionFileProblems(reader.problems)
    return found


def digest_of(text: str) -> str:
    """SHA-256 of a file's text, line ends apart."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()


class _Reader(FieldReader):
    def question_set(self, tree: Node) -> QuestionSet:
        top = self.fields(tree, "", ("version", "title", "source", "scales", "sections"))
        scales = self.scales(top.get("scales"))
        seen: dict[str, int] = {}
        return QuestionSet(
            version=self.word(top.get("version"), "version"),
            title=self.text(top.get("title"), "title", 200),
            source=self.text(top.get("source"), "source"),
            sections=tuple(
                self.section(node, f"sections[{place}]", scales, seen)
                for place, node in enumerate(self.items(top.get("sections"), "sections", MOST_SECTIONS))
            ),
        )

    def scales(self, node: Node | None) -> dict[str, tuple[ScaleStep, ...]]:
        found: dict[str, tuple[ScaleStep, ...]] = {}
        for place, each in enumerate(self.items(node, "scales", MOST_SECTIONS)):
            where = f"scales[{place}]"
            fields = self.fields(each, where, ("key", "steps"))
            key = self.word(fields.get("key"), f"{where}.key")
            found[key] = self.steps(fields.get("steps"), f"{where}.steps")
        return found

    def steps(self, node: Node | None, where: str) -> tuple[ScaleStep, ...]:
        steps, seen = [], dict[str, int]()
        for place, each in enumerate(self.items(node, where, MOST_STEPS, 2)):
            fields = self.fields(each, f"{where}[{place}]", ("key", "label"))
            key = self.word(fields.get("key"), f"{where}[{place}].key")
            self.once(seen, key, fields.get("key"), f"{where}[{place}].key")
            steps.append(ScaleStep(key, self.text(fields.get("label"), f"{where}[{place}].label", 80)))
        return tuple(steps)

    def section(
        self, node: Node, where: str, scales: dict[str, tuple[ScaleStep, ...]], seen: dict[str, int]
    ) -> Section:
        fields = self.fields(node, where, ("key", "title", "summary", "scale", "questions"))
        key = self.word(fields.get("key"), f"{where}.key")
        scale = self.choice(fields.get("scale"), f"{where}.scale", tuple(scales))
        questions = []
        listed = self.items(fields.get("questions"), f"{where}.questions", MOST_QUESTIONS)
        for place, each in enumerate(listed):
            inside = f"{where}.questions[{place}]"
            parts = self.fields(each, inside, ("key", "title", "text", "hint"))
            own = self.word(parts.get("key"), f"{inside}.key")
            self.once(seen, own, parts.get("key"), f"{inside}.key")
            title = self.text(parts.get("title"), f"{inside}.title", 120)
            text = self.text(parts.get("text"), f"{inside}.text", 400)
            hint = self.text(parts.get("hint"), f"{inside}.hint", 600)
            questions.append(Question(own, title, text, hint, key, scales.get(scale, ())))
        return Section(
            key=key,
            title=self.text(fields.get("title"), f"{where}.title", 120),
            summary=self.text(fields.get("summary"), f"{where}.summary", 400),
            questions=tuple(questions),
        )
