"""Staff plan a series of days over a year."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.formats import plural
from charter_portal.core.permissions import requires
from charter_portal.training import permissions as can
from charter_portal.training.forms.numbers import whole_number
from charter_portal.training.forms.series import SeriesForm
from charter_portal.training.models import ProgrammeTemplate
from charter_portal.training.queries.venues import open_rooms, programme_templates, trainers
from charter_portal.training.services.series import SeriesDate, look_at_dates, plan_series
from charter_portal.training.views import blueprint
from charter_portal.training.views.asking import me
from charter_portal.training.views.planning import programme_of
from charter_portal.training.views.steps import LOOK


@blueprint.route("/staff/training/series/new", methods=["GET", "POST"])
@requires(can.runs_training)
def new_series() -> Any:
    """A day of every month: first the dates, with what stands in their way, then the drafts."""
    form = SeriesForm()
    form.offer(open_rooms(), trainers())
    template = db.session.get(ProgrammeTemplate, max(0, whole_number(request.args.get("template"))))
    if request.method == "GET" and template is not None:
        form.begin_from(template, programme_of(template))
    found: list[SeriesDate] = []
    if form.validate_on_submit():
        try:
            form.plan().check()
            found = look_at_dates(form.plan(), form.all_dates)
            if request.form.get("step") != LOOK:
                return _plan(form)
            form.dates.data = [each.on.isoformat() for each in found if not each.problem]
            if not found:
                raise RuleBroken("No such day lies in this stretch. Choose a later end.", "last")
        except RuleBroken as problem:
            form.show(problem)
    page = render_template(
        "training/staff/new_series.html", form=form, found=found, templates=programme_templates()
    )
    return page, 400 if form.errors else 200


def _plan(form: SeriesForm) -> Any:
    with unit_of_work():
        days = plan_series(
            form.plan(),
            name=form.series.data or "",
            dates=form.chosen_dates,
            programme=form.programme.data or "",
            by=me(),
        )
    flash(f"{plural(len(days), 'day')} planned as drafts. Publish each when it is ready.".capitalize())
    return redirect(url_for("training.staff_days", status="draft"))
