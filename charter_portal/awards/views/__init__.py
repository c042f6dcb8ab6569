"""Pages of awards, one module for each audience and part of the work."""

from flask import Blueprint

blueprint = Blueprint("awards", __name__)

# The modules below join the blueprint above.
from charter_portal.awards.views import decisions, member, public, release, staff  # noqa: E402, F401
