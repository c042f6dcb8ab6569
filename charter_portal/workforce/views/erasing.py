"""Taking somebody out for good: a lead asks, a second person decides, and the page stays as the receipt."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.formats import plural
from charter_portal.core.permissions import requires
from charter_portal.organisations.models import Organisation
from charter_portal.workforce import services
from charter_portal.workforce.forms.people import AskErasureForm, EraseForm
from charter_portal.workforce.models import Erasure, Person
from charter_portal.workforce.permissions import edits, leads, looks
from charter_portal.workforce.queries.people import open_erasure_of
from charter_portal.workforce.views import blueprint
from charter_portal.workforce.views.finding import me, own_erasure, own_person
from charter_portal.workforce.workflow import erasure_workflow

ERASURE = "/organisations/<int:organisation_id>/workforce/erasures/<int:erasure_id>"


@blueprint.route(
    "/organisations/<int:organisation_id>/workforce/people/<int:person_id>/erase", methods=["GET", "POST"]
)
@requires(looks, leads, on=Organisation)
def erase_person(organisation: Organisation, person_id: int) -> Any:
    """Ask to take somebody out for good, on a page that says first what goes and what stays."""
    shown = own_person(organisation, person_id)
    form = AskErasureForm()
    present = open_erasure_of(shown)
    if present is not None and not form.is_submitted():
        return redirect(_address(present))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                asked = services.ask_to_erase(shown, why=form.why.data, by=me())
            flash("Asked. Nothing goes until a second person confirms it. We have told them.")
            return redirect(_address(asked))
        except RuleBroken as problem:
            form.show(problem)
    page = render_template(
        "workforce/member/erase.html",
        form=form,
        organisation=organisation,
        person=shown,
        takes=services.what_erasing_takes(shown),
    )
    return page, 400 if form.errors else 200


@blueprint.get(ERASURE)
@requires(looks, edits, on=Organisation)
def erasure(organisation: Organisation, erasure_id: int) -> str:
    """What was asked, what would go, and afterwards what went."""
    return _page(organisation, own_erasure(organisation, erasure_id), EraseForm(formdata=None))


@blueprint.post(f"{ERASURE}/confirm")
@requires(looks, edits, on=Organisation)
def confirm_erasure(organisation: Organisation, erasure_id: int) -> Any:
    """The second person says yes."""
    found = own_erasure(organisation, erasure_id)
    form = EraseForm()
    if not form.validate_on_submit():
        return _page(organisation, found, form), 400
    with unit_of_work():
        taken = services.confirm_erasure(found, by=me())
    flash(f"Taken out: one code and {plural(taken.milestones, 'milestone')}. This page is the receipt.")
    return redirect(_address(found))


@blueprint.post(f"{ERASURE}/decline")
@requires(looks, edits, on=Organisation)
def decline_erasure(organisation: Organisation, erasure_id: int) -> Any:
    """The second person says no."""
    found = own_erasure(organisation, erasure_id)
    with unit_of_work():
        services.decline_erasure(found, by=me())
    flash("Nothing was taken out. Everything stays as it was.")
    return redirect(_address(found))


@blueprint.post(f"{ERASURE}/take-back")
@requires(looks, edits, on=Organisation)
def take_back_erasure(organisation: Organisation, erasure_id: int) -> Any:
    """Whoever asked thinks again."""
    found = own_erasure(organisation, erasure_id)
    with unit_of_work():
        services.take_back_erasure(found, by=me())
    flash("Taken back. Everything stays as it was.")
    return redirect(_address(found))


def _page(organisation: Organisation, erasure: Erasure, form: EraseForm) -> str:
    person = db.session.get(Person, erasure.person_id)
    return render_template(
        "workforce/member/erasure.html",
        form=form,
        organisation=organisation,
        erasure=erasure,
        person=person,
        takes=services.what_erasing_takes(person) if person is not None else None,
        steps=erasure_workflow.open_to(me(), erasure),
    )


def _address(erasure: Erasure) -> str:
    return url_for(
        "workforce.erasure", organisation_id=erasure.organisation_id, erasure_id=erasure.id
    )
