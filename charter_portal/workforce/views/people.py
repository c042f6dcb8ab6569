"""People as codes: the list of a service, and one person's way."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from charter_portal.audit_trail.services import record_view
from charter_portal.core.clock import today
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.core.forms import clean_line
from charter_portal.core.permissions import requires
from charter_portal.core.tables import page_number, paginate
from charter_portal.organisations.models import Organisation
from charter_portal.organisations.queries import services_of
from charter_portal.workforce import services
from charter_portal.workforce.forms.people import ExitPlanForm, PersonForm
from charter_portal.workforce.models import Person
from charter_portal.workforce.permissions import edits, leads, looks
from charter_portal.workforce.queries.clock import clock_of
from charter_portal.workforce.queries.people import a_free_code, latest_milestones, open_erasure_of, people_of
from charter_portal.workforce.queries.posts import titles_on
from charter_portal.workforce.rules.codes import LONGEST
from charter_portal.workforce.views import blueprint
from charter_portal.workforce.views.finding import me, note_codes_seen, own_person, own_service

VIEWS = {"here": True, "away": False}


@blueprint.get("/organisations/<int:organisation_id>/workforce/services/<int:service_id>/people")
@requires(looks, on=Organisation)
def people(organisation: Organisation, service_id: int) -> str:
    """The people whom a service follows by code: search, narrow, page."""
    service = own_service(organisation, service_id)
    search = (clean_line(request.args.get("search")) or "")[:LONGEST]
    shown = request.args.get("show", "")
    rows = people_of(service, search=search, here=VIEWS.get(shown))
    note_codes_seen(service)
    page = paginate(rows.order_by(Person.code_key, Person.id), number=page_number(request.args.get("page")))
    return render_template(
        "workforce/member/people.html",
        organisation=organisation,
        service=service,
        page=page,
        latest=latest_milestones(list(page.items)),
        titles=titles_on({person.post_id for person in page.items if person.post_id}, today()),
        search=search,
        show=shown if shown in VIEWS else "",
        edits=edits(me(), organisation),
    )


@blueprint.route(
    "/organisations/<int:organisation_id>/workforce/services/<int:service_id>/people/new",
    methods=["GET", "POST"],
)
@requires(looks, edits, on=Organisation)
def add_person(organisation: Organisation, service_id: int) -> Any:
    """Follow somebody by a code."""
    service = own_service(organisation, service_id)
    form = _form(organisation, service.id)
    if not form.is_submitted():
        form.code.data = a_free_code(organisation)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                person = services.add_person(form.service.chosen, code=form.code.data or "", by=me())
            flash("Added. Write down the first milestone next.")
            return redirect(_address(organisation, person))
        except RuleBroken as problem:
            form.show(problem)
    page = render_template(
        "workforce/member/edit_person.html",
        form=form,
        organisation=organisation,
        service=service,
        person=None,
        stale=False,
    )
    return page, 400 if form.errors else 200


@blueprint.get("/organisations/<int:organisation_id>/workforce/people/<int:person_id>")
@requires(looks, on=Organisation)
def person(organisation: Organisation, person_id: int) -> str:
    """One person's way so far."""
    shown = own_person(organisation, person_id)
    record_view(shown, me())
    numbers = {each.post_id for each in shown.milestones if each.post_id}
    return render_template(
        "workforce/member/person.html",
        organisation=organisation,
        person=shown,
        titles=titles_on(numbers, today()),
        clock=clock_of(shown, today()),
        edits=edits(me(), organisation),
        leads=leads(me(), organisation),
        erasure=open_erasure_of(shown),
    )


@blueprint.route(
    "/organisations/<int:organisation_id>/workforce/people/<int:person_id>/edit", methods=["GET", "POST"]
)
@requires(looks, edits, on=Organisation)
def edit_person(organisation: Organisation, person_id: int) -> Any:
    """Give somebody another code or service."""
    shown = own_person(organisation, person_id)
    form = _form(organisation, shown.service_id)
    stale = False
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_person(
                    shown,
                    code=form.code.data or "",
                    service=form.service.chosen,
                    version=form.base,
                    by=me(),
                )
            flash("The change is saved.")
            return redirect(_address(organisation, shown))
        except StaleWrite:
            stale, shown = True, own_person(organisation, person_id)
            form.version.data = str(shown.version)
        except RuleBroken as problem:
            form.show(problem)
    elif not form.is_submitted():
        form.code.data, form.version.data = shown.code, str(shown.version)
    page = render_template(
        "workforce/member/edit_person.html",
        form=form,
        organisation=organisation,
        service=shown.service,
        person=shown,
        stale=stale,
    )
    return page, 409 if stale else 400 if form.errors else 200


@blueprint.route(
    "/organisations/<int:organisation_id>/workforce/people/<int:person_id>/exit-plan",
    methods=["GET", "POST"],
)
@requires(looks, edits, on=Organisation)
def exit_plan(organisation: Organisation, person_id: int) -> Any:
    """Note the day on which a plan for the time after volunteering was agreed."""
    shown = own_person(organisation, person_id)
    form = ExitPlanForm()
    if not form.is_submitted() and shown.exit_plan_on:
        form.on.data = shown.exit_plan_on
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.plan_exit(shown, on=form.on.data, by=me())
            flash("The day of the plan is noted.")
            return redirect(_address(organisation, shown))
        except RuleBroken as problem:
            form.show(problem)
    page = render_template(
        "workforce/member/exit_plan.html", form=form, organisation=organisation, person=shown
    )
    return page, 400 if form.errors else 200


def _form(organisation: Organisation, service_id: int) -> PersonForm:
    form = PersonForm()
    form.service.offer([("", [(each.id, each.name, each) for each in services_of(organisation)])])
    if not form.is_submitted():
        form.service.data = service_id
    return form


def _address(organisation: Organisation, person: Person) -> str:
    return url_for("workforce.person", organisation_id=organisation.id, person_id=person.id)
