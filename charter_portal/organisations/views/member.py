"""An organisation's own pages: the list of one's organisations, a new one, and one at a glance."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from charter_portal.accounts.models import User
from charter_portal.accounts.permissions import reads_everything
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import anyone_signed_in, requires
from charter_portal.organisations import services
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.forms import OrganisationForm
from charter_portal.organisations.models import Organisation
from charter_portal.organisations.permissions import (
    adds_organisations,
    is_lead,
    is_member,
    looks_after_people,
    view,
)
from charter_portal.organisations.queries import (
    contacts_of,
    invitations_of,
    members_of,
    open_invitations_for,
    organisations_of,
    roles_of,
    services_of,
)
from charter_portal.organisations.views import blueprint


def me() -> User:
    """The person who asked for this page."""
    person: User = current_user._get_current_object()
    return person


@blueprint.get("/organisations")
@requires(anyone_signed_in)
def index() -> str:
    """One's organisations, and the invitations that wait."""
    return render_template(
        "organisations/member/index.html",
        organisations=organisations_of(me()),
        roles=roles_of(me()),
        invitations=open_invitations_for(me()),
    )


@blueprint.route("/organisations/new", methods=["GET", "POST"])
@requires(adds_organisations)
def new() -> Any:
    """Add an organisation; whoever adds it leads it."""
    form = OrganisationForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                organisation = services.create_organisation(
                    name=form.name.data, kind=form.kind.data, region=form.region.data, by=me()
                )
            flash("Your organisation is here. Add its services next.")
            return back_to(organisation)
        except RuleBroken as problem:
            form.show(problem)
    return render_template("organisations/member/new.html", form=form), 400 if form.errors else 200


@blueprint.get("/organisations/<int:organisation_id>")
@requires(view, on=Organisation)
def show(organisation: Organisation) -> str:
    """The organisation at a glance: details, services, contacts, people, invitations."""
    person = me()
    in_charge = looks_after_people(person, organisation)
    return render_template(
        "organisations/member/show.html",
        organisation=organisation,
        services=services_of(organisation, with_closed=True),
        contacts=contacts_of(organisation),
        members=members_of(organisation),
        invitations=invitations_of(organisation) if in_charge else [],
        is_member=is_member(person, organisation),
        in_charge=in_charge,
        for_staff=reads_everything(person),
        lead=MemberRole.LEAD,
    )


@blueprint.route("/organisations/<int:organisation_id>/edit", methods=["GET", "POST"])
@requires(view, is_lead, on=Organisation)
def edit(organisation: Organisation) -> Any:
    """Change name, kind and region."""
    form = OrganisationForm(obj=organisation)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.edit_organisation(
                    organisation,
                    name=form.name.data,
                    kind=form.kind.data,
                    region=form.region.data,
                    by=me(),
                )
            flash("The details are saved.")
            return back_to(organisation)
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("organisations/member/edit.html", form=form, organisation=organisation)
    return page, 400 if form.errors else 200


def back_to(organisation: Organisation) -> Any:
    """Lead to the organisation's page."""
    return redirect(url_for("organisations.show", organisation_id=organisation.id))
