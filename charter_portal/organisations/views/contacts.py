"""An organisation's contacts."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, render_template

from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.organisations import services
from charter_portal.organisations.forms import ContactForm
from charter_portal.organisations.models import Contact, Organisation
from charter_portal.organisations.permissions import contributes, view
from charter_portal.organisations.views import blueprint
from charter_portal.organisations.views.member import back_to, me


@blueprint.route("/organisations/<int:organisation_id>/contacts/new", methods=["GET", "POST"])
@requires(view, contributes, on=Organisation)
def add_contact(organisation: Organisation) -> Any:
    """Add somebody whom Career Matters may write to or ring."""
    form = ContactForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.add_contact(organisation, by=me(), **_typed(form))
            flash(f"Added: {form.name.data}.")
            return back_to(organisation)
        except RuleBroken as problem:
            form.show(problem)
    return _page(organisation, form, None)


@blueprint.route("/organisations/<int:organisation_id>/contacts/<int:contact_id>", methods=["GET", "POST"])
@requires(view, contributes, on=Organisation)
def edit_contact(organisation: Organisation, contact_id: int) -> Any:
    """Change a contact."""
    contact = _contact(organisation, contact_id)
    form = ContactForm(obj=contact)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_contact(contact, by=me(), **_typed(form))
            flash("The contact is saved.")
            return back_to(organisation)
        except RuleBroken as problem:
            form.show(problem)
    return _page(organisation, form, contact)


@blueprint.post("/organisations/<int:organisation_id>/contacts/<int:contact_id>/remove")
@requires(view, contributes, on=Organisation)
def remove_contact(organisation: Organisation, contact_id: int) -> Any:
    """Take a contact off the list."""
    contact = _contact(organisation, contact_id)
    with unit_of_work():
        services.remove_contact(contact, by=me())
    flash("The contact is removed.")
    return back_to(organisation)


def _typed(form: ContactForm) -> dict[str, str]:
    names = ("name", "job_title", "email", "phone")
    return {name: form.data[name] or "" for name in names}


def _contact(organisation: Organisation, contact_id: int) -> Contact:
    """The contact with this number, if it is this organisation's own."""
    found = db.session.get(Contact, contact_id)
    if found is None or found.organisation_id != organisation.id:
        abort(404)
    return found


def _page(organisation: Organisation, form: ContactForm, contact: Contact | None) -> Any:
    page = render_template(
        "organisations/member/contact.html", form=form, organisation=organisation, contact=contact
    )
    return page, 400 if form.errors else 200
