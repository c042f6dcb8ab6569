"""Runs the numbered migrations on the application's own engine, inside one transaction each."""

from alembic import context

from charter_portal import load_models
from charter_portal.core.database import Base, db

load_models()


def run() -> None:
    """Take the connection that the command made; SQLite changes tables by copying them."""
    connection = context.config.attributes.get("connection")
    if connection is None:
        with db.engine.connect() as connection:
            _run_on(connection)
            connection.commit()
    else:
        _run_on(connection)


def _run_on(connection) -> None:  # type: ignore[no-untyped-def]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        transaction_per_migration=connection.dialect.name == "postgresql",
    )
    with context.begin_transaction():
        context.run_migrations()


run()
