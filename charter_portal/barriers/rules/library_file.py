"""A library file: barriers with what has helped, checked from end to end; every mistake is named.

The format is described in docs/barriers-format.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from charter_portal.framework.rules.charter_file import CharterFileProblems
from charter_portal.framework.rules.field_reader import FieldReader, Problem
from charter_portal.framework.rules.yaml_tree import Node, YamlMistake, read_tree

LONGEST_TITLE = 120
LONGEST_SOURCE = 200
LONGEST_LINK = 500
MOST_KINDS = 100
MOST_SOLUTIONS = 50
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class SolutionText:
    """One solution as the file has it."""

    key: str
    title: str
    text: str
    source: str
    link: str
    checked_on: date | None
    is_policy: bool
    review_on: date | None
    setting: str


@dataclass(frozen=True)
class KindText:
    """One barrier as the file has it."""

    code: str
    title: str
    description: str
    stages: tuple[str, ...]
    solutions: tuple[SolutionText, ...]


class LibraryFileProblems(CharterFileProblems):
    """The file is not a library yet. `problems` holds every mistake, in order of lines."""


def read_library(
    text: str, name: str, *, stages: Sequence[str], settings: Sequence[str]
) -> tuple[KindText, ...]:
    """The barriers that the text holds; `name` is how messages call the file.

    `stages` and `settings` are the words that the file may use for them. Raises LibraryFileProblems.
    """
    try:
        tree = read_tree(text)
    except YamlMistake as mistake:
        raise LibraryFileProblems([Problem(name, mistake.line, "the file", mistake.remedy)]) from mistake
    reader = _LibraryReader(name, stages, settings)
    kinds = reader.kinds(tree)
    if reader.problems:
        raise LibraryFileProblems(reader.problems)
    return kinds


class _LibraryReader(FieldReader):
    def __init__(self, name: str, stages: Sequence[str], settings: Sequence[str]) -> None:
        super().__init__(name)
        self.stages, self.settings = stages, settings
        self.codes: dict[str, int] = {}
        self.keys: dict[str, int] = {}

    def kinds(self, tree: Node) -> tuple[KindText, ...]:
        top = self.fields(tree, "", ("barriers",))
        nodes = self.items(top.get("barriers"), "barriers", MOST_KINDS)
        return tuple(self.kind(node, f"barriers[{place}]") for place, node in enumerate(nodes))

    def kind(self, node: Node, where: str) -> KindText:
        found = self.fields(node, where, ("code", "title", "description", "stages"), ("solutions",))
        code = self.word(found.get("code"), f"{where}.code")
        if len(code) > 40:
            self.problem(node.line, f"{where}.code", "Use a code of 40 characters or fewer.")
        self.once(self.codes, code, found.get("code"), f"{where}.code")
        stages = self.items(found.get("stages"), f"{where}.stages", len(self.stages))
        solutions = self.items(found.get("solutions"), f"{where}.solutions", MOST_SOLUTIONS, least=0)
        return KindText(
            code=code,
            title=self.text(found.get("title"), f"{where}.title", LONGEST_TITLE),
            description=self.text(found.get("description"), f"{where}.description"),
            stages=tuple(self.choice(each, f"{where}.stages", self.stages) for each in stages),
            solutions=tuple(
                self.solution(each, f"{where}.solutions[{place}]") for place, each in enumerate(solutions)
            ),
        )

    def solution(self, node: Node, where: str) -> SolutionText:
        required = ("key", "title", "text", "source")
        found = self.fields(
            node, where, required, ("checked_on", "link", "policy", "review_on", "setting")
        )
        key = self.word(found.get("key"), f"{where}.key")
        self.once(self.keys, key, found.get("key"), f"{where}.key")
        is_policy = self.flag(found.get("policy"), f"{where}.policy")
        review_on = self.day(found.get("review_on"), f"{where}.review_on")
        if is_policy and found.get("review_on") is None:
            self.problem(node.line, where, "Add review_on: what rests on law or policy is looked at again.")
        return SolutionText(
            key=key,
            title=self.text(found.get("title"), f"{where}.title", LONGEST_TITLE),
            text=self.text(found.get("text"), f"{where}.text"),
            source=self.text(found.get("source"), f"{where}.source", LONGEST_SOURCE),
            link=self.link(found.get("link"), f"{where}.link"),
            checked_on=self.day(found.get("checked_on"), f"{where}.checked_on"),
            is_policy=is_policy,
            review_on=review_on,
            setting=self.choice(found.get("setting"), f"{where}.setting", self.settings),
        )

    def day(self, node: Node | None, where: str) -> date | None:
        if node is None:
            return None
        try:
            if isinstance(node.value, str) and _DAY.fullmatch(node.raw):
                return date.fromisoformat(node.raw)
        except ValueError:
            pass
        self.problem(node.line, where, "Write a real date as year-month-day, for example 2027-04-01.")
        return None

    def link(self, node: Node | None, where: str) -> str:
        if node is None:
            return ""
        if isinstance(node.value, str) and is_web_address(node.raw):
            return node.raw
        self.problem(node.line, where, "Write a web address that begins with https:// or http://.")
        return ""


def is_web_address(text: str) -> bool:
    """Whether a browser may be led there: http or https, with a host, no spaces, not too long."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    whole = len(text) <= LONGEST_LINK and not re.search(r"[\s\x00-\x1f\"<>\\]", text)
    return whole and parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
