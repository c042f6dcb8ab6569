"""The bare floor: the least that an honest Flask application needs to show the rows the portal shows.

It has what no such page can do without: a signed cookie, the person from the database, a check of their
role, filter, sort, count and page, a layout, a token in each form, the audit row of a score in its
transaction. It has no macros, no design, no help, no history of views, no reading of what a file holds.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from flask import Flask, abort, current_app, g, request, session
from sqlalchemy.orm import Session

from benchmarks import floor_applications as pages
from benchmarks import floor_lists as lists
from benchmarks import floor_reports as reports
from benchmarks import floor_tables as t
from benchmarks import floor_training as training


def create_floor(database: Path, folder: Path, secret: str) -> Flask:
    """The application on a database that `floor_tables.copy_from` has made; uploads go to the folder."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY=secret, SESSION_COOKIE_NAME="floor", UPLOADS=folder)
    app.config["ENGINE"] = t.engine_for(database)
    folder.mkdir(parents=True, exist_ok=True)
    app.before_request(_begin)
    app.teardown_request(_end)
    app.jinja_env.filters.update(day=lambda at: f"{at.day} {at:%B %Y}" if at else "")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(token=_token)
    for path, view, methods in ROUTES:
        app.add_url_rule(path, view.__name__, view, methods=methods)
    return app


def _begin() -> None:
    g.db = Session(current_app.config["ENGINE"], expire_on_commit=False)
    person_id = session.get("person")
    g.person = g.db.get(t.Person, person_id) if person_id else None
    if request.method == "POST":
        sent = request.form.get("token", "")
        if not secrets.compare_digest(sent, session.get("token", "")):
            abort(400)


def _end(_problem: BaseException | None) -> None:
    found = g.pop("db", None)
    if found is not None:
        found.close()


def _token() -> str:
    return session.get("token", "")


def healthz() -> str:
    """For whoever waits until the server answers."""
    return "ok"


ROUTES = [
    ("/healthz", healthz, ["GET"]),
    ("/full", lists.staff_list, ["GET"]),
    ("/full.csv", lists.export, ["GET"]),
    ("/queue", lists.queue, ["GET"]),
    ("/app/<int:number>", pages.detail, ["GET"]),
    ("/home/<int:number>", pages.home, ["GET"]),
    ("/home/<int:number>/<code>", pages.statement, ["GET", "POST"]),
    ("/score/<int:number>/<code>", pages.score, ["POST"]),
    ("/register", lists.register, ["GET"]),
    ("/home/<int:number>/files", pages.upload, ["POST"]),
    ("/days", training.days, ["GET"]),
    ("/days/<int:number>/book", training.book, ["POST"]),
    ("/days/<int:number>/register", training.day_register, ["GET"]),
    ("/national", reports.national, ["GET"]),
    ("/workforce/<int:number>", reports.dashboard, ["GET"]),
]
