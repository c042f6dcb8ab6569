"""Imports go down the floors and up no storey, reach only a slice's face, and meet the world in one file."""

from __future__ import annotations

import ast
import inspect

import pytest
from sqlalchemy.orm import RelationshipProperty, configure_mappers

from charter_portal import load_models
from charter_portal.core.database import Base
from charter_portal.floors import FLOORS
from tests.structure import reading
from tests.structure.reading import FACE, HEIGHT, NAME, PACKAGE, STOREYS, Import, Place, shown

MODULES = reading.files_under(PACKAGE, ending=".py")

# The outside world has one door each.
DOORS = {
    "weasyprint": "core/press.py",
    "flask_mail": "core/mail.py",
    "icalendar": "core/calendar_file.py",
    "xlsxwriter": "core/workbook.py",
    "openpyxl": "core/workbook_reading.py",
}
# Only these write files: the store, and the commands that a person runs by hand.
WRITERS = ("core/storage.py", "cli/")
# A pure module can be tested, and trusted, without a database or a web server.
IMPURE = ("flask", "flask_login", "flask_sqlalchemy_lite", "flask_wtf", "sqlalchemy", "werkzeug", "wtforms")


def import_fault(home: Place, seen: Import) -> str | None:
    """What is wrong with this import in a module standing there, or nothing."""
    other = seen.place
    if home.slice not in HEIGHT or other.slice == "floors":
        return None
    if other.slice not in HEIGHT:
        # `from charter_portal import create_app`: the whole house, which only its commands may start.
        return None if home.slice == "cli" else f"{home} may not import the application itself"
    if other.slice != home.slice:
        return visit_fault(home, other)
    if home.slice == "core" or home.storey not in STOREYS or other.storey not in STOREYS:
        return None
    if STOREYS.index(other.storey) > STOREYS.index(home.storey):
        return f"{home} may not import {other}: storeys build on those before them"
    return None


def visit_fault(home: Place, other: Place) -> str | None:
    """What is wrong with an import from another slice, or nothing."""
    if HEIGHT[other.slice] >= HEIGHT[home.slice]:
        return f"{home.slice} may not import {other.slice}: imports reach down only"
    if other.slice != "core" and other.storey not in FACE:
        return f"{other} is not part of the face of {other.slice}"
    return None


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_imports_reach_down_only(path):
    home = Place.of(reading.module_name(path))
    ours = [seen for seen in reading.imports_of(path) if seen.top == NAME]
    faults = [f"line {seen.line}: {fault}" for seen in ours if (fault := import_fault(home, seen))]
    assert not faults, f"{shown(path)}\n" + "\n".join(faults)


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_the_outside_world_has_one_door(path):
    within = str(path.relative_to(PACKAGE))
    strays = [s for s in reading.imports_of(path) if s.top in DOORS and DOORS[s.top] != within]
    assert not strays, f"{shown(path)}: only {DOORS[strays[0].top]} imports {strays[0].top}"


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_only_storage_writes_files(path):
    if str(path.relative_to(PACKAGE)).startswith(WRITERS):
        return
    faults = list(writing_calls(reading.read(path)))
    assert not faults, f"{shown(path)} writes files, which is left to core/storage.py: {faults}"


@pytest.mark.parametrize(
    "path", [path for path in MODULES if "rules" in Place.of(reading.module_name(path)).storey], ids=shown
)
def test_rules_are_pure(path):
    strays = [seen.module for seen in reading.imports_of(path) if seen.top in IMPURE]
    assert not strays, f"{shown(path)} is a module of rules and may not import {strays}"


def test_every_package_has_a_floor():
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    listed = {name for floor in FLOORS for name in floor}
    assert packages <= listed, f"Not in floors.py: {sorted(packages - listed)}"
    assert len(listed) == sum(map(len, FLOORS)), "A name stands on two floors."


def test_every_folder_with_code_is_a_package():
    folders = {path.parent for path in MODULES}
    missing = [shown(folder) for folder in folders if not (folder / "__init__.py").exists()]
    assert not missing, f"Without __init__.py these would not be installed: {missing}"


def test_foreign_keys_and_relationships_point_down():
    faults = [*foreign_key_faults(), *relationship_faults()]
    assert not faults, "\n".join(faults)


def foreign_key_faults():
    homes = {mapper.local_table.name: slice_of(mapper.class_) for mapper in mappers()}
    for mapper in mappers():
        home = slice_of(mapper.class_)
        for key in mapper.local_table.foreign_keys:
            other = homes.get(key.column.table.name, home)
            if HEIGHT[other] > HEIGHT[home] or (HEIGHT[other] == HEIGHT[home] and other != home):
                yield f"{home}: {key.parent} points up or sideways to {key.column} of {other}"


def relationship_faults():
    for mapper in mappers():
        home = slice_of(mapper.class_)
        for relation in mapper.relationships:
            fault = relationship_fault(home, slice_of(relation.mapper.class_), relation)
            if fault:
                yield f"{mapper.class_.__name__}.{relation.key} {fault}"


def relationship_fault(home: str, other: str, relation: RelationshipProperty) -> str | None:
    """What is wrong with a relationship from one slice to another, or nothing."""
    if home == other:
        return None
    if HEIGHT[other] >= HEIGHT[home]:
        return f"points up or sideways, from {home} to {other}"
    if relation.back_populates or relation.backref:
        return f"has a back-reference across slices; {home} asks its own queries instead"
    return None


def mappers():
    load_models()
    configure_mappers()
    return [mapper for mapper in Base.registry.mappers if mapper.class_.__module__.startswith(f"{NAME}.")]


def slice_of(model: type) -> str:
    return Place.of(model.__module__).slice


def writing_calls(source: str):
    """The calls in a source that write to the file system, as far as reading alone can tell."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        # A call on something that is itself worked out has no plain name; its last part is enough.
        last = name.rpartition(".")[2]
        writes = last in {"write_bytes", "write_text", "NamedTemporaryFile", "mkstemp", "TemporaryFile"}
        if writes or (last == "open" and opens_to_write(node)):
            yield f"line {node.lineno}: {inspect.cleandoc(ast.unparse(node))[:80]}"


def opens_to_write(call: ast.Call) -> bool:
    is_builtin = isinstance(call.func, ast.Name)
    modes = [word.value for word in call.keywords if word.arg == "mode"]
    modes += call.args[1:2] if is_builtin else call.args[:1]
    if not modes:
        return False
    mode = modes[0]
    if isinstance(mode, ast.Constant):
        return isinstance(mode.value, str) and len(mode.value) <= 3 and bool(set(mode.value) & set("wax+"))
    # A mode that is only known when the program runs may be any mode.
    return is_builtin


class TestTheRulesThemselves:
    """Each rule is shown to catch what it is there for."""

    @pytest.mark.parametrize(
        ("home", "line", "fault"),
        [
            ("accounts.services", "from charter_portal.applications.models import A", "reach down only"),
            ("training.services", "import charter_portal.applications.queries", "reach down only"),
            ("home.tasks", "from charter_portal.reporting import queries", "reach down only"),
            ("core.database", "from charter_portal.accounts.models import User", "reach down only"),
            ("awards.services", "from charter_portal.accounts.forms import F", "not part of the face"),
            ("awards.services", "from charter_portal.accounts import views", "not part of the face"),
            ("awards.services", "from charter_portal import accounts", "not part of the face"),
            ("awards.services", "def f():\n from charter_portal.accounts import notices", "part of the face"),
            ("awards.models", "from charter_portal.awards.services import propose", "storeys build on"),
            ("awards.models", "from .services import propose", "storeys build on"),
            ("awards.models", "from . import services", "storeys build on"),
            ("awards.views.staff", "from charter_portal import create_app", "application itself"),
            ("awards.views.staff", "import charter_portal", "application itself"),
            ("awards.services", "from charter_portal.accounts import permissions", None),
            ("awards.views.staff", "from ..services import propose", None),
            ("awards.services", "from charter_portal.awards.models import Decision", None),
            ("awards.services", "from charter_portal.core import clock", None),
            ("awards.services", "from charter_portal.core.clock import now", None),
            ("cli.main", "from charter_portal import create_app", None),
            ("", "from charter_portal.home.views import landing", None),
        ],
    )
    def test_imports(self, home, line, fault, monkeypatch):
        monkeypatch.setitem(HEIGHT, "training", HEIGHT["cycles"])
        module = f"{NAME}.{home}" if home else NAME
        found = [import_fault(Place.of(module), seen) for seen in reading.imports(line, module)]
        assert len(found) == 1
        if fault is None:
            assert found == [None]
        else:
            assert fault in str(found[0])

    @pytest.mark.parametrize(
        ("source", "writes"),
        [
            ("open(path, 'wb')", True),
            ("open(path, mode='a')", True),
            ("open(path, mode)", True),
            ("path.open('w')", True),
            ("folder.joinpath(name).write_text(text)", True),
            ("(folder / name).write_bytes(data)", True),
            ("tempfile.NamedTemporaryFile()", True),
            ("open(path)", False),
            ("path.open()", False),
            ("storage.open(key)", False),
            ("storage.open('a-key-with-a-w')", False),
            ("path.read_text()", False),
        ],
    )
    def test_writing(self, source, writes):
        assert bool(list(writing_calls(source))) is writes

    @pytest.mark.parametrize(
        ("home", "other", "back", "fault"),
        [
            ("awards", "accounts", None, None),
            ("awards", "awards", "decision", None),
            ("awards", "accounts", "decisions", "back-reference"),
            ("accounts", "awards", None, "points up"),
            ("reporting", "home", None, "sideways"),
        ],
    )
    def test_relationships(self, home, other, back, fault):
        relation = type("Relation", (), {"back_populates": back, "backref": None})()
        found = relationship_fault(home, other, relation)
        assert found is None if fault is None else fault in found
