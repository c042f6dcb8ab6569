"""The public timetable."""

from flask import render_template

from charter_portal.core.permissions import open_to_everyone
from charter_portal.cycles.queries import published_cycles
from charter_portal.cycles.views import blueprint


@blueprint.get("/timetable")
@open_to_everyone
def timetable() -> str:
    """Every published round with its dates, the next deadline first."""
    return render_template("cycles/public/timetable.html", cycles=published_cycles())
