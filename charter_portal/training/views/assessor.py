"""Places that people book for themselves: days for assessors, and the yearly standardisation."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import anyone_signed_in, requires
from charter_portal.training import permissions as can
from charter_portal.training import services
from charter_portal.training.enums import PlaceStatus as S
from charter_portal.training.enums import Way
from charter_portal.training.forms.booking import OwnPlaceForm
from charter_portal.training.models import TrainingDay
from charter_portal.training.queries.bookings import by_day, own_places
from charter_portal.training.queries.places import places_left
from charter_portal.training.rules.places import places_in_words
from charter_portal.training.views import blueprint
from charter_portal.training.views.asking import me
from charter_portal.training.views.public import where_of


@blueprint.get("/training/mine")
@requires(anyone_signed_in)
def mine() -> str:
    """One's own places."""
    return render_template("training/member/mine.html", days=by_day(own_places(me())), where=where_of)


@blueprint.route("/training/<int:training_day_id>/book-my-place", methods=["GET", "POST"])
@requires(can.view_day, can.books_alone, on=TrainingDay)
def book_alone(day: TrainingDay) -> Any:
    """An assessor books their own place."""
    form = OwnPlaceForm()
    if not form.is_submitted():
        form.begin()
    if day.way is not Way.HYBRID:
        form._fields.pop("joins", None)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                booking = services.book_alone(
                    day,
                    joins=form.joins.data if day.way is Way.HYBRID else day.way,
                    access=form.access.data or "",
                    dietary=form.dietary.data or "",
                    asked_key=form.key,
                    by=me(),
                )
            booked = booking.places[0].status is S.BOOKED
            flash("You have a place." if booked else "You are on the waiting list.")
            return redirect(url_for(".mine"))
        except RuleBroken as problem:
            if problem.field and problem.field.startswith("delegates-0-"):
                problem.field = problem.field.removeprefix("delegates-0-")
            form.show(problem)
    page = render_template(
        "training/member/book_alone.html",
        form=form,
        day=day,
        where=where_of(day),
        left=places_in_words(places_left([day]).get(day.id, 0)),
    )
    return page, 400 if form.errors else 200
