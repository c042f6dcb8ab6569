"""One place, for signed-in people: cancel it, give it to a colleague, say what its delegate needs."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from charter_portal.audit_trail.services import record_view
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.training import permissions as can
from charter_portal.training import services
from charter_portal.training.forms.booking import ColleagueForm, NeedsForm, NewNeedsForm
from charter_portal.training.forms.empty import EmptyForm
from charter_portal.training.models import Place
from charter_portal.training.rules.places import masked
from charter_portal.training.views import blueprint
from charter_portal.training.views.asking import me


@blueprint.post("/training/place/<int:place_id>/accept")
@requires(can.view_place, can.answers_for, on=Place)
def accept(place: Place) -> Any:
    """Take the place that is held for somebody."""
    try:
        with unit_of_work():
            services.accept_offer(place, by=me())
        flash(f"{place.name} has a place. We have told them.")
    except RuleBroken as problem:
        flash(problem.message, "notice")
    return back_from(place)


@blueprint.route("/training/place/<int:place_id>/cancel", methods=["GET", "POST"])
@requires(can.view_place, can.answers_for, on=Place)
def cancel(place: Place) -> Any:
    """Cancel a place, give an offer back or leave the waiting list."""
    form = EmptyForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.cancel_place(place, by=me())
            flash(f"The place of {place.name} is cancelled. We have told them.")
            return back_from(place)
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("training/member/cancel.html", form=form, place=place, back=back_address(place))
    return page, 400 if form.errors else 200


@blueprint.route("/training/place/<int:place_id>/change", methods=["GET", "POST"])
@requires(can.view_place, can.answers_for, on=Place)
def change(place: Place) -> Any:
    """Give the place to a colleague, or put a name right."""
    form = ColleagueForm(data={"name": place.name, "role": place.role, "joins": place.joins})
    form.suit(place.day)
    if form.validate_on_submit():
        former = place.email_key
        try:
            with unit_of_work():
                services.change_delegate(place, form.delegate(place.day), by=me())
            same = place.email_key == former
            flash("The details are saved." if same else f"The place is now for {place.name}. We told both.")
            return back_from(place)
        except RuleBroken as problem:
            form.show(problem)
    page = render_template(
        "training/member/change.html",
        form=form,
        place=place,
        back=back_address(place),
        address=masked(place.email),
    )
    return page, 400 if form.errors else 200


@blueprint.route("/training/place/<int:place_id>/needs", methods=["GET", "POST"])
@requires(can.view_place, can.writes_needs, on=Place)
def needs(place: Place) -> Any:
    """What the delegate needs: to read for those who take care of the day, to write for whoever booked."""
    reads = can.sees_needs(me(), place)
    form = NeedsForm(obj=place.needs) if reads else NewNeedsForm()
    if isinstance(form, NewNeedsForm):
        form.begin(is_recorded=place.needs is not None and place.needs.is_recorded)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_needs(
                    place, access=form.access.data or "", dietary=form.dietary.data or "", by=me()
                )
            flash("What they need is saved.")
            return back_from(place)
        except RuleBroken as problem:
            form.show(problem)
    if reads and place.needs is not None:
        record_view(place.needs, me())
    page = render_template("training/member/needs.html", form=form, place=place, back=back_address(place))
    return page, 400 if form.errors else 200


def back_address(place: Place) -> str:
    """The page from which people come to a place."""
    organisation_id = place.booking.organisation_id
    if organisation_id is not None:
        return url_for(".organisation", organisation_id=organisation_id)
    return url_for(".mine")


def back_from(place: Place) -> Any:
    """Lead back there."""
    return redirect(back_address(place))
