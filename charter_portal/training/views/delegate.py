"""A delegate's own pages. The link in their mails is the key; opening it changes nothing."""

from __future__ import annotations

from typing import Any

import segno
from flask import abort, flash, redirect, render_template, url_for

from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import open_to_everyone
from charter_portal.files.services import send
from charter_portal.notifications.services.writing import link
from charter_portal.training.enums import DayStatus, Way
from charter_portal.training.enums import PlaceStatus as S
from charter_portal.training.forms.booking import NewNeedsForm
from charter_portal.training.forms.empty import EmptyForm
from charter_portal.training.models import Place
from charter_portal.training.permissions import LinkHolder
from charter_portal.training.queries.days import trainers_of
from charter_portal.training.queries.materials import materials_for
from charter_portal.training.services import delegates as services
from charter_portal.training.services.feedback import may_give_feedback
from charter_portal.training.views import blueprint
from charter_portal.training.views.asking import own_place
from charter_portal.training.views.public import where_of

SEES_HOW_TO_JOIN = {S.BOOKED, S.ATTENDED}


@blueprint.get("/training/places/<token>")
@open_to_everyone
def place(token: str) -> str:
    """Where the place stands, and everything its delegate can do."""
    found = own_place(token)
    day = found.day
    is_on = day.status is DayStatus.PUBLISHED
    return render_template(
        "training/public/place.html",
        place=found,
        day=day,
        token=token,
        where=where_of(day),
        trainers=trainers_of(day),
        joining=day.joining_words if found.status in SEES_HOW_TO_JOIN and is_on else "",
        code=_picture(found) if _shows_code(found) else None,
        materials=materials_for(found),
        is_open=services.is_open(found),
        gives_feedback=may_give_feedback(found),
    )


@blueprint.post("/training/places/<token>/accept")
@open_to_everyone
def accept_by_link(token: str) -> Any:
    """Take the place that is held."""
    found = own_place(token)
    try:
        with unit_of_work():
            services.accept_offer(found, by=LinkHolder(found.id))
        flash("You have a place. We have sent you a message with everything you need.")
    except RuleBroken as problem:
        flash(problem.message, "notice")
    return redirect(url_for(".place", token=token))


@blueprint.route("/training/places/<token>/cancel", methods=["GET", "POST"])
@open_to_everyone
def cancel_by_link(token: str) -> Any:
    """Give the place up, after a page that says what that means."""
    found = own_place(token)
    form = EmptyForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.cancel_place(found, by=LinkHolder(found.id))
            return redirect(url_for(".place", token=token))
        except RuleBroken as problem:
            form.show(problem)
    elif not services.is_open(found):
        return redirect(url_for(".place", token=token))
    page = render_template("training/public/cancel.html", form=form, place=found, day=found.day, token=token)
    return page, 400 if form.errors else 200


@blueprint.route("/training/places/<token>/needs", methods=["GET", "POST"])
@open_to_everyone
def needs_by_link(token: str) -> Any:
    """Say what one needs on the day, or take it back. What stands there is not shown: links are passed on."""
    found = own_place(token)
    form = NewNeedsForm()
    form.begin(is_recorded=found.needs is not None and found.needs.is_recorded)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_needs(
                    found,
                    access=form.access.data or "",
                    dietary=form.dietary.data or "",
                    by=LinkHolder(found.id),
                )
            flash("What you need is saved.")
            return redirect(url_for(".place", token=token))
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("training/public/needs.html", form=form, place=found, day=found.day, token=token)
    return page, 400 if form.errors else 200


@blueprint.get("/training/places/<token>/materials/<int:material_id>")
@open_to_everyone
def material_by_link(token: str, material_id: int) -> Any:
    """A file given out on the day, for those who may read it now."""
    readable = {each.id: each for each in materials_for(own_place(token))}
    found = readable.get(material_id)
    if found is None or found.file is None:
        abort(404)
    return send(found.file)


@blueprint.get("/training/places/<token>/certificate")
@open_to_everyone
def certificate_by_link(token: str) -> Any:
    """The certificate of attendance, once it is made."""
    found = own_place(token)
    if found.status is not S.ATTENDED or found.certificate_file is None:
        abort(404)
    return send(found.certificate_file)


def _shows_code(found: Place) -> bool:
    """True for somebody who will come through a door."""
    is_on = found.day.status is DayStatus.PUBLISHED
    return found.status is S.BOOKED and is_on and found.joins is Way.IN_PERSON


def _picture(found: Place) -> str:
    """The code for the door as a picture: a trainer's phone reads it and opens the check-in page."""
    drawn = segno.make(link("training.check_in", code=found.code), error="m", micro=False, boost_error=False)
    address: str = drawn.svg_data_uri(border=2, dark="#28202c", light="#ffffff", omitsize=True)
    return address
