"""How full the days are, and what a round asks for."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from charter_portal.core.charts import Chart, bars, line
from charter_portal.core.clock import today
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.cycles import permissions as cycles
from charter_portal.cycles.models import Cycle
from charter_portal.training import permissions as can
from charter_portal.training.enums import Audience, Requirement
from charter_portal.training.forms.materials import RequirementForm
from charter_portal.training.forms.numbers import whole_number
from charter_portal.training.queries.planning import asked_by
from charter_portal.training.queries.utilisation import Use, use_in, years_with_days
from charter_portal.training.services.asked import ask_for_training
from charter_portal.training.views import blueprint
from charter_portal.training.views.asking import asked, me

FIGURES = (("offered", "Places offered"), ("booked", "Booked"), ("attended", "Attended"))


@blueprint.get("/staff/training/use")
@requires(can.reads_training)
def utilisation() -> str:
    """Places offered, booked and attended in a year, as a chart and its table."""
    years = years_with_days() or [today().year]
    wanted = whole_number(request.args.get("year"))
    year = wanted if wanted in years else min(years, key=lambda each: abs(each - today().year))
    audience = asked(Audience, "audience")
    use = use_in(year, audience)
    return render_template(
        "training/staff/utilisation.html",
        use=use,
        months=_drawn([(f"{month:%b}", each) for month, each in use.months]),
        of_each=_by_audience([(each.label, found) for each, found in use.audiences]),
        years=years,
        audience=audience,
        audiences=list(Audience),
    )


@blueprint.route("/staff/cycles/<int:cycle_id>/training", methods=["GET", "POST"])
@requires(cycles.view, can.runs_training, on=Cycle)
def asked_of_applicants(cycle: Cycle) -> Any:
    """Whether applicants of a round need a training day."""
    form = RequirementForm()
    kept = asked_by(cycle)
    if request.method == "GET":
        form.requirement.data = (kept.requirement if kept is not None else Requirement.NONE).value
        form.roles.data = kept.roles if kept is not None else []
    if form.validate_on_submit():
        try:
            with unit_of_work():
                ask_for_training(
                    cycle,
                    requirement=Requirement(form.requirement.data),
                    roles=form.chosen_roles,
                    by=me(),
                )
            flash("What the round asks for is saved.")
            return redirect(url_for("cycles.show", cycle_id=cycle.id))
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("training/staff/asked.html", form=form, cycle=cycle)
    return page, 400 if form.errors else 200


def _drawn(months: list[tuple[str, Use]]) -> Chart:
    lines = [(words, [getattr(use, name) for _, use in months]) for name, words in FIGURES]
    return line([month for month, _ in months], lines, label="Month")


def _by_audience(uses: list[tuple[str, Use]]) -> Chart:
    offered = [use.offered for _, use in uses]
    booked = [(label, use.booked) for label, use in uses]
    return bars(booked, before=offered, names=("Booked", "Places offered"), label="Audience")
