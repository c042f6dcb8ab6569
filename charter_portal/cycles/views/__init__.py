"""Pages of cycles: the public timetable, and the staff pages that plan rounds."""

from flask import Blueprint

blueprint = Blueprint("cycles", __name__)

from charter_portal.cycles.views import public, staff  # noqa: E402, F401  The routes join the blueprint above.
