"""Home: what waits for me, with dates, and nothing else."""

from flask import render_template
from flask_login import current_user

from charter_portal.core.permissions import anyone_signed_in, requires
from charter_portal.home.tasks import offers_to, waiting_for
from charter_portal.home.views import blueprint


@blueprint.get("/home")
@requires(anyone_signed_in)
def dashboard() -> str:
    """The current person's own page."""
    person = current_user._get_current_object()
    return render_template("home/dashboard.html", waiting=waiting_for(person), offers=offers_to(person))
