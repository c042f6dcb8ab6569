"""Pages of involvement: an organisation's own, and the feedback forms that are open to everybody."""

from flask import Blueprint

blueprint = Blueprint("involvement", __name__)

from charter_portal.involvement.views import (  # noqa: E402, F401  The routes join the blueprint above.
    actions,
    activities,
    audits,
    board,
    feedback,
    overview,
    public,
    questions,
    tables,
)
