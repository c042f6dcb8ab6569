"""The world is built once for each test process; each cell that may write starts from a copy."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from charter_portal import create_app
from charter_portal.core.database import db
from charter_portal.core.storage import MemoryStorage
from charter_portal.framework.queries import forget_trees
from tests.conftest import prepared, settings_for
from tests.permissions.world import World, build_world
from tests.support.pages import PageClient


class Stage:
    """The application, its world, and a way back to the beginning."""

    def __init__(self, folder: Path) -> None:
        self.file, self.kept = folder / "portal.sqlite3", folder / "kept.sqlite3"
        self.app: Flask = create_app(settings_for(folder, f"sqlite:///{self.file}"))
        self.app.config.update(TESTING=True)
        self.app.test_client_class = PageClient
        self.storage = MemoryStorage()
        self.app.extensions["storage"] = self.storage
        prepared(self.app)
        with self.app.app_context():
            self.world: World = build_world()
            db.session.close()
            db.engine.dispose()
        self.objects = dict(self.storage.objects)
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("VACUUM INTO ?", (str(self.kept),))

    def reset(self) -> None:
        """Put the world back as it was built."""
        with self.app.app_context():
            db.engine.dispose()
        for suffix in ("", "-wal", "-shm"):
            Path(str(self.file) + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.kept, self.file)
        self.storage.objects = dict(self.objects)


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The stage of this test process."""
    forget_trees()
    built = Stage(tmp_path_factory.mktemp("world"))
    yield built
    with built.app.app_context():
        db.engine.dispose()
    forget_trees()
