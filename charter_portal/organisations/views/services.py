"""The services an organisation runs."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, render_template

from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.organisations import services
from charter_portal.organisations.forms import ServiceForm
from charter_portal.organisations.models import Organisation, Service
from charter_portal.organisations.permissions import contributes, view
from charter_portal.organisations.views import blueprint
from charter_portal.organisations.views.member import back_to, me


@blueprint.route("/organisations/<int:organisation_id>/services/new", methods=["GET", "POST"])
@requires(view, contributes, on=Organisation)
def add_service(organisation: Organisation) -> Any:
    """Add a service."""
    form = ServiceForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.add_service(organisation, name=form.name.data, setting=form.setting.data, by=me())
            flash(f"Added: {form.name.data}.")
            return back_to(organisation)
        except RuleBroken as problem:
            form.show(problem)
    return _page(organisation, form, None)


@blueprint.route("/organisations/<int:organisation_id>/services/<int:service_id>", methods=["GET", "POST"])
@requires(view, contributes, on=Organisation)
def edit_service(organisation: Organisation, service_id: int) -> Any:
    """Change a service's name or setting."""
    service = _service(organisation, service_id)
    form = ServiceForm(obj=service)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_service(service, name=form.name.data, setting=form.setting.data, by=me())
            flash("The service is saved.")
            return back_to(organisation)
        except RuleBroken as problem:
            form.show(problem)
    return _page(organisation, form, service)


@blueprint.post("/organisations/<int:organisation_id>/services/<int:service_id>/close")
@requires(view, contributes, on=Organisation)
def close_service(organisation: Organisation, service_id: int) -> Any:
    """The service runs no more."""
    service = _service(organisation, service_id)
    with unit_of_work():
        services.close_service(service, by=me())
    flash(f"Closed: {service.name}.")
    return back_to(organisation)


@blueprint.post("/organisations/<int:organisation_id>/services/<int:service_id>/reopen")
@requires(view, contributes, on=Organisation)
def reopen_service(organisation: Organisation, service_id: int) -> Any:
    """The service runs again."""
    service = _service(organisation, service_id)
    with unit_of_work():
        services.reopen_service(service, by=me())
    flash(f"Open again: {service.name}.")
    return back_to(organisation)


def _service(organisation: Organisation, service_id: int) -> Service:
    """The service with this number, if it is this organisation's own."""
    found = db.session.get(Service, service_id)
    if found is None or found.organisation_id != organisation.id:
        abort(404)
    return found


def _page(organisation: Organisation, form: ServiceForm, service: Service | None) -> Any:
    page = render_template(
        "organisations/member/service.html", form=form, organisation=organisation, service=service
    )
    return page, 400 if form.errors else 200
