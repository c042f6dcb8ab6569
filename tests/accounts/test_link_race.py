"""A link from a mail works once, also when it is pressed twice in the same moment (B2)."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from charter_portal.accounts.enums import LinkPurpose
from charter_portal.accounts.services.links import LinkEnded, new_link
from charter_portal.accounts.services.passwords import hash_password
from charter_portal.accounts.services.resets import reset_password
from charter_portal.core.database import RACE, db, unit_of_work
from tests.factories.accounts import a_person
from tests.support.live import all_at_once

pytestmark = pytest.mark.both_engines
PRESSES = 4


def times_used(app: Flask) -> int:
    """Press one link several times at the same moment; returns how often it worked."""
    person = a_person("Ada", email="ada@example.org")
    with unit_of_work():
        token = new_link(person, LinkPurpose.RESET_PASSWORD)
    line, worked = threading.Barrier(PRESSES, timeout=30), []

    def press() -> None:
        with app.app_context():
            chosen = hash_password("another four words entirely")
            db.session.connection()
            db.session.commit()
            line.wait()
            try:
                with unit_of_work():
                    reset_password(token, password_hash=chosen)
                worked.append(True)
            except (LinkEnded, OperationalError):
                db.session.rollback()

    all_at_once([press] * PRESSES)
    return len(worked)


def test_a_link_pressed_at_the_same_moment_works_once(app: Flask, session: Session) -> None:
    assert times_used(app) == 1


def test_that_race_shows_itself_without_the_lock(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, engine_name: str
) -> None:
    monkeypatch.setattr(RACE, "locks", False)
    monkeypatch.setattr(RACE, "pause_seconds", 0.4)
    # SQLite lets one write and turns the others away with an error; PostgreSQL lets them all.
    assert (times_used(app) > 1) == (engine_name == "postgresql")
