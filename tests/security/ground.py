"""The ground of the security tests: the permission tests' world and more, on either engine."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from typing import Any

from flask import url_for
from sqlalchemy import Table, event, select
from werkzeug.routing import Rule

from charter_portal import create_app
from charter_portal.accounts.models import User
from charter_portal.applications.models import Application
from charter_portal.core.database import Base, db, unit_of_work
from charter_portal.core.storage import MemoryStorage
from tests.conftest import prepared, settings_for
from tests.permissions.world import build_world
from tests.security.more_world import add_more
from tests.support.pages import PageClient
from tests.support.postgres import PostgresServer

HERE = "https://portal.test"
Picture = dict[tuple[Any, ...], dict[str, Any] | None]
"""The rows of a database by table and key."""


class Ground:
    """The application on SQLite, its world, and a way back to the beginning."""

    def __init__(self, folder: Path) -> None:
        self.file, self.kept = folder / "portal.sqlite3", folder / "kept.sqlite3"
        self._open(folder, f"sqlite:///{self.file}")
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("VACUUM INTO ?", (str(self.kept),))

    def _open(self, folder: Path, url: str) -> None:
        self.app = create_app(settings_for(folder, url))
        # A fault meets the person as it would in production, as a page.
        self.app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False)
        self.app.test_client_class = PageClient
        self.app.extensions["storage"] = MemoryStorage()
        prepared(self.app)
        with self.app.app_context():
            if db.engine.dialect.name == "sqlite":
                # Nobody pulls the plug here, so no write waits for the disk.
                event.listen(db.engine, "connect", _hurry)
            self.world = build_world()
            self.more = add_more(self.world)
            db.session.close()
            db.engine.dispose()
        self.bytes = dict(self.app.extensions["storage"].objects)
        self.beginning = self.picture()
        """The rows as they are after every reset."""
        self._leave()

    def reset(self) -> None:
        """Put the world back as it was built."""
        self._leave()
        for suffix in ("", "-wal", "-shm"):
            Path(str(self.file) + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.kept, self.file)

    def _leave(self) -> None:
        with self.app.app_context():
            db.engine.dispose()
        self.app.extensions["storage"].objects = dict(self.bytes)

    def browser(self, role: str) -> PageClient:
        """A browser in which somebody of this role is signed in."""
        client = self.app.test_client()
        number = self.world.people[role]
        if number is not None:
            with self.app.app_context():
                client.become(db.session.get_one(User, number))
        return client

    def rules(self, method: str) -> list[Rule]:
        """Every route that takes this method, by endpoint."""
        rules = [rule for rule in self.app.url_map.iter_rules() if method in (rule.methods or ())]
        return sorted(rules, key=lambda rule: rule.endpoint)

    def address(self, rule: Rule, **changes: Any) -> str:
        """The address of a route, with real values from the world."""
        with self.app.test_request_context(base_url=HERE):
            return url_for(rule.endpoint, **self.world.values_for(rule.endpoint, rule.arguments) | changes)

    def addresses(self) -> list[str]:
        """The address of every page, with the world's own values."""
        return [self.address(rule) for rule in self.rules("GET")] + self.more

    def all_addresses(self) -> list[str]:
        """The address of every page, and for each application of the world's organisation its own."""
        own = Application.organisation_id == self.world.values["default"]["organisation_id"]
        with self.app.app_context():
            numbers = list(db.session.scalars(select(Application.id).where(own).order_by(Application.id)))
        found = self.addresses()
        for rule in self.rules("GET"):
            if "application_id" in rule.arguments:
                found += [self.address(rule, application_id=number) for number in numbers]
        return list(dict.fromkeys(found))

    def picture(self) -> Picture:
        """Every row of every table."""
        with self.app.app_context():
            return {
                (name, *_key(table, row)): dict(row)
                for name, table in Base.metadata.tables.items()
                for row in db.session.execute(select(table)).mappings()
            }

    def change(self, *statements: Any) -> None:
        """Change rows directly, past every rule."""
        with self.app.app_context(), unit_of_work():
            for statement in statements:
                db.session.execute(statement)


class PostgresGround(Ground):
    """The same on PostgreSQL."""

    def __init__(self, folder: Path, server: PostgresServer) -> None:
        self.server = server
        self._open(folder, server.create_database("grown_world"))
        server.create_database("world_as_built", template="grown_world")

    def reset(self) -> None:
        self._leave()
        self.server.drop_database("grown_world")
        self.server.create_database("grown_world", template="world_as_built")


def plain(html: str) -> str:
    """A page without what differs from one request to the next: tokens, references and proposed codes."""
    html = re.sub(r'(name="(?:csrf_token|asked_key|mark)" value=")[^"]*', r"\1", html)
    return re.sub(r"<code>[0-9a-f]{8}</code>|\b[0-9a-f]{8}\b|\bPW-\d{4}\b", "", html)


def differences(before: Picture, after: Picture, *, apart_from: Collection[str] = ()) -> Picture:
    """The columns of each row that came, went or changed, with what they hold now; None for a row gone."""
    found: Picture = {}
    for key in before.keys() | after.keys():
        old, new = before.get(key, {}), after.get(key)
        if key[0] in apart_from or old == new:
            continue
        found[key] = new and {name: value for name, value in new.items() if old.get(name, _NEVER) != value}
    return found


_NEVER = object()


def _hurry(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous = OFF")


def _key(table: Table, row: Any) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key.columns)
