"""Bringing a database to the newest tables, or back to an older number."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from charter_portal.core.database import db
from charter_portal.core.places import MIGRATIONS


def migration_config() -> Config:
    """Alembic's configuration without a file: everything it needs is known here."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def migrate(to: str = "head") -> None:
    """Migrate the application's database up or down to a revision, making SQLite's folder if needed."""
    url = make_url(str(db.engine.url))
    if url.drivername.startswith("sqlite") and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    config = migration_config()
    with db.engine.connect() as connection:
        config.attributes["connection"] = connection
        present = _present(connection)
        if to != "head" and present is not None and _is_below(to, present):
            command.downgrade(config, to)
        else:
            command.upgrade(config, to)
        connection.commit()


def _present(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _is_below(wanted: str, present: str) -> bool:
    scripts = ScriptDirectory.from_config(migration_config())
    below = {script.revision for script in scripts.iterate_revisions(present, "base")} - {present}
    return wanted == "base" or wanted in below
