"""What the delegates of a day are given to read."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for

from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.files.services import send
from charter_portal.training import permissions as can
from charter_portal.training.enums import MaterialFor
from charter_portal.training.forms.materials import MaterialForm
from charter_portal.training.models import DayMaterial, TrainingDay
from charter_portal.training.queries.materials import materials_of
from charter_portal.training.services import materials as services
from charter_portal.training.views import blueprint
from charter_portal.training.views.asking import me


@blueprint.route("/training/days/<int:training_day_id>/materials", methods=["GET", "POST"])
@requires(can.view_plan, can.trains, on=TrainingDay)
def materials(day: TrainingDay) -> Any:
    """Everything given out on the day, and a form to add to it."""
    form = MaterialForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.add_material(
                    day,
                    title=form.title.data,
                    shown=MaterialFor(form.shown.data),
                    upload=form.file.data or None,
                    url=form.url.data or "",
                    by=me(),
                )
            flash(f"Added: {form.title.data}.")
            return _back(day)
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("training/staff/materials.html", form=form, day=day, materials=materials_of(day))
    return page, 400 if form.errors else 200


@blueprint.get("/training/materials/<int:day_material_id>/file")
@requires(can.view_material, on=DayMaterial)
def material_file(material: DayMaterial) -> Any:
    """The file, for who takes care of the day. Delegates come by their own link."""
    return send(material.file) if material.file is not None and not material.removed_at else abort(404)


@blueprint.post("/training/materials/<int:day_material_id>/remove")
@requires(can.view_material, can.keeps_material, on=DayMaterial)
def remove_material(material: DayMaterial) -> Any:
    """Delegates see it no more."""
    with unit_of_work():
        services.remove_material(material, by=me())
    flash(f"Removed: {material.title}.")
    return _back(material.day)


def _back(day: TrainingDay) -> Any:
    return redirect(url_for("training.materials", training_day_id=day.id))
