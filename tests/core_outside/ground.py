"""The ground floors alone: an application with storage, mail, trail, outbox and queue, and nothing above.

Building it without the slices above shows that these floors stand by themselves; it is also quick to
start in a process of its own, which the crash tests do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy.orm import Session

import charter_portal.audit_trail.receivers
import charter_portal.files.models
import charter_portal.jobs.models
import charter_portal.notifications.models  # noqa: F401
from charter_portal.core.database import Base, db, init_database, unit_of_work
from charter_portal.core.formats import init_formats
from charter_portal.core.mail import init_mail
from charter_portal.core.places import STATIC, TEMPLATES
from charter_portal.core.settings import Settings
from charter_portal.core.storage import MemoryStorage, init_storage
from tests.support.postgres import PostgresServer


class BrokenOff(Exception):
    """What a test raises in the middle of a unit of work."""


def break_off(act: Callable[[], Any]) -> None:
    """Do something in a unit of work that is then rolled back."""
    with unit_of_work():
        act()
        raise BrokenOff


TABLES = ("audit_entry", "stored_file", "message", "job")
NOTICE = {
    "test/emails/greeting/subject.txt": "News about your account\n",
    "test/emails/greeting/body.txt": """Hello {{ name|fenced }},

{{ words|fenced }}

{{ link('page', number=7) }}
""",
    "test/emails/greeting/body.html": """<p>{{ name|unlinked }}</p>
<blockquote>{{ words|fenced_html }}</blockquote>""",
    "test/emails/named/subject.txt": "About {{ name }}\n",
    "test/emails/named/body.txt": "{{ name|fenced }}\n",
    "test/emails/named/body.html": "<p>{{ name|unlinked }}</p>",
}


def build_app(database_url: str, folder: Path, **changes: Any) -> Flask:
    """An application of the ground floors on a database that has, or will get, their tables."""
    given: dict[str, Any] = {
        "profile": "test",
        "secret_key": "test-secret-key-test-secret-key-test-secret",
        "database_url": database_url,
        "base_url": "https://portal.test",
        "data_folder": folder / "data",
        "mail_from": "Charter portal <portal@portal.test>",
        "mail_folder": folder / "mail",
    }
    app = Flask("charter_portal", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.config["SETTINGS"] = Settings(**given | changes)
    app.config.update(TESTING=True, SECRET_KEY="x")
    init_database(app)
    init_storage(app)
    init_mail(app)
    init_formats(app)
    app.jinja_loader = ChoiceLoader([DictLoader(NOTICE), app.create_global_jinja_loader()])
    app.add_url_rule("/page/<int:number>", "page", lambda number: str(number))
    return app


def make_tables(app: Flask) -> None:
    """The tables of these floors, with the triggers that belong to them."""
    with app.app_context():
        Base.metadata.create_all(db.engine, tables=[Base.metadata.tables[name] for name in TABLES])


@pytest.fixture
def database_url(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database of the engine the test runs on."""
    if engine_name == "sqlite":
        yield f"sqlite:///{tmp_path / 'ground.sqlite3'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    yield server.create_database("ground")
    server.drop_database("ground")


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The ground floors on a fresh database, bytes in memory, mail into a folder."""
    app = build_app(database_url, tmp_path)
    app.extensions["storage"] = MemoryStorage()
    make_tables(app)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The database session of an open application context."""
    with app.app_context():
        yield db.session
        db.session.rollback()
