"""YAML as a plain tree in which every part knows its line.

Only the quiet half of YAML is understood: keys with values, lists, and text. Anchors, aliases, tags and
second documents are refused, so a short file can never unfold into a huge one. The tree is built from the
parser's events without recursion, so deep nesting cannot exhaust the stack.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

LARGEST_FILE = 1_000_000
MOST_NODES = 50_000
DEEPEST = 12

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,11})")
_LINE_UP = "Line this up with the lines above it; each level starts two spaces further in."
_SYNTAX_REMEDIES = (
    ("escape", "Write the backslash twice, or use single quotes."),
    ("quoted scalar", "Close the quotation mark that opens here."),
    ("flow", "Close the bracket that opens here, or add the comma that is missing."),
    ("mapping values", "Put quotes around text that has a colon in it, or move it to a line of its own."),
    ("simple key", "Put a colon and a space after this key, or line the text up with what it belongs to."),
    ("tab character", "Start the line with spaces, not tabs."),
    ("cannot start", "Start the line with spaces, not tabs; put quotes around text that opens with a sign."),
    ("block scalar", "Leave nothing after the sign > or |; the text starts on the next line."),
    ("block", _LINE_UP),
)
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class YamlMistake(ValueError):
    """The file cannot be read as a tree; nothing after this line was looked at."""

    def __init__(self, line: int, remedy: str):
        self.line = line
        self.remedy = remedy
        super().__init__(f"line {line}: {remedy}")


@dataclass
class Node:
    """A part of the file. `value` is a dict or list of nodes, or a str, int, bool or None."""

    value: object
    line: int
    raw: str = ""
    key_lines: dict[str, int] = field(default_factory=dict)
    twice: list[tuple[str, int]] = field(default_factory=list)

    def plain(self) -> object:
        """The same data without lines. Depth is bounded by `DEEPEST`, so recursion is safe here."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def read_tree(text: str) -> Node:
    """The whole file as one node.

    Plain `true` and `false` are flags, plain whole numbers are numbers, an empty value is None, and all else
    is text, just as written, so `0.3` stays exact. Raises YamlMistake at the first thing it cannot read.
    """
    if len(text) > LARGEST_FILE:
        raise YamlMistake(1, f"Shorten the file to {LARGEST_FILE:,} characters; it has {len(text):,}.")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    _refuse_unprintable(text)
    try:
        return _build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        raise YamlMistake(_line_of(error), _syntax_remedy(error)) from error
    except yaml.YAMLError as error:
        raise YamlMistake(1, "Save the file as plain UTF-8 text, then try again.") from error


def unprintable(text: str) -> str | None:
    """The name of the first character that nobody can see and nobody should send, if there is one."""
    for character in text:
        if character in "\n\t":
            continue
        if unicodedata.category(character) in ("Cc", "Cs") or character in _TURNING:
            return f"U+{ord(character):04X}"
    return None


def _refuse_unprintable(text: str) -> None:
    found = unprintable(text)
    if found is None:
        return
    line = next(number for number, each in enumerate(text.split("\n"), 1) if unprintable(each))
    raise YamlMistake(line, f"Remove the hidden control character {found} from this line.")


def _line_of(error: yaml.MarkedYAMLError) -> int:
    """Where to look: for something left open, the line that opened it and not the one that showed it."""
    left_open = any(sign in (error.context or "") for sign in ("flow", "quoted scalar", "simple key"))
    mark = (error.context_mark if left_open else error.problem_mark) or error.problem_mark
    return mark.line + 1 if mark else 1


def _syntax_remedy(error: yaml.MarkedYAMLError) -> str:
    detail = f"{error.context or ''} {error.problem or ''}"
    for sign, remedy in _SYNTAX_REMEDIES:
        if sign in detail:
            return remedy
    return "Check the layout of this line and the one above: each level starts two spaces further in."


def _build(events: Iterator[yaml.Event]) -> Node:
    builder = _Builder()
    for event in events:
        builder.take(event)
    if builder.root is None:
        raise YamlMistake(1, "Write the charter here; the file has nothing in it.")
    return builder.root


class _Builder:
    def __init__(self) -> None:
        self.root: Node | None = None
        self.open: list[Node] = []
        self.keys: list[Node | None] = []
        self.count = 0

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise YamlMistake(line, "Keep one charter in a file; remove the line with three dashes.")
        if isinstance(event, yaml.NodeEvent):
            self.refuse_references(event, line)
        if isinstance(event, yaml.ScalarEvent):
            self.place(_scalar(event, line))
        elif isinstance(event, yaml.MappingStartEvent):
            self.enter(Node({}, line))
        elif isinstance(event, yaml.SequenceStartEvent):
            self.enter(Node([], line))
        elif isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()
            self.keys.pop()

    def refuse_references(self, event: yaml.NodeEvent, line: int) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise YamlMistake(line, "Write the text out in full; references with & and * are not read here.")
        if getattr(event, "tag", None):
            raise YamlMistake(line, "Remove the tag that starts with “!”, or put the text in quotes.")
        self.count += 1
        if self.count > MOST_NODES:
            raise YamlMistake(line, f"Make the file smaller: at most {MOST_NODES:,} parts are read.")

    def enter(self, node: Node) -> None:
        if len(self.open) >= DEEPEST:
            raise YamlMistake(node.line, f"Nest less deeply here: at most {DEEPEST} levels are read.")
        self.place(node)
        self.open.append(node)
        self.keys.append(None)

    def place(self, node: Node) -> None:
        """Put a finished or just opened node where the file has it."""
        if not self.open:
            self.root = node
            return
        parent = self.open[-1].value
        if isinstance(parent, list):
            parent.append(node)
        elif self.keys[-1] is None:
            if isinstance(node.value, (dict, list)):
                raise YamlMistake(node.line, "Use a plain word as the key.")
            self.keys[-1] = node
        else:
            key, self.keys[-1] = self.keys[-1], None
            self.add(self.open[-1], key, node)

    def add(self, mapping: Node, key: Node, node: Node) -> None:
        assert isinstance(mapping.value, dict)
        if key.raw in mapping.value:
            mapping.twice.append((key.raw, key.line))
            return
        mapping.value[key.raw] = node
        mapping.key_lines[key.raw] = key.line


def _scalar(event: yaml.ScalarEvent, line: int) -> Node:
    raw: str = event.value
    found = unprintable(raw)
    if found:
        raise YamlMistake(line, f"Remove the hidden control character {found} from this text.")
    if event.style != "|":
        # YAML has folded these lines already; what is left of an empty line parts two paragraphs.
        raw = raw.replace("\n", "\n\n")
    if event.style:
        return Node(raw, line, raw)
    if raw in ("true", "false"):
        return Node(raw == "true", line, raw)
    if raw in ("", "~", "null"):
        return Node(None, line, raw)
    return Node(int(raw) if _WHOLE.fullmatch(raw) else raw, line, raw)
