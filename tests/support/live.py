"""The portal on a database of its own behind real worker processes, and browsers that act together."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from charter_portal import create_app
from charter_portal.accounts.services.sessions import open_sign_in
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.settings import Settings
from tests.support.servers import Server

SECRET = "test-secret-key-test-secret-key-test-secret"


class LivePortal:
    """Several gunicorn workers, and in this process an application on the same database."""

    def __init__(self, folder: Path, database_url: str, *, workers: int, application: str) -> None:
        self.server = Server(
            {
                "CHARTER_PROFILE": "test",
                "CHARTER_SECRET_KEY": SECRET,
                "CHARTER_DATABASE_URL": database_url,
                "CHARTER_DATA_FOLDER": str(folder / "data"),
                "CHARTER_MAIL_FROM": "Charter portal <portal@portal.test>",
                "CHARTER_MAIL_FOLDER": str(folder / "mail"),
                "CHARTER_PASSWORD_COST": "cheap",
            },
            workers=workers,
            threads=3,
            application=application,
        )
        self.app = self._application(folder, database_url)

    def _application(self, folder: Path, database_url: str) -> Flask:
        settings = Settings(
            profile="test",
            secret_key=SECRET,
            database_url=database_url,
            base_url=self.server.url,
            data_folder=folder / "data",
            mail_from="Charter portal <portal@portal.test>",
            mail_folder=folder / "mail",
            password_cost="cheap",
        )
        return create_app(settings)

    def browser(self, person: Any) -> Browser:
        """A browser in which this person is signed in. Needs an application context."""
        with unit_of_work():
            token = open_sign_in(person)
        raw = secrets.token_hex(20)
        sealed = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        cookie = sealed.dumps({"_user_id": token, "_fresh": True, "csrf_token": raw})
        csrf = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(raw)
        db.session.commit()
        return Browser(self.server.url, self.app.config["SESSION_COOKIE_NAME"], cookie, csrf)


class Browser:
    """One person's requests; a fresh connection for each, so that many may be sent at once."""

    def __init__(self, url: str, cookie_name: str, cookie: str, csrf: str) -> None:
        self.url = url
        self.cookies = {cookie_name: cookie}
        self.csrf = csrf

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> requests.Response:
        """Send a form with its token; redirects are not followed."""
        sent = {"csrf_token": self.csrf, **(data or {})}
        return requests.post(
            self.url + path, data=sent, cookies=self.cookies, allow_redirects=False, timeout=60, **options
        )

    def get(self, path: str) -> requests.Response:
        """Fetch a page."""
        return requests.get(self.url + path, cookies=self.cookies, allow_redirects=False, timeout=60)


@contextmanager
def live_portal(
    folder: Path,
    database_url: str,
    *,
    workers: int,
    prepare: Callable[[Flask], None],
    application: str = "wsgi:app",
) -> Iterator[LivePortal]:
    """A running portal, with an application context open here; `prepare` makes the tables first."""
    portal = LivePortal(folder, database_url, workers=workers, application=application)
    prepare(portal.app)
    with portal.server, portal.app.app_context():
        yield portal
        db.session.close()
        db.engine.dispose()


def all_at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run these together, from one starting line; returns what each gave. Raises the first problem."""
    line = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        line.wait()
        try:
            results[place] = act()
        except Exception as problem:
            results[place] = problem

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results
