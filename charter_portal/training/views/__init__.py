"""Pages of training, one file an audience and noun."""

from flask import Blueprint

blueprint = Blueprint("training", __name__)

from charter_portal.training.views import (  # noqa: E402, F401  The routes join the blueprint above.
    assessor,
    barriers,
    calendars,
    certificates,
    check_in,
    delegate,
    door,
    feedback,
    materials,
    member,
    numbers,
    places,
    planning,
    public,
    registers,
    series,
    steps,
    templates,
    trainers,
    venues,
)
