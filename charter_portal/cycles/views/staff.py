"""Staff plan rounds and change their dates."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.cycles import permissions as may
from charter_portal.cycles import services
from charter_portal.cycles.forms import CycleForm
from charter_portal.cycles.models import Cycle
from charter_portal.cycles.queries import cycles_newest_first
from charter_portal.cycles.views import blueprint
from charter_portal.framework.models import FrameworkVersion
from charter_portal.framework.queries import published_versions


@blueprint.get("/staff/cycles")
@requires(may.view)
def staff_list() -> str:
    """Every round, newest first."""
    return render_template("cycles/staff/list.html", cycles=cycles_newest_first())


@blueprint.route("/staff/cycles/new", methods=["GET", "POST"])
@requires(may.run)
def new() -> Any:
    """Plan a round."""
    form = CycleForm()
    form.framework_version_id.choices = [(v.id, f"{v.title}, {v.version}") for v in published_versions()]
    if form.validate_on_submit():
        try:
            with unit_of_work():
                version = db.session.get_one(FrameworkVersion, form.framework_version_id.data)
                cycle = services.plan_cycle(
                    name=form.name.data,
                    version=version,
                    timetable=form.timetable,
                    published=form.published.data,
                    by=current_user,
                )
            flash("The round is planned.")
            return redirect(url_for("cycles.show", cycle_id=cycle.id))
        except RuleBroken as problem:
            form.show(problem)
    return render_template("cycles/staff/form.html", form=form, cycle=None), 400 if form.errors else 200


@blueprint.get("/staff/cycles/<int:cycle_id>")
@requires(may.view, on=Cycle)
def show(cycle: Cycle) -> str:
    """One round: its dates, and ways to its applications and its release."""
    return render_template(
        "cycles/staff/show.html", cycle=cycle, sample_notice=cycle.framework_version.sample_notice
    )


@blueprint.route("/staff/cycles/<int:cycle_id>/edit", methods=["GET", "POST"])
@requires(may.view, may.run, on=Cycle)
def edit(cycle: Cycle) -> Any:
    """Change the name or dates of a round."""
    form = CycleForm(obj=cycle)
    version = cycle.framework_version
    form.framework_version_id.choices = [(version.id, f"{version.title}, {version.version}")]
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_cycle(
                    cycle,
                    name=form.name.data,
                    timetable=form.timetable,
                    published=form.published.data,
                    by=current_user,
                )
            flash("The changes are saved.")
            return redirect(url_for("cycles.show", cycle_id=cycle.id))
        except RuleBroken as problem:
            form.show(problem)
    return render_template("cycles/staff/form.html", form=form, cycle=cycle), 400 if form.errors else 200
