"""A charter file: read, checked from end to end, and every mistake named with its line and its remedy.

The format is described in docs/charter-format.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .charter import Charter, CriterionText, StatementText, Theme, Value, digest
from .conditions import TIER
from .field_reader import CODE, LONGEST_TEXT, FieldReader, Problem
from .rule_reader import read_rule, spelled
from .scheme import Level
from .yaml_tree import Node, YamlMistake, read_tree

__all__ = ["Charter", "CharterFileProblems", "Problem", "digest", "read_charter"]

LONGEST_TITLE = 200
LONGEST_VERSION = 40
MOST_LEVELS = 12
MOST_TOLD = 100
MOST_GROUPS = 30
MOST_STATEMENTS = 300
MOST_EXAMPLES = 12
FEWEST_WORDS, MOST_WORDS = 50, 2_000


class CharterFileProblems(ValueError):
    """The file is not a charter yet.

    `problems` holds every mistake, in order of lines; the message tells the first hundred.
    """

    def __init__(self, problems: Sequence[Problem]):
        self.problems = sorted(problems, key=lambda problem: problem.line)
        lines = [str(problem) for problem in self.problems[:MOST_TOLD]]
        if len(self.problems) > MOST_TOLD:
            lines.append(f"There are {len(self.problems) - MOST_TOLD:,} more.")
        super().__init__("\n".join(lines))


def read_charter(text: str, name: str) -> Charter:
    """The charter that the text holds; `name` is how messages call the file.

    A charter that comes back is whole: every cell of the matrix has a statement, every statement a criterion
    for each tier, and its award rule can be evaluated. Raises CharterFileProblems.
    """
    try:
        tree = read_tree(text)
    except YamlMistake as mistake:
        raise CharterFileProblems([Problem(name, mistake.line, "the file", mistake.remedy)]) from mistake
    reader = _CharterReader(name)
    charter = reader.charter(tree)
    if reader.problems or charter is None:
        raise CharterFileProblems(reader.problems)
    return charter


@dataclass(frozen=True)
class _Known:
    """What a statement may point to."""

    tiers: tuple[str, ...]
    themes: tuple[str, ...]
    values: tuple[str, ...]


class _CharterReader(FieldReader):
    REQUIRED = (
        "scheme",
        "version",
        "title",
        "summary",
        "sample",
        "status_years",
        "scale",
        "award_rule",
        "themes",
        "values",
        "statements",
    )
    STATEMENT = (
        "key",
        "code",
        "value",
        "theme",
        "core",
        "title",
        "text",
        "why",
        "guidance",
        "evidence_examples",
        "criteria",
        "lived_experience_prompt",
        "word_limit",
    )

    def charter(self, tree: Node) -> Charter | None:
        top = self.fields(tree, "", self.REQUIRED, ("sample_notice",))
        if not top:
            return None
        levels = self.levels(top.get("scale"))
        themes = self.themes(top.get("themes"))
        values = self.values(top.get("values"))
        known = _Known(
            tuple(dict.fromkeys(level.key for level in levels if level.awardable and level.key)),
            tuple(theme.key for theme in themes if theme.key),
            tuple(value.key for value in values if value.key),
        )
        statements = self.statements(top.get("statements"), known)
        self.every_cell_is_filled(statements, tree.key_lines.get("statements", tree.line), known)
        charter = Charter(
            scheme=self.word(top.get("scheme"), "scheme"),
            version=self.text(top.get("version"), "version", LONGEST_VERSION),
            title=self.text(top.get("title"), "title", LONGEST_TITLE),
            summary=self.text(top.get("summary"), "summary"),
            sample=self.flag(top.get("sample"), "sample"),
            sample_notice=self.sample_notice(top),
            status_years=self.whole(top.get("status_years"), "status_years", 1, 20),
            levels=levels,
            themes=themes,
            values=values,
            statements=statements,
            rule_data=top["award_rule"].plain() if "award_rule" in top else {},  # type: ignore[arg-type]
        )
        self.award_rule(charter, top.get("award_rule"))
        return charter

    def sample_notice(self, top: dict[str, Node]) -> str:
        """A sample must say on screen that it is one; a real charter must not."""
        notice = top.get("sample_notice")
        if "sample" in top and top["sample"].value is True and notice is None:
            self.problem(
                top["sample"].line, "sample", "Add sample_notice, a sentence that says this is a sample."
            )
        if notice is not None and "sample" in top and top["sample"].value is False:
            self.problem(notice.line, "sample_notice", "Remove this line, or set sample to true.")
        return self.text(notice, "sample_notice", 500)

    def levels(self, node: Node | None) -> tuple[Level, ...]:
        seen: dict[str, int] = {}
        found = []
        for index, item in enumerate(self.items(node, "scale", MOST_LEVELS, least=2)):
            where = f"scale[{index}]"
            fields = self.fields(item, where, ("key", "label", "meaning", "awardable"))
            key = self.word(fields.get("key"), f"{where}.key")
            self.once(seen, key, fields.get("key"), f"{where}.key")
            if key == TIER:
                self.problem(
                    fields["key"].line, f"{where}.key", "Choose another key; rules already use “tier”."
                )
            found.append(
                Level(
                    key,
                    self.text(fields.get("label"), f"{where}.label", LONGEST_TITLE),
                    self.flag(fields.get("awardable"), f"{where}.awardable"),
                    self.text(fields.get("meaning"), f"{where}.meaning"),
                )
            )
        if found and node is not None:
            self.tiers_make_sense(found, node)
        return tuple(found)

    def tiers_make_sense(self, levels: Sequence[Level], node: Node) -> None:
        if levels[0].awardable:
            self.problem(node.line, "scale[0]", "Set awardable to false; the lowest level needs no evidence.")
        if not any(level.awardable for level in levels):
            self.problem(node.line, "scale", "Set awardable to true for at least one level.")

    def themes(self, node: Node | None) -> tuple[Theme, ...]:
        seen: dict[str, int] = {}
        found = []
        for index, item in enumerate(self.items(node, "themes", MOST_GROUPS)):
            where = f"themes[{index}]"
            fields = self.fields(item, where, ("key", "title", "summary"))
            key = self.word(fields.get("key"), f"{where}.key")
            self.once(seen, key, fields.get("key"), f"{where}.key")
            title = self.text(fields.get("title"), f"{where}.title", LONGEST_TITLE)
            found.append(Theme(key, title, self.text(fields.get("summary"), f"{where}.summary")))
        return tuple(found)

    def values(self, node: Node | None) -> tuple[Value, ...]:
        seen: dict[str, int] = {}
        found = []
        for index, item in enumerate(self.items(node, "values", MOST_GROUPS)):
            where = f"values[{index}]"
            fields = self.fields(item, where, ("key", "title", "summary", "why"))
            key = self.word(fields.get("key"), f"{where}.key")
            self.once(seen, key, fields.get("key"), f"{where}.key")
            found.append(
                Value(
                    key,
                    self.text(fields.get("title"), f"{where}.title", LONGEST_TITLE),
                    self.text(fields.get("summary"), f"{where}.summary"),
                    self.text(fields.get("why"), f"{where}.why"),
                )
            )
        return tuple(found)

    def statements(self, node: Node | None, known: _Known) -> tuple[StatementText, ...]:
        keys: dict[str, int] = {}
        codes: dict[str, int] = {}
        found = []
        for index, item in enumerate(self.items(node, "statements", MOST_STATEMENTS)):
            where = f"statements[{index}]"
            fields = self.fields(item, where, self.STATEMENT)
            statement = self.statement(fields, where, known)
            self.once(keys, statement.key, fields.get("key"), f"{where}.key")
            self.once(codes, statement.code, fields.get("code"), f"{where}.code")
            found.append(statement)
        return tuple(found)

    def statement(self, fields: dict[str, Node], where: str, known: _Known) -> StatementText:
        def text(name: str, longest: int = LONGEST_TEXT) -> str:
            return self.text(fields.get(name), f"{where}.{name}", longest)

        return StatementText(
            key=self.word(fields.get("key"), f"{where}.key"),
            code=self.word(fields.get("code"), f"{where}.code", CODE),
            value=self.choice(fields.get("value"), f"{where}.value", known.values),
            theme=self.choice(fields.get("theme"), f"{where}.theme", known.themes),
            core=self.flag(fields.get("core"), f"{where}.core"),
            title=text("title", LONGEST_TITLE),
            text=text("text"),
            why=text("why"),
            guidance=text("guidance"),
            evidence_examples=self.examples(fields.get("evidence_examples"), f"{where}.evidence_examples"),
            criteria=self.criteria(fields.get("criteria"), f"{where}.criteria", known.tiers),
            lived_experience_prompt=text("lived_experience_prompt"),
            word_limit=self.whole(fields.get("word_limit"), f"{where}.word_limit", FEWEST_WORDS, MOST_WORDS),
        )

    def examples(self, node: Node | None, where: str) -> tuple[str, ...]:
        items = self.items(node, where, MOST_EXAMPLES)
        return tuple(self.text(item, f"{where}[{index}]") for index, item in enumerate(items))

    def criteria(self, node: Node | None, where: str, tiers: Sequence[str]) -> tuple[CriterionText, ...]:
        """One text for each tier, in the order of the scale, and no text used twice."""
        if node is None or not tiers:
            return ()
        fields = self.fields(node, where, tiers)
        seen: dict[str, int] = {}
        found = []
        for tier in tiers:
            text = self.text(fields.get(tier), f"{where}.{tier}")
            if text and text in seen:
                remedy = f"Say what is new here; it is the same as line {seen[text]}."
                self.problem(fields[tier].line, f"{where}.{tier}", remedy)
            elif text:
                seen[text] = fields[tier].line
            found.append(CriterionText(tier, text))
        return tuple(found)

    def every_cell_is_filled(self, statements: Sequence[StatementText], line: int, known: _Known) -> None:
        """The matrix has no holes. A file without statements is told that alone, not once for each cell."""
        if not statements:
            return
        filled = {(each.value, each.theme) for each in statements}
        for value in known.values:
            for theme in known.themes:
                if (value, theme) not in filled:
                    remedy = f"Add a statement for value {value} and theme {theme}."
                    self.problem(line, "statements", remedy)

    def award_rule(self, charter: Charter, node: Node | None) -> None:
        """Check the rule against this scale and these statements, once those can be trusted."""
        if node is None:
            return
        self.duplicates_below(node, "award_rule")
        if not charter.levels or not charter.statements:
            return
        _, problems = read_rule(charter.rule_data, charter.scale, charter.rule_statements)
        for problem in problems:
            where = "award_rule" + ("." + spelled(problem.path) if problem.path else "")
            self.problem(_line(node, problem.path), where, problem.remedy)


def _line(node: Node, path: Sequence[str | int]) -> int:
    """The line of the last part of the path that the file has."""
    line = node.line
    for step in path:
        if isinstance(node.value, dict) and step in node.value:
            line, node = node.key_lines[str(step)], node.value[step]
        elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.line
        else:
            break
    return line
