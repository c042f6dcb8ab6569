"""Barriers that organisations talked about on a day."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from charter_portal.barriers.queries import kinds
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.organisations import permissions as organisations
from charter_portal.organisations.models import Organisation
from charter_portal.training import permissions as can
from charter_portal.training.forms.materials import BarrierNoteForm
from charter_portal.training.models import DayBarrierNote, TrainingDay
from charter_portal.training.queries.barriers import notes_for, notes_on
from charter_portal.training.queries.registers import organisations_on
from charter_portal.training.services import barriers as services
from charter_portal.training.views import blueprint
from charter_portal.training.views.asking import me


@blueprint.route("/training/days/<int:training_day_id>/barriers", methods=["GET", "POST"])
@requires(can.view_plan, can.trains, on=TrainingDay)
def barrier_notes(day: TrainingDay) -> Any:
    """The notes of a day, and a form to write another."""
    form = BarrierNoteForm()
    here = organisations_on(day)
    form.offer(here, kinds())
    if form.validate_on_submit():
        try:
            with unit_of_work():
                _write(day, form)
            flash("The note is kept. The organisation's people can read it.")
            return redirect(url_for("training.barrier_notes", training_day_id=day.id))
        except RuleBroken as problem:
            form.show(problem)
    page = render_template(
        "training/register/barriers.html", form=form, day=day, notes=notes_on(day), organisations=here
    )
    return page, 400 if form.errors else 200


@blueprint.post("/training/barrier-notes/<int:day_barrier_note_id>/remove")
@requires(can.keeps_note, on=DayBarrierNote)
def remove_barrier_note(note: DayBarrierNote) -> Any:
    """It was written by mistake."""
    try:
        with unit_of_work():
            services.remove_barrier_note(note, by=me())
        flash("The note is removed.")
    except RuleBroken as problem:
        flash(problem.message, "notice")
    return redirect(url_for("training.barrier_notes", training_day_id=note.day_id))


@blueprint.get("/organisations/<int:organisation_id>/training/barriers")
@requires(organisations.view, can.reads_barrier_notes, on=Organisation)
def organisation_barriers(organisation: Organisation) -> str:
    """What an organisation said of its barriers on its days."""
    return render_template(
        "training/member/barriers.html", organisation=organisation, notes=notes_for(organisation)
    )


def _write(day: TrainingDay, form: BarrierNoteForm) -> None:
    organisation = db.session.get(Organisation, form.organisation_id.data)
    if organisation is None:
        raise RuleBroken("Choose the organisation that said it.", "organisation_id")
    services.write_barrier_note(
        day,
        organisation=organisation,
        stage=form.stage.data,
        barrier_code=form.known_code,
        title=form.title.data or "",
        words=form.words.data or "",
        by=me(),
    )
