"""The applicant's pages: their applications, a new one, its home, what it is about, and taking it back."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from charter_portal.applications import permissions as can
from charter_portal.applications import services
from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.forms.drafts import ScopeForm, WithdrawForm
from charter_portal.applications.models import Application
from charter_portal.applications.queries import (
    Progress,
    Standing,
    applications_of,
    open_return,
    progress_of,
    progress_of_each,
    takes_changes,
    with_scope,
)
from charter_portal.applications.queries.scope import led_by, open_services
from charter_portal.applications.queries.training import came_to_training, training_gap
from charter_portal.applications.views import blueprint
from charter_portal.applications.views.journey import LEGEND, RETURNED_LEGEND, road_of
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.core.permissions import anyone_signed_in, requires
from charter_portal.cycles.models import Cycle
from charter_portal.cycles.queries import open_cycles
from charter_portal.framework.queries import charter_of
from charter_portal.organisations.models import Organisation
from charter_portal.organisations.queries import members_of


@blueprint.get("/applications")
@requires(anyone_signed_in)
def index() -> str:
    """The applications of the person's organisations, and the way to begin one."""
    person = current_user._get_current_object()
    applications = applications_of(person)
    return render_template(
        "applications/member/index.html",
        applications=applications,
        progress=progress_of_each(applications),
        may_start=can.starts(person),
        open_cycles=open_cycles(),
    )


@blueprint.route("/applications/new", methods=["GET", "POST"])
@requires(anyone_signed_in)
def new() -> Any:
    """Begin an application: for which organisation and round, then what it is about."""
    organisations, cycles = led_by(current_user._get_current_object()), open_cycles()
    organisation = _chosen(organisations, request.args.get("organisation"))
    cycle = _chosen(cycles, request.args.get("cycle"))
    if organisation is None or cycle is None:
        return render_template(
            "applications/member/choose.html",
            organisations=organisations,
            cycles=cycles,
            organisation=organisation,
            cycle=cycle,
        )
    return _begin(organisation, cycle)


def _begin(organisation: Organisation, cycle: Cycle) -> Any:
    charter, running = charter_of(cycle.framework_version_id), open_services(organisation)
    form = ScopeForm()
    form.offer(running, charter)
    if form.is_submitted() and "more" in request.form:
        form.add_partner()
    elif form.validate_on_submit():
        try:
            with unit_of_work():
                application = services.start_application(
                    organisation,
                    cycle=cycle,
                    **_scope(form, running, charter),
                    by=current_user._get_current_object(),
                )
            flash("Your application has begun. Everything you write is saved as you go.")
            return redirect(url_for("applications.show", application_id=application.id))
        except RuleBroken as problem:
            form.show(problem)
    elif not form.is_submitted():
        form.add_partner(2)
    page = render_template(
        "applications/member/new.html",
        form=form,
        organisation=organisation,
        cycle=cycle,
        running=running,
        sample_notice=charter.sample_notice,
    )
    return page, 400 if form.errors else 200


@blueprint.get("/applications/<int:application_id>")
@requires(can.view, on=Application)
def show(application: Application) -> Any:
    """The home of an application: its matrix, how far it is, and what comes next."""
    person = current_user._get_current_object()
    if not can.is_member(person, application):
        return redirect(url_for("applications.staff_show", application_id=application.id))
    application = with_scope(application.id)
    charter = charter_of(application.cycle.framework_version_id)
    progress = progress_of(application)
    returned = open_return(application) if application.status == ApplicationStatus.RETURNED else None
    notes = {each.statement_id: each.reason for each in returned.statements} if returned else {}
    came = came_to_training(application)
    return render_template(
        "applications/member/show.html",
        application=application,
        charter=charter,
        progress=progress,
        carry_on=_carry_on(application, progress),
        is_open=takes_changes(application),
        returned=returned,
        to_change=notes,
        legend_of_marks=RETURNED_LEGEND if returned else LEGEND,
        road=road_of(application),
        members=members_of(application.organisation),
        came=came,
        gap=training_gap(application, came),
        may=_deeds(person, application),
        sample_notice=charter.sample_notice,
    )


@blueprint.route("/applications/<int:application_id>/scope", methods=["GET", "POST"])
@requires(can.view, can.writes, on=Application)
def scope(application: Application) -> Any:
    """What the application is about; it may change while it is a draft."""
    charter = charter_of(application.cycle.framework_version_id)
    running = open_services(application.organisation)
    form = ScopeForm()
    form.offer(running, charter)
    stale = None
    if form.is_submitted() and "more" in request.form:
        form.add_partner()
    elif form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_scope(
                    application,
                    **_scope(form, running, charter),
                    version=form.version.data,
                    by=current_user._get_current_object(),
                )
            flash("Saved. What your application is about has changed.")
            return redirect(url_for("applications.show", application_id=application.id))
        except StaleWrite:
            # What was typed stays in the form; the next press of the button means it.
            stale = with_scope(application.id)
            form.version.data = stale.version
        except RuleBroken as problem:
            form.show(problem)
    elif not form.is_submitted():
        form.fill(application, charter)
        form.add_partner(1)
    page = render_template(
        "applications/member/scope.html",
        form=form,
        application=application,
        charter=charter,
        running=running,
        stale=stale,
        may_change=can.change_scope(current_user._get_current_object(), application),
    )
    return page, 409 if stale else 400 if form.errors else 200


@blueprint.route("/applications/<int:application_id>/withdraw", methods=["GET", "POST"])
@requires(can.view, can.leads, on=Application)
def withdraw(application: Application) -> Any:
    """Take the application back, after a page that says what that means."""
    form = WithdrawForm()
    person = current_user._get_current_object()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.withdraw_application(application, reason=form.reason.data or "", by=person)
            flash("The application is withdrawn. Everything you wrote is kept for you to read.")
            return redirect(url_for("applications.show", application_id=application.id))
        except RuleBroken as problem:
            form.show(problem)
    page = render_template(
        "applications/member/withdraw.html",
        form=form,
        application=application,
        may_withdraw=can.withdraw(person, application),
    )
    return page, 400 if form.errors else 200


def _chosen(things: list[Any], asked: str | None) -> Any:
    """The thing with the asked number, the only one there is, or None. 404 for one that is not offered."""
    if asked is None:
        return things[0] if len(things) == 1 else None
    return next((each for each in things if str(each.id) == asked), None) or abort(404)


def _scope(form: ScopeForm, running: list[Any], charter: Any) -> dict[str, Any]:
    return {
        "title": form.title.data,
        "services": form.chosen_services(running),
        "partners": form.named_partners(),
        "aim_level": form.chosen_aim(charter),
    }


def _carry_on(application: Application, progress: Progress) -> Standing | None:
    """The statement to go on with, while a draft takes words."""
    writing = application.status == ApplicationStatus.DRAFT and takes_changes(application)
    return progress.next_up if writing else None


def _deeds(person: Any, application: Application) -> dict[str, bool]:
    """What the page offers this person."""
    return {
        "write": can.writes(person, application),
        "submit": can.may_submit(person, application),
        "withdraw": can.withdraw(person, application),
    }
