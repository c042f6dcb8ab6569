"""Pages of organisations: for their people, and the list for staff."""

from flask import Blueprint

blueprint = Blueprint("organisations", __name__)

from charter_portal.organisations.views import (  # noqa: E402, F401  The routes join the blueprint above.
    contacts,
    member,
    people,
    services,
    staff,
)
