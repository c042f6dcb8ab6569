"""A sender in a process of its own: it delivers what is due, then ends. Tests start and kill it."""

from __future__ import annotations

import sys
from pathlib import Path

from charter_portal.core.database import RACE
from charter_portal.notifications.services import deliver_due
from tests.core_outside.ground import build_app


def main(database_url: str, folder: str, port: str, locks: str) -> None:
    """Deliver from this database to the mail server on this port."""
    RACE.locks = locks == "locks"
    RACE.pause_seconds = 0.05
    app = build_app(
        database_url,
        Path(folder),
        mail_server="127.0.0.1",
        mail_port=int(port),
        mail_tls=False,
        mail_folder=None,
    )
    with app.app_context():
        deliver_due(1000)


if __name__ == "__main__":
    main(*sys.argv[1:])
