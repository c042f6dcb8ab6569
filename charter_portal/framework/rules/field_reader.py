"""Reads typed fields off a YAML tree, and notes every mistake instead of stopping at the first."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .yaml_tree import Node

LONGEST_TEXT = 3_000
NAME = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
CODE = re.compile(r"[A-Za-z0-9]+([.-][A-Za-z0-9]+)*")


@dataclass(frozen=True)
class Problem:
    """One mistake: `where` is the path of keys to it, `remedy` what to do about it."""

    file: str
    line: int
    where: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.where}: {self.remedy}"


class FieldReader:
    """Where a field is not what it should be, a harmless stand-in comes back, so that reading can go on."""

    def __init__(self, name: str):
        self.name = name
        self.problems: list[Problem] = []

    def problem(self, line: int, where: str, remedy: str) -> None:
        self.problems.append(Problem(self.name, line, where, remedy))

    def fields(
        self, node: Node, where: str, required: Sequence[str], optional: Sequence[str] = ()
    ) -> dict[str, Node]:
        """The known keys of a mapping, after naming each that is missing, unknown or written twice."""
        known = (*required, *optional)
        inside = where or "the file"
        if not isinstance(node.value, dict):
            self.problem(node.line, inside, f"Write keys and values here: {', '.join(known)}.")
            return {}
        self.duplicates(node, inside)
        for key in node.value:
            if key not in known:
                match = difflib.get_close_matches(key[:80], known, n=1)
                hint = f"Did you mean “{match[0]}”?" if match else f"Known keys are {', '.join(known)}."
                remedy = f"Remove the key “{key[:80]}”, which is not known. {hint}"
                self.problem(node.key_lines[key], inside, remedy)
        for key in required:
            if key not in node.value:
                self.problem(node.line, inside, f"Add the key {key}.")
        return {key: each for key, each in node.value.items() if key in known}

    def duplicates(self, node: Node, where: str) -> None:
        for key, line in node.twice:
            self.problem(line, where, f"Keep only one “{key[:80]}”; it stands here a second time.")

    def text(self, node: Node | None, where: str, longest: int = LONGEST_TEXT) -> str:
        """Words people read. Runs of space become one space; an empty line still parts two paragraphs."""
        if node is None:
            return ""
        if isinstance(node.value, (dict, list)):
            self.problem(node.line, where, "Write text here.")
            return ""
        if isinstance(node.value, bool):
            self.problem(node.line, where, "Write text here, in quotes if it is really this word.")
            return ""
        paragraphs = (" ".join(each.split()) for each in re.split(r"\n[ \t]*\n", node.raw))
        text = "\n\n".join(each for each in paragraphs if each)
        if node.value is None or not any(character.isalnum() for character in text):
            self.problem(node.line, where, "Write some words here; it is empty.")
        elif len(text) > longest:
            self.problem(node.line, where, f"Shorten this to {longest:,} characters; it has {len(text):,}.")
        return text

    def word(self, node: Node | None, where: str, pattern: re.Pattern[str] = NAME) -> str:
        """A key or code, short and free of spaces."""
        if node is None:
            return ""
        if isinstance(node.value, (dict, list)) or len(node.raw) > 80 or not pattern.fullmatch(node.raw):
            letters = "small letters" if pattern is NAME else "letters"
            remedy = f"Use only {letters} and digits, joined by dots or hyphens, up to 80 in all."
            self.problem(node.line, where, remedy)
            return ""
        return node.raw

    def whole(self, node: Node | None, where: str, least: int, most: int) -> int:
        if node is None:
            return least
        if type(node.value) is int and least <= node.value <= most:
            return node.value
        self.problem(node.line, where, f"Write a whole number from {least} to {most:,}.")
        return least

    def flag(self, node: Node | None, where: str) -> bool:
        if node is None:
            return False
        if not isinstance(node.value, bool):
            self.problem(node.line, where, "Write true or false.")
        return node.value is True

    def items(self, node: Node | None, where: str, most: int, least: int = 1) -> list[Node]:
        if node is None:
            return []
        if not isinstance(node.value, list):
            self.problem(node.line, where, "Write a list here, each item starting with a dash.")
            return []
        if not least <= len(node.value) <= most:
            self.problem(node.line, where, f"List from {least} to {most} items; there are {len(node.value)}.")
            return []
        return node.value

    def once(self, seen: dict[str, int], word: str, node: Node | None, where: str) -> None:
        """Name a word that an earlier item already has."""
        if node is None or not word:
            return
        if word in seen:
            remedy = f"Choose another; “{word}” is already used on line {seen[word]}."
            self.problem(node.line, where, remedy)
        else:
            seen[word] = node.line

    def choice(self, node: Node | None, where: str, known: Sequence[str]) -> str:
        """One of the keys that the file itself defines."""
        if node is None or (isinstance(node.value, str | int) and node.raw in known):
            return node.raw if node else ""
        match = difflib.get_close_matches(node.raw[:80], known, n=1)
        hint = f" Did you mean “{match[0]}”?" if match else ""
        self.problem(node.line, where, f"Use one of these keys: {', '.join(known) or '(none yet)'}.{hint}")
        return ""

    def duplicates_below(self, node: Node, where: str) -> None:
        """Name every key written twice, here and further in."""
        if isinstance(node.value, dict):
            self.duplicates(node, where)
            for key, child in node.value.items():
                self.duplicates_below(child, f"{where}.{key}")
        elif isinstance(node.value, list):
            for index, child in enumerate(node.value):
                self.duplicates_below(child, f"{where}[{index}]")
