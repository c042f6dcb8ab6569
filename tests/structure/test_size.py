"""Files can be read in one sitting, are named after what they hold, and explain what they offer."""

from __future__ import annotations

import ast
import re

import pytest

from tests.structure import reading
from tests.structure.reading import PACKAGE, ROOT, TEMPLATES, Place, shown

CEILING = 400
# A file called one of these has no noun, so everything ends up in it.
NOT_A_NAME = re.compile(r"^_?(?:utils?|helpers?|common|misc|managers?|stuff)$|_(?:utils?|helpers?|misc)$")
EXPLAINED = {"services", "queries"}

OURS = [
    *reading.files_under(ROOT, ending=".py"),
    *reading.files_under(TEMPLATES),
    *reading.files_under(ROOT / "bin"),
    *reading.files_under(ROOT / "styles", ending=".scss"),
]
OFFERED = [
    path
    for path in reading.files_under(PACKAGE, ending=".py")
    if Place.of(reading.module_name(path)).storey in EXPLAINED
]


@pytest.mark.parametrize("path", OURS, ids=shown)
def test_a_file_has_at_most_four_hundred_lines(path):
    lines = len(reading.read(path).splitlines())
    assert lines <= CEILING, f"{shown(path)} has {lines} lines: split it by noun."


def test_files_are_named_after_what_they_hold():
    named = [path for path in reading.files() if path.suffix in {".py", ".html", ".txt", ".js", ".scss"}]
    faults = [shown(path) for path in named if says_nothing(path.stem) or says_nothing(path.parent.name)]
    assert not faults, f"These names say nothing about what is inside: {faults}"


@pytest.mark.parametrize("path", OFFERED, ids=shown)
def test_what_a_slice_offers_is_explained(path):
    faults = explanation_faults(reading.read(path))
    assert not faults, f"{shown(path)}\n" + "\n".join(faults)


def says_nothing(name: str) -> bool:
    return bool(NOT_A_NAME.search(name))


def explanation_faults(source: str) -> list[str]:
    """The public functions of a module that have no docstring, or one that only repeats the name."""
    public = [
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")
    ]
    return [
        f"line {function.lineno}: {function.name} has no docstring that says more than its name"
        for function in public
        if not words(ast.get_docstring(function) or "") - words(function.name)
    ]


def words(text: str) -> set[str]:
    """The bare words of a text, so that `submit_application` and "Submits the application." are the same."""
    small = {"a", "an", "the", "this", "of", "to", "for", "and"}
    found = re.findall(r"[a-z]+", text.lower().replace("_", " "))
    return {word.removesuffix("s") for word in found} - small


class TestTheRulesThemselves:
    """Each rule is shown to catch what it is there for."""

    @pytest.mark.parametrize("name", ["utils", "form_helpers", "common", "misc", "manager", "_util"])
    def test_empty_names(self, name):
        assert says_nothing(name)

    @pytest.mark.parametrize("name", ["evidence", "common_words", "line_manager_letter", "helper_in_custody"])
    def test_speaking_names(self, name):
        assert not says_nothing(name)

    def test_explanations(self):
        assert explanation_faults("def submit_application(x): ...")
        assert explanation_faults('def submit_application(x):\n "Submits the application."')
        assert not explanation_faults('def submit_application(x):\n "Only staff can return it."')
        assert not explanation_faults("def _quietly(x): ...\nclass A:\n def f(self): ...")
