"""Staff look at a submitted application and may give it back."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from charter_portal.accounts.permissions import is_staff
from charter_portal.applications import permissions as can
from charter_portal.applications import services
from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.forms.returns import return_form_for
from charter_portal.applications.models import Application
from charter_portal.applications.queries import open_return, with_scope
from charter_portal.applications.queries.history import steps_of, submissions_of
from charter_portal.applications.rules.waiting import turn_of
from charter_portal.applications.views import blueprint
from charter_portal.audit_trail.services import record_view
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.framework.queries import charter_of


@blueprint.get("/staff/applications/<int:application_id>")
@requires(can.view, can.staff_view, on=Application)
def staff_show(application: Application) -> str:
    """One application: where it stands, whose turn it is, and the ways on. The look is recorded."""
    person = current_user._get_current_object()
    record_view(application, person)
    application = with_scope(application.id)
    charter = charter_of(application.cycle.framework_version_id)
    return render_template(
        "applications/staff/show.html",
        application=application,
        charter=charter,
        turn=turn_of(application.status),
        steps=steps_of(application),
        submissions=submissions_of(application),
        returned=open_return(application) if application.status is ApplicationStatus.RETURNED else None,
        may_return=can.return_for_changes(person, application),
        works_here=is_staff(person),
    )


@blueprint.route("/staff/applications/<int:application_id>/return", methods=["GET", "POST"])
@requires(can.view, is_staff, on=Application)
def return_for_changes(application: Application) -> Any:
    """Give the application back, with a reason, on chosen statements only."""
    charter = charter_of(application.cycle.framework_version_id)
    person = current_user._get_current_object()
    form = return_form_for(charter)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.return_for_changes(
                    application, reason=form.reason.data, statements=form.chosen(charter), by=person
                )
            flash("The application is returned. Its people get a mail that says there is news.")
            return redirect(url_for("applications.staff_show", application_id=application.id))
        except RuleBroken as problem:
            form.show(problem)
    page = render_template(
        "applications/staff/return.html",
        form=form,
        application=application,
        charter=charter,
        may_return=can.return_for_changes(person, application),
    )
    return page, 400 if form.errors else 200
