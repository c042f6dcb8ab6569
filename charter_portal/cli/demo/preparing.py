"""The demo's folder: made whole or not at all, by one process at a time.

The story is told in a folder beside it, which takes the place of the real one when all is done. So a
telling that was interrupted leaves nothing behind but a folder that the next start clears away.
"""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine, event

from charter_portal import create_app
from charter_portal.cli.demo.story import is_told, tell
from charter_portal.core.database import db
from charter_portal.core.migrating import migrate
from charter_portal.core.settings import Settings

DATABASE = "portal.sqlite3"

SettingsFor = Callable[[Path], Settings]


class FolderInUse(RuntimeError):
    """Another demo uses the folder that should be cleared."""


class DemoFolder:
    """Everything one demo keeps: database, files, letters and its secret."""

    def __init__(self, place: Path, settings_for: SettingsFor) -> None:
        self.place, self.settings_for = place, settings_for
        self.draft = place.with_name(f"{place.name}.part")
        # Whoever starts a demo wants its accounts in sight, and not a line for each migration.
        logging.getLogger("alembic").setLevel(logging.WARNING)
        place.parent.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(place.with_name(f"{place.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)

    def make_ready(self, *, fresh: bool) -> None:
        """Let the story be there, told anew when `fresh`. Holds the folder until this process ends.

        One process prepares while others wait, and any number serve. Raises FolderInUse when it should be
        cleared while another demo serves from it.
        """
        if self._take(fcntl.LOCK_EX | fcntl.LOCK_NB):
            self._prepare(fresh)
        elif fresh:
            raise FolderInUse("A demo is running from this folder. Stop it first, then start afresh.")
        else:
            self._take(fcntl.LOCK_SH)
            if not self._is_whole():
                self._take(fcntl.LOCK_EX)
                self._prepare(fresh)
        self._take(fcntl.LOCK_SH)

    def _take(self, kind: int) -> bool:
        try:
            fcntl.flock(self._lock, kind)
        except BlockingIOError:
            return False
        return True

    def _prepare(self, fresh: bool) -> None:
        shutil.rmtree(self.draft, ignore_errors=True)
        if not fresh and self._is_whole():
            return
        click.echo("Telling the demo's story. This takes a moment the first time.")
        self._tell()
        shutil.rmtree(self.place, ignore_errors=True)
        self.draft.replace(self.place)

    def _is_whole(self) -> bool:
        if not (self.place / DATABASE).exists():
            return False
        with create_app(self.settings_for(self.place)).app_context():
            migrate()
            whole = is_told()
            _let_go()
        return whole

    def _tell(self) -> None:
        self.draft.mkdir()
        # The story's letters are kept in the folder, also when today's go to a real server.
        with create_app(replace(self.settings_for(self.draft), mail_server="")).app_context():
            _without_waiting_for_the_disk(db.engine)
            migrate()
            tell()
            _let_go()
        with sqlite3.connect(self.draft / DATABASE) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        os.sync()


def secret_in(place: Path) -> str:
    """The secret key that a demo's folder keeps, made at the first question."""
    kept = place / "secret"
    if not kept.exists():
        place.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text()


def _without_waiting_for_the_disk(engine: Engine) -> None:
    """What is interrupted is thrown away, so nothing need reach the disk before the end."""

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous = OFF")


def _let_go() -> None:
    db.session.close()
    db.engine.dispose()
