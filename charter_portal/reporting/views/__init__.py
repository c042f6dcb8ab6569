"""Pages that look across slices: the staff console, national pictures, the trail, the demo's mail."""

from flask import Blueprint

blueprint = Blueprint("reporting", __name__)

from charter_portal.reporting.views import console, mail, national, trail  # noqa: E402, F401  The routes join the blueprint above.
