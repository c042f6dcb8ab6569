"""Staff choose who reads an application, and end a reading."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from charter_portal.accounts.models import User
from charter_portal.applications.models import Application
from charter_portal.applications.permissions import staff_view
from charter_portal.assessment import permissions as can
from charter_portal.assessment import services
from charter_portal.assessment.enums import Unavailable
from charter_portal.assessment.forms import AllocateForm, EndForm
from charter_portal.assessment.models import Allocation
from charter_portal.assessment.queries import allocations_of, candidates, readers_of
from charter_portal.assessment.views import blueprint
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.formats import plural
from charter_portal.core.permissions import requires


@blueprint.route("/staff/applications/<int:application_id>/assessors", methods=["GET", "POST"])
@requires(staff_view, can.run, on=Application)
def allocate(application: Application) -> Any:
    """Who reads this application, who else could, and who cannot and why."""
    form = AllocateForm()
    people = candidates(application)
    form.offer(people)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                asked = services.allocate(
                    application,
                    assessors=_chosen(form, [each.person for each in people]),
                    by=current_user._get_current_object(),
                )
            flash(f"{plural(len(asked), 'assessor')} asked. They get a mail that says there is news.")
            return redirect(url_for("assessment.allocate", application_id=application.id))
        except RuleBroken as problem:
            form.show(problem)
    return render_template(
        "assessment/staff/allocate.html",
        form=form,
        application=application,
        allocations=allocations_of(application),
        readers=readers_of(application),
        unavailable=[each for each in people if each.unavailable not in {None, Unavailable.READING}],
        experienced={each.person.id for each in people if each.has_lived_experience},
        takes_readers=can.takes_readers(current_user, application),
    ), 400 if form.errors else 200


@blueprint.route("/staff/allocations/<int:allocation_id>/end", methods=["GET", "POST"])
@requires(can.sees_panel, can.end, on=Allocation)
def end_allocation(allocation: Allocation) -> Any:
    """Close a reading to its assessor, with a reason."""
    form = EndForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.end_allocation(
                    allocation, reason=form.reason.data, by=current_user._get_current_object()
                )
            flash(f"The reading of {allocation.assessor.name} has ended.")
            return redirect(url_for("assessment.allocate", application_id=allocation.application_id))
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("assessment/staff/end.html", form=form, allocation=allocation)
    return page, 400 if form.errors else 200


def _chosen(form: AllocateForm, people: list[User]) -> list[User]:
    """Only people on the list can be chosen; a foreign number is passed over."""
    by_number = {str(person.id): person for person in people}
    return [by_number[number] for number in dict.fromkeys(form.assessors.data or []) if number in by_number]
