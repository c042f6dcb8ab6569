"""The database: base class, columns, the unit of work, and row locks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from inspect import iscoroutinefunction
from typing import Any, TypeVar

from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, Enum, MetaData, TypeDecorator, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from charter_portal.core.clock import now

T = TypeVar("T")

db = SQLAlchemy(session_options={"expire_on_commit": False})


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database. Refuses a moment without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone before it is stored.")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table's base: named constraints, so that migrations and messages can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UTCDateTime}


class Row(Base):
    """A table with a number of its own and the moments it was made and last changed."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-3)
    created_at: Mapped[datetime] = mapped_column(default=now, sort_order=90)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now, sort_order=91)


def word_enum(kind: type) -> Enum:
    """A column type that keeps an enum's values as plain words, with a check constraint."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
        name=kind.__name__.lower(),
    )


def init_database(app: Flask) -> None:
    """Connect the application; SQLite gets the pragmas it needs on each connection."""
    url = app.config["SETTINGS"].database_url
    options: dict[str, Any] = {"url": url}
    if not url.startswith("sqlite"):
        options |= {"pool_size": 5, "max_overflow": 10, "pool_pre_ping": True}
    app.config["SQLALCHEMY_ENGINES"] = {"default": options}
    db.init_app(app)
    # There is no asynchronous engine, and closing none through an event loop costs every request.
    app.teardown_appcontext_funcs = [f for f in app.teardown_appcontext_funcs if not iscoroutinefunction(f)]
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            prepare_sqlite(db.engine)


_writing: ContextVar[bool] = ContextVar("writing", default=False)


def prepare_sqlite(engine: Engine) -> None:
    """Foreign keys on, write-ahead log, patience, and write transactions that lock at once.

    Two deferred transactions that both turn to writing would deadlock; BEGIN IMMEDIATE queues them.
    """

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA busy_timeout = 20000")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        immediate = _writing.get() and RACE.locks
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """One business transaction: everything inside is saved together, or nothing is.

    Services never commit; views and commands open this around one service call. What was read
    before stays in memory, so a service takes `lock(thing)` before it decides on its state.
    Raises RuntimeError when units are nested or something was changed before one was opened.
    """
    session = db.session
    if session.info.get("in_unit"):
        raise RuntimeError("A unit of work is already open.")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("Something was changed outside a unit of work.")
    session.commit()
    token = _writing.set(True)
    session.info.update(in_unit=True, after_commit=[])
    try:
        yield session
        session.commit()
    except BaseException:
        session.info["after_commit"] = []
        session.rollback()
        raise
    finally:
        _writing.reset(token)
        session.info["in_unit"] = False
    for act in session.info.pop("after_commit"):
        act()


def after_commit(act: Callable[[], None]) -> None:
    """Do this once the open unit of work is safely stored; forget it if the unit fails."""
    db.session.info["after_commit"].append(act)


@dataclass
class RaceControls:
    """Test-only switches that let a race test prove it would catch a missing lock."""

    locks: bool = True
    pause_seconds: float = 0.0


RACE = RaceControls()


def lock(thing: T) -> T:
    """Hold this row until the unit of work ends, and read it afresh."""
    if RACE.locks:
        db.session.refresh(thing, with_for_update={"of": type(thing)})
    else:
        db.session.refresh(thing)
        time.sleep(RACE.pause_seconds)
    return thing
