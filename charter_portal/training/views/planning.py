"""Staff plan days: the list, a new day, one day, its words, its programme, a copy."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.core.permissions import requires
from charter_portal.core.tables import page_number
from charter_portal.training import permissions as can
from charter_portal.training.enums import Audience, DayStatus
from charter_portal.training.forms.days import CloneForm, DayForm, NewDayForm, ProgrammeForm
from charter_portal.training.forms.numbers import whole_number
from charter_portal.training.models import ProgrammeTemplate, TrainingDay
from charter_portal.training.queries import planning
from charter_portal.training.queries.places import held_on
from charter_portal.training.queries.registers import counts_of
from charter_portal.training.queries.venues import open_rooms, programme_templates, trainers
from charter_portal.training.rules.programme import Step, write_programme
from charter_portal.training.rules.registers import is_open
from charter_portal.training.services import plans
from charter_portal.training.views import blueprint
from charter_portal.training.views.asking import asked, me
from charter_portal.training.workflow import day_workflow


@blueprint.get("/staff/training")
@requires(can.reads_training)
def staff_days() -> str:
    """Every day: filter by status, audience, month and trainer; page."""
    chosen: dict[str, Any] = {
        "status": asked(DayStatus, "status"),
        "audience": asked(Audience, "audience"),
        "month": _month(request.args.get("month")),
        "trainer_id": _number("trainer_id"),
    }
    return render_template(
        "training/staff/days.html",
        page=planning.planning_page(**chosen, number=page_number(request.args.get("page"))),
        chosen=chosen,
        statuses=DayStatus.choices(),
        audiences=Audience.choices(),
        months=[(f"{month:%Y-%m}", f"{month:%B %Y}") for month in planning.months_with_days()],
        people=[(person.id, person.name) for person in planning.people_in_charge()],
    )


@blueprint.route("/staff/training/days/new", methods=["GET", "POST"])
@requires(can.runs_training)
def new_day() -> Any:
    """A day as a draft, if wished from a programme."""
    form = NewDayForm()
    form.offer(open_rooms(), trainers())
    template = db.session.get(ProgrammeTemplate, _number("template") or 0)
    if request.method == "GET" and template is not None:
        form.begin_from(template, programme_of(template))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                day = plans.plan_day(form.plan(), programme=form.programme.data or "", by=me())
            flash("The day is planned. Nobody is told before you publish it.")
            return back_to(day)
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("training/staff/new_day.html", form=form, templates=programme_templates())
    return page, 400 if form.errors else 200


@blueprint.get("/staff/training/days/<int:training_day_id>")
@requires(can.view_plan, on=TrainingDay)
def staff_day(day: TrainingDay) -> str:
    """One day: how it is planned, who comes, and what can be done with it."""
    return render_template(
        "training/staff/day.html",
        day=day,
        counts=counts_of(day),
        taken=held_on(day),
        steps=day_workflow.open_to(me(), day),
        runs=can.runs_training(me()),
        trains=can.trains(me(), day),
        open_register=is_open(day.starts_at, now()),
    )


@blueprint.route("/staff/training/days/<int:training_day_id>/edit", methods=["GET", "POST"])
@requires(can.view_plan, can.runs_training, on=TrainingDay)
def edit_day(day: TrainingDay) -> Any:
    """Change a day; a save from an older page shows both plans."""
    form = DayForm(obj=day)
    form.offer(open_rooms(), trainers())
    if request.method == "GET":
        form.fill(day)
    if day.status is not DayStatus.DRAFT:
        form.keep_what_is_promised()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                plans.change_day(day, form.plan(day), version=form.version.data, by=me())
            flash("The day is saved.")
            return back_to(day)
        except StaleWrite:
            db.session.refresh(day)
            form.version.data = day.version
            return render_template("training/staff/both_plans.html", form=form, day=day), 409
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("training/staff/edit_day.html", form=form, day=day)
    return page, 400 if form.errors else 200


@blueprint.route("/staff/training/days/<int:training_day_id>/programme", methods=["GET", "POST"])
@requires(can.view_plan, can.runs_training, on=TrainingDay)
def edit_programme(day: TrainingDay) -> Any:
    """Write the programme; a save from an older page shows both."""
    form = ProgrammeForm()
    if request.method == "GET":
        form.programme.data, form.version.data = write_programme(plans.steps_of(day)), day.version
    if form.validate_on_submit():
        try:
            with unit_of_work():
                version = form.version.data
                plans.change_programme(day, programme=form.programme.data or "", version=version, by=me())
            flash("The programme is saved.")
            return back_to(day)
        except StaleWrite:
            db.session.refresh(day)
            form.version.data, saved = day.version, write_programme(plans.steps_of(day))
            page = render_template("training/staff/both_programmes.html", form=form, day=day, saved=saved)
            return page, 409
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("training/staff/programme.html", form=form, day=day)
    return page, 400 if form.errors else 200


@blueprint.route("/staff/training/days/<int:training_day_id>/clone", methods=["GET", "POST"])
@requires(can.view_plan, can.runs_training, on=TrainingDay)
def clone_day(day: TrainingDay) -> Any:
    """The same day at another time, as a draft."""
    form = CloneForm()
    form.offer(open_rooms(), trainers())
    if request.method == "GET":
        form.room_id.data, form.trainers.data = day.room_id, [each.user_id for each in day.trainers]
    if form.validate_on_submit() and form.starts_at.data is not None:
        try:
            with unit_of_work():
                copy = plans.clone_day(
                    day,
                    starts_at=form.starts_at.data,
                    room_id=form.room_id.data,
                    trainers=tuple(form.trainers.data or ()),
                    by=me(),
                )
            flash("The copy is planned. Nobody is told before you publish it.")
            return back_to(copy)
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("training/staff/clone.html", form=form, day=day)
    return page, 400 if form.errors else 200


def programme_of(template: ProgrammeTemplate) -> str:
    """A template's programme, as people write it."""
    return write_programme(Step(each.after, each.minutes, each.title, each.words) for each in template.items)


def back_to(day: TrainingDay) -> Any:
    """Lead to the day's page for staff."""
    return redirect(url_for("training.staff_day", training_day_id=day.id))


def _month(text: str | None) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01") if text and len(text) == 7 else None
    except ValueError:
        return None


def _number(name: str) -> int | None:
    number = whole_number(request.args.get(name))
    return number if number > 0 else None
