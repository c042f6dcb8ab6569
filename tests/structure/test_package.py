"""The package by itself is a working portal: installed far from this folder, it finds all it needs inside."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.structure import reading
from tests.structure.reading import PACKAGE, ROOT, TEMPLATES

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("package")]

SAMPLE = "charter_portal/framework/sample_charter.yaml"
# Beside these stand what builds the package; nothing else of the repository may be needed.
SOURCES = ("charter_portal/", "templates/", "migrations/", "setup.", "pyproject.toml", "README.md")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from a copy, so that no earlier build beside the sources can leak into it."""
    copy, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for path in reading.files():
        name = str(path.relative_to(ROOT))
        if name.startswith(SOURCES):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy / name)
    build = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    run(sys.executable, *build, "--wheel-dir", built, copy, folder=copy)
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def portal(wheel, tmp_path_factory):
    """An environment that holds this package and, borrowed from ours, the packages it depends on."""
    home = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", home / "venv", folder=home)
    python = home / "venv" / "bin" / "python"
    install = ["-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index"]
    run(sys.executable, *install, wheel, folder=home)
    borrow(home / "venv", home / "borrowed")
    return Installed(home)


class Installed:
    """The `charter-portal` command of a fresh installation, with a database of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.command = home / "venv" / "bin" / "charter-portal"
        self.environment = {
            "PATH": os.environ["PATH"],
            "CHARTER_PROFILE": "test",
            "CHARTER_SECRET_KEY": "only-for-the-packaging-test",
            "CHARTER_DATABASE_URL": f"sqlite:///{home}/portal.sqlite",
            "CHARTER_BASE_URL": "http://127.0.0.1:8000",
            "CHARTER_DATA_FOLDER": f"{home}/data",
            "CHARTER_MAIL_FROM": "portal@example.org",
            "CHARTER_MAIL_FOLDER": f"{home}/mail",
        }

    @property
    def package(self) -> Path:
        (found,) = (self.home / "venv" / "lib").glob("python*/site-packages/charter_portal")
        return found

    def __call__(self, *arguments: str | Path) -> str:
        return run(self.command, *arguments, folder=self.home, environment=self.environment)


def test_the_wheel_holds_every_file_of_the_package(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    beside = {f"charter_portal/{path.relative_to(ROOT)}" for path in files_beside()}
    within = {str(path.relative_to(ROOT)) for path in reading.files_under(PACKAGE)}
    assert (beside | within) - inside == set()
    assert SAMPLE in inside


def test_the_wheel_holds_nothing_else(wheel):
    inside = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].partition("-")[0] for name in inside} == {"charter_portal"}
    assert not [name for name in inside if "__pycache__" in name or name.endswith((".pyc", ".scss", ".map"))]


def test_the_installed_command_works_far_from_the_sources(portal):
    assert "migrate" in portal("--help")
    assert not (portal.package / "templates").is_symlink()
    portal("migrate")
    sample = portal.package.parent / SAMPLE
    portal("framework", "load", sample)
    first = contents(portal.home / "portal.sqlite")
    portal("framework", "load", sample)
    assert contents(portal.home / "portal.sqlite") == first, "Loading the same version twice changes nothing."
    portal("check")


def test_the_installed_portal_serves_a_styled_page(portal):
    program = (
        "from charter_portal import create_app\n"
        "app = create_app()\n"
        "client, where = app.test_client(), {'base_url': app.config['SETTINGS'].base_url}\n"
        "page = client.get('/', **where)\n"
        "style = client.get('/static/css/portal.css', **where)\n"
        "print(page.status_code, style.status_code, b'</html>' in page.data)\n"
    )
    python = portal.command.with_name("python")
    printed = run(python, "-c", program, folder=portal.home, environment=portal.environment)
    assert printed.split()[-3:] == ["200", "200", "True"]


def files_beside() -> list[Path]:
    """What lies beside the package here and inside it once installed."""
    return reading.files_under(TEMPLATES, ROOT / "migrations")


def borrow(venv: Path, shelf: Path) -> None:
    """Let an environment use the packages of ours, all but the portal itself."""
    shelf.mkdir()
    (ours,) = Path(sys.prefix).glob("lib/python*/site-packages")
    for entry in ours.iterdir():
        # The editable installation of this very repository is what must not be found.
        if "charter_portal" not in entry.name and entry.suffix != ".pth":
            (shelf / entry.name).symlink_to(entry)
    (theirs,) = venv.glob("lib/python*/site-packages")
    (theirs / "borrowed.pth").write_text(f"{shelf}\n")


def contents(database: Path) -> dict[str, int]:
    """How many rows each table holds."""
    connection = sqlite3.connect(database)
    try:
        tables = connection.execute("select name from sqlite_master where type = 'table'")
        names = [name for (name,) in tables]
        count = 'select count(*) from "{}"'
        return {name: connection.execute(count.format(name)).fetchone()[0] for name in names}
    finally:
        connection.close()


def run(*command: str | Path, folder: Path, environment: dict[str, str] | None = None) -> str:
    """What a program printed. Raises AssertionError, with all it said, when it does not end well."""
    done = subprocess.run(
        [*map(str, command)], cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout
