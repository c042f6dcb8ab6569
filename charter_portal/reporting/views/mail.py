"""The outbox as staff see it; in the demo, the letters themselves."""

from __future__ import annotations

from flask import abort, render_template, request, url_for
from flask_login import current_user

from charter_portal.core.mail import kept_mail
from charter_portal.core.permissions import requires
from charter_portal.core.tables import page_number
from charter_portal.notifications.queries import latest_messages
from charter_portal.reporting import permissions as may
from charter_portal.reporting.views import blueprint


@blueprint.get("/staff/mail")
@requires(may.view_mail)
def mail() -> str:
    """Every message with its state, and in the demo the folder of letters."""
    readable = may.read_mail(current_user._get_current_object())
    return render_template(
        "reporting/staff/mail.html",
        page=latest_messages(page_number(request.args.get("page"))),
        letters=kept_mail() if readable else [],
        readable=readable,
        here_page=lambda number: url_for("reporting.mail", page=number),
    )


@blueprint.get("/staff/mail/letters/<name>")
@requires(may.read_mail)
def letter(name: str) -> str:
    """One letter of the demo, as its reader would see it."""
    found = next((each for each in kept_mail() if each.name == name), None)
    if found is None:
        abort(404)
    return render_template("reporting/staff/letter.html", letter=found)
