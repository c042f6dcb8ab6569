"""The world of the permission tests, served to a real browser, and put back whenever a test asks."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from flask import Flask, url_for
from flask.sessions import SecureCookieSessionInterface
from werkzeug.serving import WSGIRequestHandler, make_server

from charter_portal import create_app
from charter_portal.accounts.models import User
from charter_portal.accounts.services.sessions import open_sign_in
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.storage import MemoryStorage
from charter_portal.framework.queries import forget_trees
from tests.browsing.scenes import Values, add_scenes
from tests.conftest import prepared, settings_for
from tests.permissions.world import World, build_world
from tests.support.processes import free_port


class ServedWorld:
    """One application behind a web server in a thread; its database is a copy of one of several worlds."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / "portal.sqlite3"
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.app: Flask = create_app(settings_for(folder, f"sqlite:///{self.file}", base_url=self.url))
        # Style sheet, script and fonts do not change meanwhile: a window need not ask for them on every page.
        self.app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
        self.app.extensions["storage"] = MemoryStorage()
        prepared(self.app)
        self.cookies: dict[str, str] = {}
        self.world: World
        self.scenes: dict[str, Values] = {}

    def start(self) -> None:
        """Serve, and keep the world without a single application as `empty`, the full one as `filled`."""
        self._keep("bare")
        with self.app.app_context():
            self.world = build_world()
            self.scenes = add_scenes(self.world)
            people = self.world.people.items()
            self.cookies = {role: self.cookie_of(number) for role, number in people if number}
        self._keep("filled")
        self._server = make_server("127.0.0.1", self._port, self.app, threaded=True, request_handler=_Quiet)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the server; nobody may be using it."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def person(self, role: str) -> User:
        """The person of this role. Needs an application context."""
        return db.session.get_one(User, self.world.people[role])

    def cookie_of(self, number: int) -> str:
        """The cookie of a browser in which this person is signed in, from the world shown now."""
        with unit_of_work():
            token = open_sign_in(db.session.get_one(User, number))
        sealed = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert sealed is not None
        return str(sealed.dumps({"_user_id": token, "_fresh": True}))

    def add(self, name: str, change: Callable[[], None], *, to: str = "filled") -> None:
        """Keep another world under this name: a copy of `to`, changed from inside."""
        self.show(to)
        with self.app.app_context():
            change()
        self._keep(name)

    def show(self, name: str = "filled") -> None:
        """Put a kept world in front of the browser, as it was."""
        with self.app.app_context():
            db.session.close()
            db.engine.dispose()
        for suffix in ("", "-wal", "-shm"):
            Path(str(self.file) + suffix).unlink(missing_ok=True)
        shutil.copyfile(self._kept(name), self.file)
        forget_trees()

    def path(self, endpoint: str, scene: str = "", **values: Any) -> str:
        """The address of a page, with the values of a scene, or the world's own where none are given."""
        rule = next(rule for rule in self.app.url_map.iter_rules() if rule.endpoint == endpoint)
        given = {name: value for name, value in self.scenes.get(scene, {}).items() if name in rule.arguments}
        with self.app.test_request_context(base_url=self.url):
            needed = set(rule.arguments) - given.keys() - values.keys()
            return url_for(endpoint, **self.world.values_for(endpoint, needed) | given | values)

    def _keep(self, name: str) -> None:
        with self.app.app_context():
            db.session.close()
            db.engine.dispose()
        self._kept(name).unlink(missing_ok=True)
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("VACUUM INTO ?", (str(self._kept(name)),))

    def _kept(self, name: str) -> Path:
        return self.folder / f"{name}.kept"


class _Quiet(WSGIRequestHandler):
    def log(self, *given: Any) -> None:
        """The tests say themselves what they asked for."""
