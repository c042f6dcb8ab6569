"""Every word that code says to people minds its manners: labels, messages, refusals (bar T6, T7, T8)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.structure import reading
from tests.structure.reading import PACKAGE, Place, shown
from tests.support.words import banned_words, long_sentences

# The demo's people speak as themselves, and the command line speaks to those who run it.
SOURCES = [
    path
    for path in reading.files_under(PACKAGE, ending=".py")
    if Place.of(reading.module_name(path)).slice not in {"cli", "floors"}
]
SAYING = {"RuleBroken", "NotAllowed", "StepNotOpen", "ValidationError", "flash", "super().__init__"}
WORDS_OF_OTHERS = {
    # WTForms' own messages, which this very table puts into our words.
    "charter_portal/core/forms.py": re.compile(r"^(?:Not a valid|Invalid|CSRF|The CSRF|This field is)"),
}
"""Texts that stand in code only to be recognised."""
TECHNICAL = re.compile(
    r"^[a-z_.]+ [=<>!]|[{}\\^$|]|\bNULL\b|\bSELECT\b|ON audit_entry|^[a-z_]+ IN \(|='self'|'none'"
)
"""Conditions, patterns and policies."""


def said(path: Path) -> Iterator[tuple[int, str]]:
    """Every text in a file that could reach a person: with letters and a space, no docstring, no log line."""
    tree = ast.parse(reading.read(path))
    silent: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent.add(id(node.value))
        if isinstance(node, ast.Call) and _is_unheard(ast.unparse(node.func)):
            silent |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            silent |= {id(part) for part in node.values}
            yield node.lineno, _spoken(node)
        elif (text := _text_of(node)) and id(node) not in silent:
            yield node.lineno, text


def _is_unheard(called: str) -> bool:
    """Logs, patterns, SQL and settings' problems are not said to people who use the portal."""
    return bool(re.search(r"\blog(?:ger|ging)?\.|^re\.|^text$|DDL|CheckConstraint|SettingsProblem", called))


def _spoken(text: ast.JoinedStr) -> str:
    """A text with values in it, as it is read aloud: a word for each value, or a sentence of its own."""
    aloud = "".join(p.value if isinstance(p, ast.Constant) else "7" for p in text.values)
    return re.sub(r"(?<=[.!?])7 ", " 7. ", aloud)


def sentences_of(path: Path) -> list[tuple[int, str]]:
    """What a file says, without what is technical or only recognised."""
    known = WORDS_OF_OTHERS.get(shown(path))
    return [
        (line, text)
        for line, text in said(path)
        if not TECHNICAL.search(text) and not (known and known.search(text))
    ]


@pytest.mark.parametrize("path", SOURCES, ids=shown)
def test_code_minds_its_words(path: Path) -> None:
    spoken = sentences_of(path)
    assert [(line, word, text) for line, text in spoken for word in banned_words(text)] == []
    assert [(line, long) for line, text in spoken for long in long_sentences(text)] == []


BLAME = re.compile(
    r"\byou (?:forgot|did not|didn[’']t|failed|have to|must)\b|\bwrong\b|\bincorrect\b|\berror\b|\bdenied\b"
    r"|\bunauthori[sz]ed\b|\bnot permitted\b|\bbad\b|!$|\bplease note\b|\bsorry\b.*\bsorry\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", SOURCES, ids=shown)
def test_messages_blame_nobody_and_end_as_sentences(path: Path) -> None:
    faults = []
    for node in ast.walk(ast.parse(reading.read(path))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in SAYING and node.args:
            text = _text_of(node.args[0])
            if text and (BLAME.search(text) or text[-1] not in ".”?:7"):
                faults.append((node.lineno, text))
    assert faults == []


def _text_of(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip():
        return node.value
    return _spoken(node) if isinstance(node, ast.JoinedStr) else ""


class TestTheRulesThemselves:
    """Each rule is shown to catch what it is there for."""

    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ('raise RuleBroken("This file is invalid.")', ["This file is invalid."]),
            ('flash(f"{name} was forbidden to go.")', ["7 was forbidden to go."]),
            ('"""A docstring that says invalid things."""', []),
            ('log.warning("It failed again.")', []),
            ('key = "invalid"', []),
            ('MESSAGE = "A wrong " "turn."', ["A wrong turn."]),
        ],
    )
    def test_what_is_said(self, tmp_path: Path, source: str, expected: list[str]) -> None:
        path = tmp_path / "said.py"
        path.write_text(source, encoding="utf-8")
        assert [text for _, text in said(path)] == expected

    @pytest.mark.parametrize("text", ["You forgot a name.", "That is wrong.", "Access denied.", "Again!"])
    def test_blame(self, text: str) -> None:
        assert BLAME.search(text)
