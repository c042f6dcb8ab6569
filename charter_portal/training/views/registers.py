"""The register of a day, for its trainers and staff: the list, walk-ins, closing it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from charter_portal.audit_trail.services import record_view
from charter_portal.core.clock import now
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.formats import plural
from charter_portal.core.forms import clean_line
from charter_portal.core.permissions import requires
from charter_portal.core.tables import count_of, page_number, paginate
from charter_portal.training import permissions as can
from charter_portal.training.enums import DayStatus, PlaceStatus, RegisterDeed
from charter_portal.training.forms.empty import EmptyForm
from charter_portal.training.forms.registers import MarkForm, WalkInForm
from charter_portal.training.models import Place, TrainingDay
from charter_portal.training.queries.registers import (
    ON_THE_REGISTER,
    counts_of,
    organisations_on,
    register_of,
)
from charter_portal.training.rules.registers import is_open
from charter_portal.training.services import registers as services
from charter_portal.training.views import blueprint
from charter_portal.training.views.asking import me
from charter_portal.training.views.planning import back_to

SEARCH_LIMIT = 100


@blueprint.get("/training/days/<int:training_day_id>/register")
@requires(can.view_plan, can.trains, on=TrainingDay)
def register(day: TrainingDay) -> str:
    """Who is on the day, with what they need; the look is recorded."""
    record_view(day, me())
    search = (clean_line(request.args.get("search")) or "")[:SEARCH_LIMIT]
    asked = request.args.get("status")
    status = next((each for each in ON_THE_REGISTER if each.value == asked), None)
    rows, counts = register_of(day, search=search, status=status), counts_of(day)
    shown = [status] if status else ON_THE_REGISTER
    total = count_of(rows) if search else sum(counts[each] for each in shown)
    return render_template(
        "training/register/register.html",
        day=day,
        page=paginate(rows, number=page_number(request.args.get("page")), total=total),
        counts=counts,
        search=search,
        status=status,
        statuses=ON_THE_REGISTER,
        deeds=deeds_for(day),
    )


@blueprint.post("/training/register/places/<int:place_id>")
@requires(can.view_place, can.trains_day_of, on=Place)
def mark(place: Place) -> Any:
    """One press of a button on the register, or on the page behind a delegate's code."""
    form = MarkForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.mark(place, form.chosen, by=me())
        except RuleBroken as problem:
            flash(problem.message, "notice")
    if request.form.get("from") == "code":
        return redirect(url_for("training.check_in", code=place.code))
    kept: dict[str, Any] = {name: request.form.get(name) or None for name in ("search", "status", "page")}
    address = url_for("training.register", training_day_id=place.day_id, **kept)
    return redirect(f"{address}#place-{place.id}")


@blueprint.route("/training/days/<int:training_day_id>/register/walk-in", methods=["GET", "POST"])
@requires(can.view_plan, can.trains, on=TrainingDay)
def walk_in(day: TrainingDay) -> Any:
    """Somebody came without a place."""
    form = WalkInForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                place = services.add_walk_in(day, form.who, there_is_room=form.room.data, by=me())
            flash(f"{place.name} is on the register, as there.")
            return _back_to_register(day)
        except RuleBroken as problem:
            form.show(problem)
    taken = sum(counts_of(day)[status] for status in ON_THE_REGISTER)
    page = render_template(
        "training/register/walk_in.html",
        form=form,
        day=day,
        organisations=organisations_on(day),
        is_full=taken >= day.capacity,
    )
    return page, 400 if form.errors else 200


@blueprint.route("/training/days/<int:training_day_id>/register/close", methods=["GET", "POST"])
@requires(can.view_plan, can.trains, on=TrainingDay)
def close_register(day: TrainingDay) -> Any:
    """The day is over: what that means, then the deed."""
    form = EmptyForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                done = services.close_register(day, by=me())
            flash(
                f"The register is closed: {done.came} came, {done.absent} did not. "
                f"{plural(done.mails, 'mail').capitalize()} on the way."
            )
            return back_to(day)
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("training/register/close.html", form=form, day=day, counts=counts_of(day))
    return page, 400 if form.errors else 200


def deeds_for(day: TrainingDay) -> dict[PlaceStatus, tuple[RegisterDeed, ...]]:
    """The buttons for each standing, as far as this person may press them now."""
    if not is_open(day.starts_at, now()):
        return {}
    if day.status is DayStatus.PUBLISHED:
        return {
            PlaceStatus.BOOKED: (RegisterDeed.CHECK_IN, RegisterDeed.ABSENT),
            PlaceStatus.ATTENDED: (RegisterDeed.LATE, RegisterDeed.LEFT_EARLY, RegisterDeed.UNDO),
            PlaceStatus.ABSENT: (RegisterDeed.CHECK_IN, RegisterDeed.UNDO),
        }
    if day.status is DayStatus.HELD and can.runs_training(me()):
        return {
            PlaceStatus.ATTENDED: (RegisterDeed.LATE, RegisterDeed.LEFT_EARLY, RegisterDeed.ABSENT),
            PlaceStatus.ABSENT: (RegisterDeed.CHECK_IN,),
        }
    return {}


def _back_to_register(day: TrainingDay) -> Any:
    return redirect(url_for("training.register", training_day_id=day.id))
