"""Pages of training, one file an audience and noun."""

from flask import Blueprint

blueprint = Blueprint("training", __name__)

from charter_portal.training.views import (  # noqa: E402, F401  The routes join the blueprint above.
    assessor,
    calendars,
    delegate,
    member,
    places,
    public,
)
