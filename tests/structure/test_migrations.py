"""Migrations: one line of numbers, the same tables as the models, up and down with rows inside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, inspect, select

from charter_portal import create_app
from charter_portal.core.database import Base, db
from charter_portal.core.migrating import migrate, migration_config
from tests.conftest import POSTGRESQL, settings_for
from tests.support.populated import populate
from tests.support.postgres import PostgresServer

pytestmark = pytest.mark.both_engines


@pytest.fixture
def empty_app(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An application on a database without any table."""
    if engine_name == POSTGRESQL:
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.create_database("migrations")
    else:
        url = f"sqlite:///{tmp_path / 'new' / 'portal.sqlite3'}"
    app = create_app(settings_for(tmp_path, url))
    with app.app_context():
        yield app
        db.session.close()
        db.engine.dispose()
    if engine_name == POSTGRESQL:
        server.drop_database("migrations")


def test_there_is_one_line_of_numbers() -> None:
    scripts = list(ScriptDirectory.from_config(migration_config()).walk_revisions())
    numbers = [script.revision for script in reversed(scripts)]
    assert numbers == [f"{place:04}" for place in range(1, len(numbers) + 1)]


def test_the_migrations_make_the_tables_of_the_models(empty_app: Flask) -> None:
    migrate()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert _checks(connection) == _expected_checks()


def test_down_takes_every_table_away_and_up_again_brings_them_back(empty_app: Flask) -> None:
    migrate()
    migrate("base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    migrate()
    assert set(Base.metadata.tables) <= set(inspect(db.engine).get_table_names())


def test_rows_survive_every_step_down_and_up_that_keeps_their_table(empty_app: Flask) -> None:
    """A table that is there in both versions keeps its rows, with every column that both have."""
    migrate()
    populate()
    before = _rows()
    assert all(before.values()), "Every table has a row to lose."
    for number in reversed(_numbers()[:-1]):
        migrate(number)
        columns = _columns()
        kept = _only(before, columns)
        assert _rows() == kept, f"Going down to {number} changed rows."
        migrate()
        assert _only(_rows(), columns) == kept, f"Going up from {number} changed rows."
        migrate(number)


def test_the_trail_refuses_change_in_the_database_itself(empty_app: Flask) -> None:
    migrate()
    populate()
    for attack in ("UPDATE audit_entry SET note = 'x'", "DELETE FROM audit_entry"):
        with pytest.raises(Exception, match="only grows"), db.engine.begin() as connection:
            connection.exec_driver_sql(attack)


def _numbers() -> list[str]:
    scripts = ScriptDirectory.from_config(migration_config()).walk_revisions()
    return [script.revision for script in scripts][::-1]


Rows = dict[str, list[dict[str, str]]]


def _columns() -> dict[str, set[str]]:
    """The columns of each table that is there now."""
    look: Any = inspect(db.engine)
    return {name: {each["name"] for each in look.get_columns(name)} for name in look.get_table_names()}


def _rows() -> Rows:
    """What stands in each table of the models that is there now."""
    columns, found = _columns(), {}
    with db.engine.connect() as connection:
        for name, table in Base.metadata.tables.items():
            if name in columns:
                wanted = [each for each in table.columns if each.name in columns[name]]
                rows = connection.execute(select(*wanted)).mappings()
                found[name] = sorted(({key: repr(row[key]) for key in row} for row in rows), key=repr)
    return found


def _only(rows: Rows, columns: dict[str, set[str]]) -> Rows:
    """The same rows, as far as these tables and columns go."""
    return {
        name: [{key: row[key] for key in row if key in columns[name]} for row in rows[name]]
        for name in rows
        if name in columns
    }


def _checks(connection: Connection) -> set[tuple[str, str]]:
    look: Any = inspect(connection)
    return {
        (table, check["name"])
        for table in Base.metadata.tables
        for check in look.get_check_constraints(table)
    }


def _expected_checks() -> set[tuple[str, str]]:
    from sqlalchemy import CheckConstraint

    return {
        (table.name, str(constraint.name))
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
