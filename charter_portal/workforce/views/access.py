"""Who is in the circle, and the limits an organisation settles. Both are for its leads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for

from charter_portal.accounts.models import User
from charter_portal.accounts.queries import user_by_address
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.core.forms import BaseForm
from charter_portal.core.permissions import requires
from charter_portal.organisations.models import Organisation
from charter_portal.organisations.queries import leads_of
from charter_portal.workforce import services
from charter_portal.workforce.enums import Place
from charter_portal.workforce.forms.access import LimitsForm, NamingForm, ReaderForm
from charter_portal.workforce.permissions import leads, looks
from charter_portal.workforce.queries.access import circle_of, could_edit, settings_of
from charter_portal.workforce.views import blueprint
from charter_portal.workforce.views.finding import me, own_place


@blueprint.get("/organisations/<int:organisation_id>/workforce/circle")
@requires(looks, leads, on=Organisation)
def circle(organisation: Organisation) -> str:
    """Who may look, and who may write."""
    return render_template(
        "workforce/member/circle.html",
        organisation=organisation,
        leads=leads_of(organisation),
        circle=circle_of(organisation),
    )


@blueprint.route("/organisations/<int:organisation_id>/workforce/circle/editor", methods=["GET", "POST"])
@requires(looks, leads, on=Organisation)
def name_editor(organisation: Organisation) -> Any:
    """Name a member of the organisation as workforce editor."""
    form, people = NamingForm(), could_edit(organisation)
    form.person.offer([("", [(person.id, person.name, person) for person in people])])
    return _naming(organisation, Place.EDITOR, form, lambda: form.person.chosen, some=bool(people))


@blueprint.route("/organisations/<int:organisation_id>/workforce/circle/reader", methods=["GET", "POST"])
@requires(looks, leads, on=Organisation)
def invite_reader(organisation: Organisation) -> Any:
    """Invite somebody of Career Matters to read."""
    form = ReaderForm()
    return _naming(organisation, Place.READER, form, lambda: user_by_address(form.email.data or ""))


@blueprint.post("/organisations/<int:organisation_id>/workforce/circle/<int:circle_member_id>/end")
@requires(looks, leads, on=Organisation)
def end_place(organisation: Organisation, circle_member_id: int) -> Any:
    """Take somebody out of the circle."""
    member = own_place(organisation, circle_member_id)
    with unit_of_work():
        services.take_from_circle(member, by=me())
    flash(f"{member.user.name} no longer sees these records.")
    return _back_to(organisation)


@blueprint.route("/organisations/<int:organisation_id>/workforce/settings", methods=["GET", "POST"])
@requires(looks, leads, on=Organisation)
def limits(organisation: Organisation) -> Any:
    """How long volunteering lasts, and how long codes are kept."""
    form = LimitsForm(obj=settings_of(organisation))
    stale = None
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.settle(
                    organisation,
                    volunteer_months=form.volunteer_months.data,
                    keep_months=form.keep_months.data,
                    version=form.base,
                    by=me(),
                )
            flash("The limits are saved.")
            return redirect(url_for("workforce.overview", organisation_id=organisation.id))
        except StaleWrite as problem:
            stale = problem.current
            form.version.data = str(stale.version)
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("workforce/member/limits.html", form=form, organisation=organisation, stale=stale)
    return page, 409 if stale else 400 if form.errors else 200


def _naming(
    organisation: Organisation,
    place: Place,
    form: BaseForm,
    find: Callable[[], User | None],
    *,
    some: bool = True,
) -> Any:
    if form.validate_on_submit():
        person = find()
        try:
            with unit_of_work():
                services.name_for_circle(organisation, person, place, by=me())
            flash("The person now has a place in the circle, and is told by mail.")
            return _back_to(organisation)
        except RuleBroken as problem:
            form.show(problem)
    page = render_template(
        "workforce/member/naming.html", form=form, organisation=organisation, place=place, some=some
    )
    return page, 400 if form.errors else 200


def _back_to(organisation: Organisation) -> Any:
    return redirect(url_for("workforce.circle", organisation_id=organisation.id))
