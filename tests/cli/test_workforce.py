"""The command that loads the scheme's role profiles."""

from __future__ import annotations

from sqlalchemy import func, select

from charter_portal.cli.main import main
from charter_portal.workforce.models import RoleProfile


def test_what_is_shipped_is_loaded_once(app, session):
    said = [app.test_cli_runner().invoke(main, ["workforce", "load-profiles"]) for _ in range(2)]
    assert said[0].output == "Added 10 role profiles, changed no role profiles.\n"
    assert said[1].output == "Added no role profiles, changed no role profiles.\n"
    assert session.scalar(select(func.count()).select_from(RoleProfile)) == 10


def test_mistakes_are_named(app, session, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("profiles:\n  - key: a1\n    name: N\n    role: captain\n    levels: 2\n")
    said = app.test_cli_runner().invoke(main, ["workforce", "load-profiles", str(file)])
    assert said.exit_code == 1 and "profile 1: choose a role" in said.output
    file.write_bytes(b"profiles:\n- \xff\n")
    said = app.test_cli_runner().invoke(main, ["workforce", "load-profiles", str(file)])
    assert "line 2: save the file as UTF-8" in said.output
    assert session.scalar(select(func.count()).select_from(RoleProfile)) == 0
