"""Pages of the peer workforce. A page of an organisation is there only for those in its circle."""

from flask import Blueprint

blueprint = Blueprint("workforce", __name__)

from charter_portal.workforce.views import (  # noqa: E402, F401  The routes join the blueprint above.
    access,
    erasing,
    exchange,
    figures,
    log,
    log_files,
    log_steps,
    milestones,
    notes,
    overview,
    people,
    posts,
    profiles,
    staff,
)
