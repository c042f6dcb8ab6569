"""Reads templates without rendering them: their skeleton, their words, and whom they call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import Environment, nodes

from tests.support.words import visible_text

ENVIRONMENT = Environment(autoescape=True)
# A character that no text holds: Unicode leaves it to private use.
BREAK = "\ue000"


@dataclass(frozen=True)
class Reference:
    """One template naming another: to extend it, include it, or import macros from it."""

    template: str
    macros: tuple[str, ...] = ()


def parse(source: str) -> nodes.Template:
    """The tree of a template. Raises jinja2.TemplateSyntaxError."""
    return ENVIRONMENT.parse(source)


def skeleton(source: str, *, between_branches: str = "\n") -> str:
    """The template's own text: comments and tags left out, `x` for each value that is filled in."""
    parts: list[str] = []
    after_tag = ""
    for _line, token, text in ENVIRONMENT.lex(source):
        if token in {"data", "raw_data"}:
            parts.append(text)
        elif token == "variable_begin":
            parts.append("x")
        elif token == "block_begin":
            after_tag = "?"
        elif token == "name" and after_tag == "?":
            after_tag = text
            parts.append(between_branches if text in {"else", "elif"} else "")
    return "".join(parts)


def phrases(source: str) -> Iterator[str]:
    """The strings inside tags that read as words, such as what a macro is told to say."""
    for _line, token, text in ENVIRONMENT.lex(source):
        if token == "string" and " " in text.strip("\"' "):
            yield text[1:-1]


def text_of(source: str, *, is_html: bool) -> str:
    """What a reader may come to read of a template, as far as it stands in the template itself."""
    # The branches of a condition are not one sentence; a line break in the source would read as a space.
    bones = skeleton(source, between_branches=BREAK)
    texts = [bones, *phrases(source)]
    return "\n".join(map(visible_text, texts) if is_html else texts).replace(BREAK, "\n")


def references(tree: nodes.Template) -> Iterator[Reference]:
    """The templates that this one names outright; a name that is worked out is not followed."""
    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    for node in tree.find_all(kinds):
        macros = [name if isinstance(name, str) else name[0] for name in getattr(node, "names", [])]
        # An include may list several templates, of which the first that exists is taken.
        for constant in node.template.find_all(nodes.Const) if _is_listed(node) else [node.template]:
            if isinstance(constant, nodes.Const) and isinstance(constant.value, str):
                yield Reference(constant.value, tuple(macros))


def unused_imports(tree: nodes.Template) -> list[str]:
    """The macros, or whole macro files, that are imported and never called."""
    imported = [node.target for node in tree.find_all(nodes.Import)]
    for node in tree.find_all(nodes.FromImport):
        imported += [name if isinstance(name, str) else name[1] for name in node.names]
    used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    return sorted(set(imported) - used)


def offered(tree: nodes.Template) -> set[str]:
    """The names that others may import from a template: its macros and its own values."""
    macros = {node.name for node in tree.find_all(nodes.Macro)}
    return macros | {node.name for node in tree.find_all(nodes.Name) if node.ctx == "store"}


def _is_listed(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Include) and isinstance(node.template, nodes.List | nodes.Tuple)
