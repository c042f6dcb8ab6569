"""How a demo begins: its rounds on any day, its folder after an accident, and a port that is taken."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from charter_portal.cli.demo import preparing, rounds
from charter_portal.cli.demo.calendar import Calendar, moment, workday
from charter_portal.cli.demo.preparing import DATABASE, DemoFolder, FolderInUse
from charter_portal.cli.main import main
from charter_portal.core.clock import pretending, today
from tests.cli.test_demo import demo_settings

DAYS = """
    2026-12-11 2026-12-12 2026-12-25 2027-01-02 2027-01-14 2027-03-28 2027-10-31 2028-02-29
""".split()


@pytest.mark.parametrize("day", DAYS)
def test_the_rounds_lie_well_around_any_day(day):
    with pretending(datetime.fromisoformat(f"{day}T07:00:00+00:00")):
        known, now_is = rounds.rounds(), today()
    held = (known.first, known.last, known.running, known.coming)
    for each in held:
        each.timetable.check()
        assert each.deadline.weekday() < 5
    assert len({each.name for each in held}) == 4
    assert known.now < now_is
    assert known.running.opens < workday(known.now, -62)
    assert now_is + timedelta(days=35) < known.running.deadline < now_is + timedelta(days=80)
    assert known.coming.opens > known.running.deadline
    assert known.last.release < workday(known.now, -100)
    assert known.first.release.replace(year=known.first.release.year + 3) < now_is


def test_working_days_leave_out_weekends():
    friday = datetime(2026, 11, 20).date()
    assert workday(friday, 1) == friday + timedelta(days=3)
    assert workday(friday, -5) == friday - timedelta(days=7)
    assert workday(friday + timedelta(days=1), 0) == friday + timedelta(days=3)


def test_scenes_happen_in_the_order_of_their_moments(session):
    calendar, seen = Calendar(), []
    day = datetime(2026, 11, 20).date()
    for clock in ("15:00", "09:30", "11:00"):
        calendar.at(day, clock, lambda clock=clock: seen.append((clock, today())))
    calendar.happen()
    assert seen == [("09:30", day), ("11:00", day), ("15:00", day)]
    assert moment(day, "09:30") == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


class Broken(Exception):
    """What a telling ends with that is interrupted."""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A demo's folder whose story is short: it notes that it was told."""
    folder = DemoFolder(tmp_path / "instance" / "demo", demo_settings)
    monkeypatch.setattr(preparing, "tell", lambda: (folder.draft / "told").touch())
    monkeypatch.setattr(preparing, "is_told", lambda: True)
    return folder


def test_a_folder_is_made_once_and_kept(folder):
    folder.make_ready(fresh=False)
    (folder.place / "mine").touch()
    folder.make_ready(fresh=False)
    assert {each.name for each in folder.place.iterdir()} >= {DATABASE, "told", "mine"}
    assert not folder.draft.exists()


def test_a_fresh_folder_forgets(folder):
    folder.make_ready(fresh=False)
    (folder.place / "mine").touch()
    folder.make_ready(fresh=True)
    assert (folder.place / "told").exists()
    assert not (folder.place / "mine").exists()


def test_an_interrupted_telling_leaves_nothing_behind(folder, monkeypatch):
    def breaks_off():
        (folder.draft / "half").touch()
        raise Broken

    with monkeypatch.context() as broken:
        broken.setattr(preparing, "tell", breaks_off)
        with pytest.raises(Broken):
            folder.make_ready(fresh=False)
    assert not folder.place.exists()
    folder.make_ready(fresh=False)
    assert (folder.place / "told").exists()
    assert not (folder.place / "half").exists()


def test_a_folder_without_its_story_is_told_anew(folder, monkeypatch):
    folder.make_ready(fresh=False)
    (folder.place / "told").unlink()
    monkeypatch.setattr(preparing, "is_told", lambda: False)
    folder.make_ready(fresh=False)
    assert (folder.place / "told").exists()


def test_nobody_clears_a_folder_that_another_demo_serves_from(folder):
    folder.make_ready(fresh=False)
    second = DemoFolder(folder.place, demo_settings)
    with pytest.raises(FolderInUse, match="Stop it first"):
        second.make_ready(fresh=True)
    second.make_ready(fresh=False)
    assert (folder.place / "told").exists()


def test_a_port_in_use_is_said_before_anything_is_done(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = CliRunner().invoke(main, ["demo", "serve", "--fresh", "--port", str(port)])
    assert done.exit_code == 1
    assert f"Port {port} is in use. Choose another, for example: PORT=" in done.output
    assert not Path("instance").exists()
