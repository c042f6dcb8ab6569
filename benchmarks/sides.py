"""The two applications as they are measured: made, filled, served by gunicorn, with people signed in."""

from __future__ import annotations

import secrets
from pathlib import Path

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from benchmarks.floor import create_floor
from benchmarks.floor_tables import copy_from
from benchmarks.racing import Runner
from benchmarks.scenarios import Site
from benchmarks.seeding import STATES, Measured, seed
from charter_portal import create_app
from charter_portal.accounts.models import User
from charter_portal.accounts.services.sessions import open_sign_in
from charter_portal.applications.enums import ApplicationStatus
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.settings import Settings
from charter_portal.core.tables import PAGE_SIZE
from charter_portal.framework.queries import charter_of
from tests.support.servers import Server

WORKERS = 2
SECRET = "a-secret-that-only-a-benchmark-has-for-a-while"


class PortalSide:
    """The portal with so many applications, in a folder of its own."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder, self.count = folder, count
        self.database = folder / "portal.sqlite3"
        folder.mkdir(parents=True)
        self.app = create_app(Settings.from_environment(self.environment))
        self.measured = seed(self.app, count)
        self.server = Server(self.environment, workers=WORKERS, application="benchmarks.doors:portal()")

    @property
    def environment(self) -> dict[str, str]:
        """The settings of its server and worker; the server adds its own address."""
        return {
            "CHARTER_PROFILE": "test",
            "CHARTER_SECRET_KEY": SECRET,
            "CHARTER_DATABASE_URL": f"sqlite:///{self.database}",
            "CHARTER_BASE_URL": "http://127.0.0.1:1",
            "CHARTER_DATA_FOLDER": str(self.folder / "data"),
            "CHARTER_MAIL_FROM": "Charter portal <portal@bench.example>",
            "CHARTER_MAIL_FOLDER": str(self.folder / "mail"),
            "CHARTER_APPLICATION_QUOTA_MB": "5000",
            "CHARTER_PASSWORD_COST": "cheap",
        }

    def runner(self) -> tuple[Runner, Site]:
        """The server as it is asked, and what the scenarios need to know of it."""
        people = {
            "officer": self.measured.officer,
            "assessor": self.measured.assessor,
            "lead": self.measured.lead,
        }
        cookies, tokens = {}, {}
        with self.app.app_context():
            for who, number in people.items():
                cookies[who], tokens[who] = _signed_in(self.app, number)
            level = charter_of(1).tiers[1]
            db.session.close()
        site = Site(self.measured, tokens, last_page(self.count), {"key": level.key, "id": str(level.id)})
        return Runner(f"portal with {self.count:,}", self.server, cookies), site


class FloorSide:
    """The floor on a copy of the rows of a seeded portal."""

    def __init__(self, folder: Path, portal: PortalSide) -> None:
        folder.mkdir(parents=True)
        copy_from(portal.database, folder / "floor.sqlite3")
        self.folder, self.portal = folder, portal
        environment = {"FLOOR_FOLDER": str(folder), "FLOOR_SECRET": SECRET}
        self.server = Server(environment, workers=WORKERS, application="benchmarks.doors:floor()")

    def runner(self) -> tuple[Runner, Site]:
        """The server as it is asked; people and numbers are those of the portal it was copied from."""
        measured: Measured = self.portal.measured
        app = create_floor(self.folder / "floor.sqlite3", self.folder / "uploads", SECRET)
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookies, tokens = {}, {}
        for who in ("officer", "assessor", "lead"):
            tokens[who] = secrets.token_hex(20)
            sealed = serializer.dumps({"person": getattr(measured, who), "token": tokens[who]})
            cookies[who] = f"floor={sealed}"
        level = self.portal.runner()[1].level
        site = Site(measured, tokens, last_page(self.portal.count), level, is_floor=True)
        return Runner("floor", self.server, cookies), site


def last_page(count: int) -> int:
    """The number of the last page of the staff list, which leaves drafts out."""
    drafts = sum(STATES[place % len(STATES)] is ApplicationStatus.DRAFT for place in range(count))
    return -(-(count - drafts) // PAGE_SIZE)


def _signed_in(app: Flask, number: int) -> tuple[str, str]:
    """The cookie and the form token of a browser in which this person is signed in."""
    with unit_of_work():
        token = open_sign_in(db.session.get_one(User, number))
    raw = secrets.token_hex(20)
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    sealed = serializer.dumps({"_user_id": token, "_fresh": True, "csrf_token": raw})
    csrf = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(raw)
    return f"{app.config['SESSION_COOKIE_NAME']}={sealed}", csrf
