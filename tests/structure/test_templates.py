"""Templates parse, name only what exists, hold nothing the content policy refuses, and mind their words."""

from __future__ import annotations

import ast
import re

import pytest

from tests.structure import jinja_reading, reading
from tests.structure.reading import PACKAGE, TEMPLATES, Place, shown
from tests.support.words import banned_words, long_sentences

ALL = reading.files_under(TEMPLATES)
# What a person reads; the layouts and macros hold words too.
WORDED = [path for path in ALL if path.suffix in {".html", ".txt"}]
NOTICE_PARTS = {"subject.txt", "body.txt", "body.html"}
NOTICES = sorted({path.parent for path in ALL if path.parent.parent.name == "emails"})
LETTERS = [path for path in ALL if path.parent in NOTICES]
# A mail program makes links of what looks like one, so words that people gave go through a filter.
HARMLESS = re.compile(
    r"link\(.*\)|own_link"
    r"|.+\| (?:unlinked|fenced|fenced_html|day|weekday|moment|deadline|clock|span\(.*\)|plural\(.*\))"
    r"(?: \| capitalize)?"
    r"|[\w.]+\.(?:label|sha256|reference)"
    # One of two wordings of the house's own.
    r"|(['\"])[^'\"]*\1 if \w+(?: == \d)? else (['\"])[^'\"]*\2"
)
# Commands and the core speak to staff and to logs; the slices speak to everyone.
SPEAKING = [
    path
    for path in reading.files_under(PACKAGE, ending=".py")
    if Place.of(reading.module_name(path)).slice not in {"", "core", "cli", "floors"}
]

REFUSED = {
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a script that is not a file": re.compile(r"<script(?![^>]*\ssrc\s*=)[^>]*>", re.IGNORECASE),
    "an event attribute": re.compile(r"\son[a-z]{3,}\s*=\s*[\"'x]", re.IGNORECASE),
    "a script address": re.compile(r"[\"'\s=]javascript:", re.IGNORECASE),
}


@pytest.mark.parametrize("path", ALL, ids=shown)
def test_every_template_parses(path):
    jinja_reading.parse(reading.read(path))


@pytest.mark.parametrize("path", ALL, ids=shown)
def test_templates_name_only_what_exists(path):
    for reference in jinja_reading.references(jinja_reading.parse(reading.read(path))):
        target = TEMPLATES / reference.template
        assert target.is_file(), f"{shown(path)} names {reference.template}, which does not exist"
        missing = set(reference.macros) - jinja_reading.offered(jinja_reading.parse(reading.read(target)))
        assert not missing, f"{reference.template} does not offer {missing} to {shown(path)}"


@pytest.mark.parametrize("path", ALL, ids=shown)
def test_no_import_is_unused(path):
    unused = jinja_reading.unused_imports(jinja_reading.parse(reading.read(path)))
    assert not unused, f"{shown(path)} imports {unused} and never uses it"


@pytest.mark.parametrize("path", ALL, ids=shown)
def test_the_content_policy_refuses_nothing(path):
    faults = policy_faults(reading.read(path))
    assert not faults, f"{shown(path)} holds {faults}"


@pytest.mark.parametrize("path", WORDED, ids=shown)
def test_templates_mind_their_words(path):
    text = jinja_reading.text_of(reading.read(path), is_html=path.suffix == ".html")
    assert not banned_words(text), f"{shown(path)} says {banned_words(text)}"
    assert not long_sentences(text), f"{shown(path)}: more than 20 words in {long_sentences(text)}"


@pytest.mark.parametrize("path", SPEAKING, ids=shown)
def test_messages_in_code_mind_their_words(path):
    faults = [f"line {line}: {banned_words(text)}" for line, text in spoken(reading.read(path))]
    faults = [fault for fault in faults if not fault.endswith("[]")]
    assert not faults, f"{shown(path)}\n" + "\n".join(faults)


@pytest.mark.parametrize("folder", NOTICES, ids=shown)
def test_every_notice_has_a_subject_and_both_bodies(folder):
    assert {path.name for path in ALL if path.parent == folder} == NOTICE_PARTS


@pytest.mark.parametrize("folder", NOTICES, ids=shown)
def test_a_subject_is_one_line_without_theme_or_result(folder):
    subject = jinja_reading.skeleton(reading.read(folder / "subject.txt")).strip()
    assert len(subject.splitlines()) == 1, f"{shown(folder)}: a subject is one line"
    assert not telling_words(subject), f"{shown(folder)}: a subject tells nothing (T11): {subject}"


@pytest.mark.parametrize("path", LETTERS, ids=shown)
def test_a_mail_says_nothing_of_others_that_could_become_a_link(path):
    said = re.findall(r"\{\{-?\s*(.+?)\s*-?\}\}", reading.read(path))
    assert [each for each in said if not HARMLESS.fullmatch(each)] == [], f"{shown(path)}: fence it (F7)"


def test_a_bare_name_in_a_mail_would_be_found():
    assert not HARMLESS.fullmatch("person.name") and not HARMLESS.fullmatch("thing.name | upper")
    assert HARMLESS.fullmatch("person.name | unlinked") and HARMLESS.fullmatch('link("home.help")')


@pytest.mark.parametrize("path", reading.files_under(PACKAGE, ending=".py"), ids=shown)
def test_code_names_only_templates_that_exist(path):
    named = [
        node.value
        for node in ast.walk(ast.parse(reading.read(path)))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[a-z_]+/[\w/-]+\.(?:html|txt)", node.value)
    ]
    missing = [name for name in named if not (TEMPLATES / name).is_file()]
    assert not missing, f"{shown(path)} names templates that do not exist: {missing}"


def policy_faults(source: str) -> list[str]:
    bones = jinja_reading.skeleton(source)
    return [fault for fault, pattern in REFUSED.items() if pattern.search(bones)]


def telling_words(subject: str) -> list[str]:
    """Words in a subject line that a stranger looking over a shoulder would learn from (T11)."""
    telling = r"lived experience|charter(?! portal)|justice|bronze|silver|gold|award\w*|\w*success\w*|scor\w+"
    return re.findall(rf"\b(?:{telling})\b", subject, re.IGNORECASE)


def spoken(source: str):
    """The strings of a module that read as sentences, with their lines; docstrings and logs are not said."""
    tree = ast.parse(source)
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and re.search(r"\blog(?:ger|ging)?\.", ast.unparse(call.func)):
            silent |= {id(part) for part in ast.walk(call)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in silent and " " in node.value.strip():
            yield node.lineno, node.value


class TestTheRulesThemselves:
    """Each rule is shown to catch what it is there for."""

    @pytest.mark.parametrize(
        "source",
        [
            "<style>p {}</style>",
            '<p style="color: red">',
            "<p {% if late %}style='color: red'{% endif %}>",
            "<script>alert()</script>",
            '<a onclick="go()">',
            "<form onsubmit={{ act }}>",
            '<a href="javascript:go()">',
        ],
    )
    def test_refused(self, source):
        assert policy_faults(source)

    @pytest.mark.parametrize(
        "source",
        [
            "{# no <style> here #}<p>",
            '<script type="module" src="{{ url }}"></script>',
            '{{ macro(style="plain", onclick="no") }}',
            '<p data-style="a" class="style">',
        ],
    )
    def test_not_refused(self, source):
        assert not policy_faults(source)

    def test_unused_imports(self):
        source = '{% from "a" import b, c as d, e %}{% import "f" as g %}{% import "h" as i %}'
        source += "{{ b() }}{{ i.j() }}"
        assert jinja_reading.unused_imports(jinja_reading.parse(source)) == ["d", "e", "g"]

    def test_references(self):
        source = '{% extends "a" %}{% include ["b", "c"] %}{% from "d" import e as f %}{% include g ~ "h" %}'
        found = list(jinja_reading.references(jinja_reading.parse(source)))
        assert {reference.template for reference in found} == {"a", "b", "c", "d"}
        assert found[-1].macros == ("e",) or ("e",) in {reference.macros for reference in found}

    def test_words(self):
        source = "{# invalid #}<p class='failed' aria-invalid='true'>{{ m('An inmate', kind='invalid') }}</p>"
        assert banned_words(jinja_reading.text_of(source, is_html=True)) == ["inmate"]
        branches = "<p>" + "{% if a %}one two{% else %}three four{% endif %} " * 6 + "</p>"
        assert not long_sentences(jinja_reading.text_of(branches, is_html=True))
        assert long_sentences(jinja_reading.text_of("<p>" + "{{ word }} and " * 11, is_html=True))

    def test_messages(self):
        source = '"""It failed."""\nlog.warning("It failed.")\nkind = "failed"\nraise Broken("It failed.")'
        assert list(spoken(source)) == [(4, "It failed.")]

    def test_subjects(self):
        assert telling_words("Your Gold award") == ["Gold", "award"]
        assert not telling_words("There is news for you in the Charter portal")
