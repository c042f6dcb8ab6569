"""What is committed is complete, says what it depends on, and knows nothing of anybody's machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from configparser import ConfigParser
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.structure import reading
from tests.structure.reading import PACKAGE, ROOT, shown

# Other people's files are kept as they came.
NOT_OURS = re.compile(r"/vendor/|/OFL\.txt$|\.min\.\w+$|\.(?:woff2|png|jpe?g|gif|ico|pdf|icc|zip|docx)$")
OURS = [path for path in reading.files() if not NOT_OURS.search(str(path))]
CODE = [path for path in OURS if path.suffix in {".py", ".html", ".txt", ".scss", ".js", ".cfg", ".yaml", ""}]

# These come with Flask and are named by it.
WITH_FLASK = {"blinker", "click", "itsdangerous", "jinja2", "markupsafe", "werkzeug"}
# What a developer's machine looks like from inside: somebody's folders, somebody's package mirror.
MACHINE = re.compile(
    r"(?<![\w.~>}-])/(?:root|work|home/\w+|Users/\w+|tmp/\w+)/|(?:extra-)?index-url|find-links|https?://(?:10|192\.168)\."
)
# Written apart so that this file does not find itself.
LEFT_OPEN = re.compile("|".join((r"\bTO" r"DO\b", r"\bFIX" r"ME\b", r"\bX" r"XX\b")))
IS_SECRET = re.compile(r"-----BEGIN (?:\w+ )*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bghp_\w{30}")


@pytest.mark.parametrize("path", OURS, ids=shown)
def test_nothing_tells_of_the_machine_it_was_written_on(path):
    found = machine_traces(reading.read(path), path)
    assert not found, f"{shown(path)} holds {found}"


@pytest.mark.parametrize("path", CODE, ids=shown)
def test_nothing_is_left_open(path):
    assert not LEFT_OPEN.search(reading.read(path)), f"{shown(path)}: finish it, or write a decision record."


def test_no_secret_is_committed():
    assert not [shown(path) for path in OURS if IS_SECRET.search(reading.read(path))]


def test_setup_names_every_package_that_the_portal_imports():
    ours = [*reading.files_under(PACKAGE, ROOT / "migrations", ending=".py"), ROOT / "wsgi.py"]
    missing = imported_by(ours) - named("install_requires") - WITH_FLASK
    assert not missing, f"setup.cfg does not name {sorted(missing)}"


def test_setup_names_every_package_that_the_tests_import():
    ours = reading.files_under(ROOT / "tests", ROOT / "benchmarks", ROOT / "bin", ending=".py")
    missing = imported_by(ours) - named("install_requires") - named("test") - WITH_FLASK
    assert not missing, f"setup.cfg does not name {sorted(missing)} among the test packages"


def test_setup_names_no_package_that_nothing_uses():
    # These are used without an import: a driver, a server, data, and what pytest and make call.
    by_name = {"psycopg", "gunicorn", "tzdata", "setuptools", "pytest-xdist", "pytest-cov", "ruff", "mypy"}
    ours = reading.files_under(PACKAGE, *(ROOT / name for name in ("migrations", "tests", "benchmarks")))
    ours = [path for path in ours if path.suffix == ".py"]
    unused = named("install_requires") | named("test")
    unused -= imported_by(ours) | by_name
    assert not unused, f"Nothing imports {sorted(unused)}"


def test_each_dependency_gives_its_reason():
    without = dependencies_without_reason((ROOT / "setup.cfg").read_text())
    assert not without, f"A comment above each of these should say what it is for: {without}"


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_every_locked_package_has_its_hashes_and_no_address(name):
    text = (ROOT / name).read_text()
    blocks = re.split(r"\n(?=[a-z])", text.partition("\n#")[2].partition("\n")[2])
    without = [block.split()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block]
    assert not without, f"Without hashes: {without}"
    assert "://" not in text


@pytest.mark.parametrize(("name", "groups"), [
    ("requirements.lock", ["install_requires", "build"]),
    ("requirements-test.lock", ["install_requires", "build", "test"]),
])  # fmt: skip
def test_the_locks_follow_setup(name, groups):
    locked = set(re.findall(r"^([a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==", (ROOT / name).read_text(), re.MULTILINE))
    wanted = set().union(*map(named, groups))
    assert wanted <= locked, f"Run `make lock`: {name} does not have {sorted(wanted - locked)}"


def test_both_locks_agree():
    pins = [
        dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.lock", "requirements-test.lock")
    ]
    differing = {name for name, version in pins[0].items() if pins[1].get(name) != version}
    assert not differing, f"Run `make lock`: {sorted(differing)} differ between the lock files"


@pytest.mark.parametrize("path", reading.files_under(ROOT / "bin", ROOT / ".ci"), ids=shown)
def test_scripts_stop_at_the_first_fault(path):
    text = reading.read(path)
    if text.startswith("#!/usr/bin/env bash"):
        assert "set -euo pipefail" in text
        assert subprocess.run(["bash", "-n", path]).returncode == 0
        assert path.stat().st_mode & 0o111, f"{shown(path)} is not executable"


def test_the_example_settings_name_every_setting():
    read = set(re.findall(r'"(CHARTER_[A-Z0-9_]+)"', reading.read(PACKAGE / "core" / "settings.py")))
    example = reading.read(ROOT / ".env.example")
    assert set(re.findall(r"^#?(CHARTER_[A-Z0-9_]+)=", example, re.MULTILINE)) == read


def test_a_command_gets_the_settings_that_the_environment_lacks(tmp_path):
    lines = ["# note", "CHARTER_A=one <two> $HOME", "CHARTER_B=file", "PATH=/nowhere", "CHARTER_C="]
    (tmp_path / ".env").write_text("\n".join(lines))
    script = 'echo "$CHARTER_A|$CHARTER_B|${CHARTER_C+set}"'
    command = [ROOT / "bin" / "with-settings", "sh", "-c", script]
    environment = {"PATH": os.environ["PATH"], "CHARTER_B": "environment"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.stdout == "one <two> $HOME|environment|set\n"


def machine_traces(text: str, path: Path | None = None) -> list[str]:
    traces = [match.group() for match in MACHINE.finditer(text)]
    if path in {Path(__file__), ROOT / "bin" / "lock"}:
        traces = []
    # A folder such as /srv/app would be found in many places by chance; a deep one would not.
    if len(ROOT.parts) > 2 and f"{ROOT}/" in text:
        traces.append(str(ROOT))
    return traces


def imported_by(paths: list[Path]) -> set[str]:
    """The distributions that these files import, in the spelling of setup.cfg."""
    tops = {seen.top for path in paths if path.exists() for seen in reading.imports_of(path)}
    tops -= sys.stdlib_module_names | {"charter_portal", "tests", "benchmarks", "bin", "", "wsgi"}
    homes = packages_distributions()
    unknown = tops - homes.keys()
    assert not unknown, f"Imported but not installed: {sorted(unknown)}"
    return {normal(homes[top][0]) for top in tops}


def named(group: str) -> set[str]:
    """The distributions that setup.cfg lists in one group."""
    setup = ConfigParser(interpolation=None)
    setup.read(ROOT / "setup.cfg")
    section = "options" if group == "install_requires" else "options.extras_require"
    lines = (line.strip() for line in setup[section][group].splitlines())
    return {normal(re.split(r"[\[<>=!~;\s]", line)[0]) for line in lines if line and line[0] != "#"}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def dependencies_without_reason(setup: str) -> list[str]:
    lines = setup.splitlines()
    return [
        line.strip()
        for above, line in zip(lines, lines[1:], strict=False)
        if re.match(r"\s+[a-z][\w\[\]-]*[<>=]=|\s+tzdata$", line) and not above.strip().startswith("#")
        if "=" not in line.split(">=")[0]
    ]


class TestTheRulesThemselves:
    """Each rule is shown to catch what it is there for."""

    @pytest.mark.parametrize("trace", ["/home/ada/portal", "/root/.cache", "see /tmp/mine/x", "--find-links"])
    def test_traces(self, trace):
        assert machine_traces(trace)

    @pytest.mark.parametrize("text", ["/tmp", "accounts/home/page.html", "/home", "~/root/", "/homes/of/"])
    def test_no_traces(self, text):
        assert not machine_traces(text)

    def test_our_own_folder_is_a_trace(self):
        assert machine_traces(f"{ROOT}/charter_portal")

    def test_left_open(self):
        assert LEFT_OPEN.search("# TO" + "DO: later")
        assert not LEFT_OPEN.search("mastodon and todos")

    def test_reasons(self):
        setup = "x =\n    flask>=3\n    # Why.\n    wtforms>=3,<4\n"
        assert dependencies_without_reason(setup) == ["flask>=3"]

    def test_imports_are_traced_to_their_distribution(self, tmp_path, monkeypatch):
        monkeypatch.setattr(reading, "ROOT", tmp_path)
        module = tmp_path / "module.py"
        module.write_text("import json, yaml\ndef f():\n    from flask_login import current_user\n")
        assert imported_by([module]) == {"pyyaml", "flask-login"}
