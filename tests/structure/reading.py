"""Reads the tree for the structure tests: which files there are, and what each one imports."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from charter_portal.floors import FLOORS

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "charter_portal"
TEMPLATES = ROOT / "templates"
NAME = "charter_portal"

HEIGHT = {name: height for height, names in enumerate(FLOORS) for name in names}
STOREYS = (
    *("enums", "rules", "models", "signals", "queries", "permissions"),
    *("workflow", "notices", "services", "forms", "receivers", "views"),
)
FACE = {"enums", "rules", "models", "queries", "permissions", "services", "signals"}


@dataclass(frozen=True)
class Place:
    """Where a module stands: its slice, and within that the first name after it."""

    slice: str
    storey: str = ""

    @classmethod
    def of(cls, module: str) -> Place:
        _, *rest = module.split(".")
        return cls(*rest[:2]) if rest else cls("")

    def __str__(self) -> str:
        return ".".join(filter(None, (self.slice, self.storey)))


@dataclass(frozen=True)
class Import:
    """One imported module, however deep inside the file the import stands."""

    module: str
    line: int

    @property
    def place(self) -> Place:
        return Place.of(self.module)

    @property
    def top(self) -> str:
        return self.module.partition(".")[0]


def module_name(path: Path) -> str:
    """The dotted name of a Python file in this repository."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(source: str, module: str, *, is_package: bool = False) -> Iterator[Import]:
    """Everything that a source imports; `from a import b` counts as `a.b`, which may be a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = module.split(".")
                kept = above[: len(above) - node.level + is_package]
                base = ".".join([*kept, base] if base else kept)
            yield from (Import(f"{base}.{alias.name}", node.lineno) for alias in node.names)


def imports_of(path: Path) -> list[Import]:
    """Everything that a file of this repository imports."""
    return list(imports(read(path), module_name(path), is_package=path.name == "__init__.py"))


@cache
def read(path: Path) -> str:
    """The text of a file, kept in memory, since several tests read each one."""
    return path.read_text(encoding="utf-8")


@cache
def files() -> tuple[Path, ...]:
    """Every file that belongs to the repository, also one that is not committed yet."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = (ROOT / name for name in sorted(set(listed.split("\0"))) if name)
    return tuple(path for path in found if path.is_file())


def files_under(*folders: Path, ending: str = "") -> list[Path]:
    """Those of the repository's files that lie in one of the folders and end so."""
    return [
        path
        for path in files()
        if path.name.endswith(ending) and any(path.is_relative_to(folder) for folder in folders)
    ]


def shown(path: Path) -> str:
    """A path as a test's id and a message show it."""
    return str(path.relative_to(ROOT))
