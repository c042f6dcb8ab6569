"""Pages of the charter: everybody reads it, staff load and publish versions."""

from flask import Blueprint

blueprint = Blueprint("framework", __name__)

from charter_portal.framework.views import public, staff  # noqa: E402, F401  The routes join the blueprint above.
