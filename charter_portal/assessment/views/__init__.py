"""Pages of assessment: the assessor's queue and reading room, and staff's allocation and moderation."""

from flask import Blueprint

blueprint = Blueprint("assessment", __name__)

from charter_portal.assessment.views import assessor, moderation, panel, room  # noqa: E402, F401
