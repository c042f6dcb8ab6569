"""Fixtures every test may use: an application on a fresh database, a session, signed-in page clients."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import select
from sqlalchemy.orm import Session

from charter_portal import create_app
from charter_portal.core.database import Base, db, unit_of_work
from charter_portal.core.settings import Settings
from charter_portal.core.storage import MemoryStorage
from charter_portal.framework.queries import forget_trees
from tests.support.browser import keep_browser_tests_together, open_browser
from tests.support.pages import PageClient
from tests.support.postgres import PostgresServer

SQLITE, POSTGRESQL = "sqlite", "postgresql"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test marked `both_engines` runs on SQLite and on PostgreSQL; any other on SQLite alone."""
    if "engine_name" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("both_engines")
        engines = [SQLITE, POSTGRESQL] if both else [SQLITE]
        metafunc.parametrize("engine_name", engines, indirect=True, scope="session")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All browser tests run in one worker; two browsers on two cores are slower than one."""
    keep_browser_tests_together(items)


@pytest.fixture(scope="session")
def engine_name(request: pytest.FixtureRequest) -> str:
    """The database engine the test runs on."""
    return str(request.param)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for every browser test of this process; Playwright runs no second one beside it."""
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One private PostgreSQL server for the whole run of this test process."""
    with PostgresServer(durable=False) as server:
        yield server
        # Connections that a test left to the collector are closed while their server still answers.
        gc.collect()


def settings_for(folder: Path, database_url: str, **changes: Any) -> Settings:
    """Settings as production has them, but for cheap passwords and mail kept in a folder."""
    given: dict[str, Any] = {
        "profile": "test",
        "secret_key": "test-secret-key-test-secret-key-test-secret",
        "database_url": database_url,
        "base_url": "https://portal.test",
        "data_folder": folder / "data",
        "mail_from": "Charter portal <portal@portal.test>",
        "mail_folder": folder / "mail",
        "contact_email": "help@portal.test",
        "contact_phone": "020 7946 0000",
        "password_cost": "cheap",
    }
    return Settings(**given | changes)


def prepared(app: Flask) -> None:
    """Make the tables and publish the sample charter: what every test finds."""
    from charter_portal.core.places import PACKAGE
    from charter_portal.framework.services import load_charter, publish

    with app.app_context():
        Base.metadata.create_all(db.engine)
        with unit_of_work():
            text = (PACKAGE / "framework" / "sample_charter.yaml").read_text("utf-8")
            version, _ = load_charter(text, "sample_charter.yaml")
            publish(version, by=None)
        db.session.close()
        db.engine.dispose()


class Database:
    """A database that starts every test as a copy of the same prepared template."""

    def __init__(self, name: str, folder: Path, postgres: PostgresServer | None) -> None:
        self.postgres = postgres
        self.file = folder / "portal.sqlite3"
        self.template = folder / "template.sqlite3"
        if postgres is None:
            self.url, template_url = f"sqlite:///{self.file}", f"sqlite:///{self.template}"
        else:
            template_url = postgres.create_database("template")
            self.url = postgres.url_of("portal")
        app = create_app(settings_for(folder, template_url))
        prepared(app)
        self.renew()

    def renew(self) -> None:
        """Put a fresh copy of the template in place; nobody may be connected."""
        if self.postgres is None:
            # A new file, so that a connection somebody left open keeps the old one to itself.
            for suffix in ("", "-wal", "-shm"):
                Path(str(self.file) + suffix).unlink(missing_ok=True)
            shutil.copyfile(self.template, self.file)
        else:
            self.postgres.drop_database("portal")
            self.postgres.create_database("portal", template="template")


@pytest.fixture(scope="session")
def shared_app(
    engine_name: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> tuple[Flask, Database]:
    """The application object of this process and engine; each test renews its database."""
    folder = tmp_path_factory.mktemp(engine_name)
    server = request.getfixturevalue("postgres") if engine_name == POSTGRESQL else None
    database = Database(engine_name, folder, server)
    app = create_app(settings_for(folder, database.url))
    app.config.update(TESTING=True, PROPAGATE_FAULTS=True)
    app.test_client_class = PageClient
    return app, database


@pytest.fixture
def app(shared_app: tuple[Flask, Database], tmp_path: Path) -> Iterator[Flask]:
    """The application on a fresh database, with its bytes in memory."""
    app, database = shared_app
    app.extensions["storage"] = MemoryStorage()
    yield app
    with app.app_context():
        db.engine.dispose()
    database.renew()
    forget_trees()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The database session of an open application context, for tests of services and queries."""
    with app.app_context():
        yield db.session
        db.session.rollback()


@pytest.fixture
def page(app: Flask) -> Callable[..., PageClient]:
    """`page(user)` is that person's browser; `page()` is a stranger's."""

    def browser_of(person: Any = None, **options: Any) -> PageClient:
        client = app.test_client(**options)
        if person is not None:
            client.become(person)
        return client

    return browser_of


@pytest.fixture
def mails(session: Session) -> Callable[[], list[Any]]:
    """The messages in the outbox, oldest first."""
    from charter_portal.notifications.models import Message

    return lambda: list(session.scalars(select(Message).order_by(Message.id)))
