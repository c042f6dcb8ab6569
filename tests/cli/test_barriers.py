"""The command that loads a library of barriers."""

from __future__ import annotations

from sqlalchemy import func, select

from charter_portal.barriers.models import BarrierKind
from charter_portal.cli.main import main


def test_the_sample_is_loaded_once(app, session):
    said = [app.test_cli_runner().invoke(main, ["barriers", "load"]) for _ in range(2)]
    assert said[0].exit_code == 0 and "Added 21 barriers" in said[0].output
    assert said[1].output == "Added no barriers and no solutions.\n"
    assert session.scalar(select(func.count()).select_from(BarrierKind)) == 21


def test_a_file_with_a_mistake_names_line_and_remedy(app, session, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("barriers:\n- code: a\n")
    said = app.test_cli_runner().invoke(main, ["barriers", "load", str(file)])
    assert said.exit_code == 1 and "line 2" in said.output and "Add the key title" in said.output
    file.write_bytes(b"barriers:\n- \xff\n")
    assert (
        "line 2: save the file as UTF-8"
        in app.test_cli_runner().invoke(main, ["barriers", "load", str(file)]).output
    )
