"""Doors for gunicorn that only a benchmark opens: each tells how many statements a request took.

A request with the header `X-Count-Queries` is answered whole, with the count in a header of its own name.
Without it the answer streams as it always does.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

ASKS, TELLS = "HTTP_X_COUNT_QUERIES", "X-Queries"
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")

_statements: list[str] = []


@event.listens_for(Engine, "before_cursor_execute")
def _count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    if not statement.startswith(NOT_COUNTED):
        _statements.append(statement)


def counted(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """The same WSGI application, with a count for whoever asks. One request at a time in each process."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        _statements.clear()
        if ASKS not in environ:
            return application(environ, start_response)
        said: list[Any] = []
        body = application(environ, lambda status, headers, *_: said.append((status, headers)))
        try:
            whole = b"".join(body)
        finally:
            if hasattr(body, "close"):
                body.close()
        status, headers = said[-1]
        start_response(status, [*headers, (TELLS, str(len(_statements)))])
        return [whole]

    return answer


def portal() -> Callable[..., Iterable[bytes]]:
    """The portal on the settings of the environment."""
    from charter_portal import create_app

    return counted(create_app())


def floor() -> Callable[..., Iterable[bytes]]:
    """The floor on the database, folder and secret that the environment names."""
    from benchmarks.floor import create_floor

    folder = Path(os.environ["FLOOR_FOLDER"])
    return counted(create_floor(folder / "floor.sqlite3", folder / "uploads", os.environ["FLOOR_SECRET"]))
