"""The first page, and the question whether the portal is well."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask_login import current_user
from sqlalchemy import text

from charter_portal.core.database import db
from charter_portal.core.permissions import open_to_everyone
from charter_portal.cycles.queries import published_cycles
from charter_portal.framework.queries import charter_of, current_version
from charter_portal.home.views import blueprint


@blueprint.get("/")
@open_to_everyone
def index() -> Any:
    """What the charter is and where to begin; people who are signed in go to their home."""
    if current_user.is_authenticated:
        return redirect(url_for("home.dashboard"))
    version = current_version()
    charter = charter_of(version.id) if version else None
    return render_template(
        "home/index.html",
        charter=charter,
        cycle=next(iter(published_cycles()), None),
        sample_notice=charter.sample_notice if charter else None,
    )


@blueprint.get("/healthz")
@open_to_everyone
def healthz() -> Any:
    """Answers `ok` when the database answers; for monitors."""
    db.session.execute(text("SELECT 1"))
    return "ok", {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
