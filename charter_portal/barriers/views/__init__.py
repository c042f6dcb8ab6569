"""Pages of barriers: the library for everybody, the catalogue and the queue for staff."""

from flask import Blueprint

blueprint = Blueprint("barriers", __name__)

from charter_portal.barriers.views import catalogue, moderation, public, queue  # noqa: E402, F401  They join it.
