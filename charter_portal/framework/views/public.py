"""The charter as everybody reads it: the matrix, each value, each statement."""

from __future__ import annotations

from flask import abort, render_template

from charter_portal.core.permissions import open_to_everyone
from charter_portal.framework.queries import charter_of, current_version
from charter_portal.framework.rules.tree import CharterTree
from charter_portal.framework.views import blueprint


def _current_charter() -> CharterTree | None:
    version = current_version()
    return charter_of(version.id) if version else None


@blueprint.get("/charter")
@open_to_everyone
def show() -> str:
    """The whole charter as a matrix of values and themes."""
    charter = _current_charter()
    if charter is None:
        return render_template("framework/public/none_yet.html")
    return render_template(
        "framework/public/charter.html", charter=charter, sample_notice=charter.sample_notice
    )


@blueprint.get("/charter/values/<key>")
@open_to_everyone
def value(key: str) -> str:
    """One value with its statements in each theme."""
    charter = _current_charter()
    found = charter.value_by_key(key) if charter else None
    if charter is None or found is None:
        abort(404)
    return render_template(
        "framework/public/value.html", charter=charter, value=found, sample_notice=charter.sample_notice
    )


@blueprint.get("/charter/statements/<code>")
@open_to_everyone
def statement(code: str) -> str:
    """One statement with its criteria side by side."""
    charter = _current_charter()
    found = charter.statement_by_code(code) if charter else None
    if charter is None or found is None:
        abort(404)
    before, after = charter.neighbours(found)
    return render_template(
        "framework/public/statement.html",
        charter=charter,
        statement=found,
        before=before,
        after=after,
        sample_notice=charter.sample_notice,
    )
