"""Pages that look across slices: the console, national pictures, board reports, trail, mail."""

from flask import Blueprint

blueprint = Blueprint("reporting", __name__)

from charter_portal.reporting.views import board, console, mail, national, trail  # noqa: E402, F401  The routes join the blueprint above.
