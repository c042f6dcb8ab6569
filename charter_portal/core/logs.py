"""The log: one event a line, on standard error, with nothing in it that people told us in confidence."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

from flask import Flask

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SECRET = re.compile(
    r"(?P<name>(?:password|passphrase|secret|token|cookie|csrf|authorization)[\w-]{0,30}[\"']?\s{0,3}[=:]\s{0,3})"
    r"(?P<value>(?:(?:bearer|basic)\s)?(?:\"[^\"]*\"|'[^']*'|[^\s,;&]+))",
    re.IGNORECASE,
)
LINE_LIMIT = 8000


class LineFormatter(logging.Formatter):
    """Writes a record as one line: time in UTC, level, source, message, and where a fault arose.

    Control characters are escaped, so no text from outside can begin a line of its own. A fault is
    told by its kind and the places it passed; its words are left out, because they often quote data.
    """

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = f"{moment} {record.levelname} {record.name} {record.getMessage()}"
        if record.exc_info and record.exc_info[1] is not None:
            line += f" fault={_fault(record.exc_info[1])}"
        # Cut first: a giant text from outside must not cost giant work.
        return _CONTROL.sub(_escaped, _SECRET.sub(r"\g<name>•••", line[:LINE_LIMIT]))


def init_logs(app: Flask) -> None:
    """Send every record of this process to standard error, from the level in the settings upward."""
    level = str(getattr(app.config["SETTINGS"], "log_level", "INFO")).upper()
    handler = _ToStandardError()
    handler.setFormatter(LineFormatter())
    handler.set_name("portal")
    root = logging.getLogger()
    for old in [known for known in root.handlers if known.get_name() == "portal"]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for noisy in ("weasyprint", "fontTools", "werkzeug", "mail.log", "alembic.runtime.plugins"):
        logging.getLogger(noisy).setLevel(logging.ERROR)


class _ToStandardError(logging.StreamHandler):
    """Writes to whatever standard error is at that moment, as a server may exchange it."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        return sys.stderr


def _fault(problem: BaseException) -> str:
    told: list[str] = []
    current: BaseException | None = problem
    while current is not None and len(told) < 4:
        places = " > ".join(
            f"{frame.filename.rpartition('/')[2]}:{frame.lineno}:{frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)[-6:]
        )
        words = f"({current.strerror})" if isinstance(current, OSError) and current.strerror else ""
        told.append(f"{type(current).__name__}{words} at {places}")
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return " | from ".join(told)


def _escaped(match: re.Match[str]) -> str:
    return match.group().encode("unicode_escape").decode("ascii")
