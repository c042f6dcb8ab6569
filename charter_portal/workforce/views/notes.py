"""What was said on training days, on its way into the barrier log."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for

from charter_portal.barriers.queries import kinds
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.organisations.models import Organisation
from charter_portal.organisations.queries import services_of
from charter_portal.training.queries.barriers import barrier_notes_of
from charter_portal.workforce import services
from charter_portal.workforce.forms.notes import TakeOverForm
from charter_portal.workforce.permissions import edits, looks
from charter_portal.workforce.views import blueprint
from charter_portal.workforce.views.finding import me


@blueprint.get("/organisations/<int:organisation_id>/workforce/barriers/notes")
@requires(looks, edits, on=Organisation)
def training_notes(organisation: Organisation) -> str:
    """The notes of training days that are not in the log yet."""
    return render_template(
        "workforce/member/notes.html", organisation=organisation, notes=barrier_notes_of(organisation)
    )


@blueprint.route(
    "/organisations/<int:organisation_id>/workforce/barriers/notes/<int:note_id>", methods=["GET", "POST"]
)
@requires(looks, edits, on=Organisation)
def take_over_note(organisation: Organisation, note_id: int) -> Any:
    """Say which service a note is about and which kind of barrier it is; then it is in the log."""
    note = next((each for each in barrier_notes_of(organisation) if each.id == note_id), None) or abort(404)
    form = TakeOverForm().offer(services_of(organisation), kinds(), note.barrier_code)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.take_over_note(
                    organisation, note, service=form.service.chosen, kind=form.kind.chosen, by=me()
                )
            flash("It is in your barrier log.")
            return redirect(url_for("workforce.training_notes", organisation_id=organisation.id))
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("workforce/member/note.html", organisation=organisation, note=note, form=form)
    return page, 400 if form.errors else 200
