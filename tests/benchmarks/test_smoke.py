"""The benchmark's own ground: its seeded round obeys the rules, and the floor shows the same rows.

Nothing here is timed.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from benchmarks.doors import TELLS, counted
from benchmarks.floor import create_floor
from benchmarks.floor_tables import copy_from
from benchmarks.racing import Answer, multipart
from benchmarks.report import Report
from benchmarks.scenarios import SCENARIOS
from benchmarks.seeding import STATES, Measured, seed
from benchmarks.sides import last_page
from benchmarks.weights import assets
from charter_portal import create_app
from charter_portal.applications.models import Submission
from charter_portal.applications.rules.document import digest_of, read_document
from charter_portal.assessment.queries.invariants import invariant_problems as assessment_problems
from charter_portal.awards.queries.invariants import invariant_problems as award_problems
from charter_portal.core.database import db
from charter_portal.cycles.models import Cycle
from charter_portal.reporting.queries import ConsoleFilter, console_page
from charter_portal.workforce.models import Milestone
from charter_portal.workforce.queries import invariant_problems as workforce_problems
from tests.conftest import settings_for

COUNT = 60


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, Measured, Path]:
    """A small seeded portal."""
    folder = tmp_path_factory.mktemp("bench")
    app = create_app(settings_for(folder, f"sqlite:///{folder}/portal.sqlite3"))
    return app, seed(app, COUNT), folder


def test_the_seeded_round_obeys_every_rule(seeded):
    app, _, _ = seeded
    with app.app_context():
        assert assessment_problems() == []
        assert award_problems() == []


def test_every_frozen_document_is_whole(seeded):
    app, _, _ = seeded
    with app.app_context():
        found = db.session.query(Submission).all()
        assert len(found) == COUNT - COUNT // len(STATES)
        for submission in found:
            document = read_document(submission.document)
            assert document.reference == submission.application.reference
            assert digest_of(submission.document) == submission.sha256


def test_the_floor_shows_the_rows_that_the_portal_shows(seeded):
    app, measured, folder = seeded
    copy_from(folder / "portal.sqlite3", folder / "floor.sqlite3")
    floor = create_floor(folder / "floor.sqlite3", folder / "uploads", "secret")
    floor.testing = True
    browser = floor.test_client()
    with browser.session_transaction() as cookie:
        cookie["person"] = measured.officer
    page = browser.get("/full").text
    with app.app_context():
        rows = console_page(db.session.get_one(Cycle, 1), ConsoleFilter(), sort=None, number=1)[0]
        assert rows.items
        for row in rows.items:
            assert row.title in page
            assert row.reference in page
    for path in (f"/app/{measured.being_read}", "/register", "/full?search=Peer&state=in_assessment&page=1"):
        assert browser.get(path).status_code == 200
    picture = browser.get("/national").text
    assert "National picture, Round that closed 80 days ago" in picture and "Checks cleared" in picture
    assert browser.get(f"/days/{measured.register_day}/register").text.count("<tr>") == 1 + 10
    assert browser.get("/queue").status_code == 403
    assert browser.get("/full.csv").text.count("\r\n") == rows.total + 1


def test_the_measured_service_has_milestones_and_the_floor_shows_them(tmp_path, seeded):
    app, measured, folder = seeded
    with app.app_context():
        assert workforce_problems() == []
        count = select(func.count()).where(Milestone.service_id == measured.service)
        assert db.session.scalar(count) > COUNT // 4
    copy_from(folder / "portal.sqlite3", tmp_path / "floor.sqlite3")
    browser = create_floor(tmp_path / "floor.sqlite3", tmp_path / "uploads", "secret").test_client()
    with browser.session_transaction() as cookie:
        cookie["person"] = measured.lead
    page = browser.get(f"/workforce/{measured.service}")
    assert page.status_code == 200 and "checks_cleared" in page.text
    with browser.session_transaction() as cookie:
        cookie["person"] = measured.lead + 1
    assert browser.get(f"/workforce/{measured.service}").status_code == 403


def test_a_stranger_sees_nothing_of_the_floor(tmp_path, seeded):
    _, _, folder = seeded
    copy_from(folder / "portal.sqlite3", tmp_path / "floor.sqlite3")
    floor = create_floor(tmp_path / "floor.sqlite3", tmp_path / "uploads", "secret")
    assert floor.test_client().get("/full").status_code == 403
    assert floor.test_client().post("/score/1/1.1", data={}).status_code in {400, 403}


def test_the_last_page_leaves_drafts_out():
    assert last_page(200) == 4
    assert last_page(10_000) == 190


def test_a_door_tells_statements_only_to_those_who_ask():
    def application(_environ, start_response):
        start_response("200 OK", [])
        return [b"words"]

    heard: list[list[tuple[str, str]]] = []
    door = counted(application)
    assert door({}, lambda _status, headers: heard.append(headers)) == [b"words"]
    assert door({"HTTP_X_COUNT_QUERIES": "yes"}, lambda _status, headers: heard.append(headers)) == [b"words"]
    assert heard == [[], [(TELLS, "0")]]


def test_counts_and_weights_are_certain_and_times_are_not(capsys):
    report = Report()
    report.scenario("staff-list", 2.4, 7, 4.0, is_page=True)
    assert report.passes and report.warnings
    report.scenario("staff-list", 1.0, 9, 4.0, is_page=True)
    assert not report.passes
    assert "bench staff-list 2.40 7 4.0" in capsys.readouterr().out


def test_each_scenario_has_a_name_and_an_aim_of_its_own():
    names = [scenario.name for scenario in SCENARIOS]
    assert len(names) == len(set(names))


def test_weights_and_bodies():
    assert assets().styles_and_scripts > 0 < assets().fonts
    assert Answer(200, b"a" * 1024, 1, "text/html").kib_gzip < len(gzip.compress(b"a")) / 10
    body, kind = multipart({"a": 1}, "files", "x.pdf", b"%PDF")
    assert kind.endswith("edge") and body.count(b"----measured-form-edge") == 3
