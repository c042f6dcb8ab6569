"""Pages of applications, one module for each audience and part of the work."""

from flask import Blueprint

blueprint = Blueprint("applications", __name__)

# The modules below join the blueprint above.
from charter_portal.applications.views import (  # noqa: E402, F401
    applicant,
    citations,
    documents,
    evidence,
    figures,
    reading,
    staff,
    statements,
    submit,
    training,
)
