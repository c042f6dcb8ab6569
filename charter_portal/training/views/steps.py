"""Staff publish, move and cancel days, each after reading the mails that will go; and change their places."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request

from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite, StepNotOpen
from charter_portal.core.formats import plural
from charter_portal.core.permissions import requires
from charter_portal.training import permissions as can
from charter_portal.training.forms.days import CancelForm, CapacityForm, MoveForm, PublishForm, offer_rooms
from charter_portal.training.models import TrainingDay
from charter_portal.training.queries.places import held_on
from charter_portal.training.queries.venues import open_rooms
from charter_portal.training.services import capacity as places
from charter_portal.training.services import steps
from charter_portal.training.views import blueprint
from charter_portal.training.views.asking import me
from charter_portal.training.views.planning import back_to

LOOK = "look"
"""The value of the button that only shows what would be sent."""


@blueprint.route("/staff/training/days/<int:training_day_id>/publish", methods=["GET", "POST"])
@requires(can.view_plan, can.runs_training, on=TrainingDay)
def publish_day(day: TrainingDay) -> Any:
    """Open a day for booking."""
    form = PublishForm()
    if form.validate_on_submit() and not _only_looks():
        try:
            with unit_of_work():
                count = steps.publish_day(day, announce=form.announce.data, by=me())
            flash(f"The day is open for booking. {plural(count, 'mail').capitalize()} on the way.")
            return back_to(day)
        except StepNotOpen:
            flash("This day has moved on already.", "notice")
            return back_to(day)
        except RuleBroken as problem:
            form.show(problem)
    previews = steps.preview_publishing(day, announce=bool(form.announce.data))
    page = render_template("training/staff/publish.html", form=form, day=day, previews=previews)
    return page, 400 if form.errors else 200


@blueprint.route("/staff/training/days/<int:training_day_id>/move", methods=["GET", "POST"])
@requires(can.view_plan, can.runs_training, on=TrainingDay)
def move_day(day: TrainingDay) -> Any:
    """Another date or place: first what would be sent, then the deed."""
    form = MoveForm(obj=day)
    offer_rooms(form.room_id, open_rooms())
    previews = None
    if form.validate_on_submit():
        try:
            if _only_looks():
                previews = steps.preview_moving(day, form.new_time)
            else:
                with unit_of_work():
                    count = steps.move_day(day, form.new_time, version=form.version.data, by=me())
                flash(f"The day is moved. {plural(count, 'mail').capitalize()} on the way.")
                return back_to(day)
        except StaleWrite:
            db.session.refresh(day)
            form.version.data = day.version
            page = render_template("training/staff/move.html", form=form, day=day, previews=None, stale=True)
            return page, 409
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("training/staff/move.html", form=form, day=day, previews=previews, stale=False)
    return page, 400 if form.errors else 200


@blueprint.route("/staff/training/days/<int:training_day_id>/cancel", methods=["GET", "POST"])
@requires(can.view_plan, can.runs_training, on=TrainingDay)
def cancel_day(day: TrainingDay) -> Any:
    """The day is off: first what would be sent, then the deed."""
    form = CancelForm()
    previews = None
    if form.validate_on_submit():
        if _only_looks():
            previews = steps.preview_cancelling(day, reason=form.reason.data)
        else:
            try:
                with unit_of_work():
                    count = steps.cancel_day(day, reason=form.reason.data, by=me())
                flash(f"The day is cancelled. {plural(count, 'mail').capitalize()} on the way.")
            except StepNotOpen:
                flash("This day has moved on already.", "notice")
            return back_to(day)
    page = render_template("training/staff/cancel.html", form=form, day=day, previews=previews)
    return page, 400 if form.errors else 200


@blueprint.route("/staff/training/days/<int:training_day_id>/capacity", methods=["GET", "POST"])
@requires(can.view_plan, can.runs_training, on=TrainingDay)
def change_places(day: TrainingDay) -> Any:
    """More or fewer places. Whoever waits is offered what becomes free."""
    form = CapacityForm(obj=day)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                places.set_places(day, capacity=form.capacity.data, by=me())
            flash(f"The day now has {plural(form.capacity.data, 'place')}.")
            return back_to(day)
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("training/staff/capacity.html", form=form, day=day, taken=held_on(day))
    return page, 400 if form.errors else 200


def _only_looks() -> bool:
    return request.form.get("step") == LOOK
