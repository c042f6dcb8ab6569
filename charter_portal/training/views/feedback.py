"""Feedback: the delegate's short form by their own link, and the summary for trainers and staff."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for

from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import open_to_everyone, requires
from charter_portal.training import permissions as can
from charter_portal.training.forms.feedback import feedback_form
from charter_portal.training.models import TrainingDay
from charter_portal.training.queries.feedback import feedback_on
from charter_portal.training.services.feedback import give_feedback, may_give_feedback
from charter_portal.training.views import blueprint
from charter_portal.training.views.asking import own_place


@blueprint.route("/training/places/<token>/feedback", methods=["GET", "POST"])
@open_to_everyone
def feedback(token: str) -> Any:
    """A few questions, all of which may be skipped. 404 for a link that opens nothing."""
    place = own_place(token)
    form = feedback_form()
    if may_give_feedback(place) and form.validate_on_submit():
        try:
            with unit_of_work():
                give_feedback(
                    place,
                    ratings=form.ratings,
                    most_useful=form.most_useful.data or "",
                    to_change=form.to_change.data or "",
                    anonymous=form.anonymous.data,
                )
            return redirect(url_for("training.feedback", token=token))
        except RuleBroken as problem:
            form.show(problem)
    page = render_template(
        "training/delegate/feedback.html",
        form=form,
        place=place,
        day=place.day,
        token=token,
        is_open=may_give_feedback(place),
    )
    return page, 400 if form.errors else 200


@blueprint.get("/training/days/<int:training_day_id>/feedback")
@requires(can.view_plan, can.trains, on=TrainingDay)
def feedback_summary(day: TrainingDay) -> str:
    """What delegates said, with small numbers hidden."""
    return render_template("training/staff/feedback.html", day=day, summary=feedback_on(day))
