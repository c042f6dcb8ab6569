"""Staff look after venues and their rooms."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.training import permissions as can
from charter_portal.training.forms.venues import RoomForm, VenueForm
from charter_portal.training.models import Room, Venue
from charter_portal.training.queries import venues as queries
from charter_portal.training.services import venues as services
from charter_portal.training.views import blueprint
from charter_portal.training.views.asking import me


@blueprint.get("/staff/training/venues")
@requires(can.reads_training)
def venues() -> str:
    """Every venue with its rooms."""
    return render_template("training/staff/venues.html", venues=queries.venues(with_closed=True))


@blueprint.route("/staff/training/venues/new", methods=["GET", "POST"])
@requires(can.runs_training)
def new_venue() -> Any:
    """Add a venue."""
    form = VenueForm()
    if form.validate_on_submit():
        with unit_of_work():
            venue = services.add_venue(**_words(form), by=me())
        flash("The venue is here. Add its rooms next.")
        return _back_to(venue)
    return render_template("training/staff/new_venue.html", form=form), 400 if form.errors else 200


@blueprint.route("/staff/training/venues/<int:venue_id>", methods=["GET", "POST"])
@requires(can.reads_training, can.runs_training, on=Venue)
def venue(venue: Venue) -> Any:
    """One venue: its words, its rooms, whether days may be planned there."""
    form = VenueForm(obj=venue)
    if form.validate_on_submit():
        with unit_of_work():
            services.change_venue(venue, **_words(form), by=me())
        flash("The venue is saved.")
        return _back_to(venue)
    return _venue_page(venue, form)


@blueprint.post("/staff/training/venues/<int:venue_id>/state")
@requires(can.reads_training, can.runs_training, on=Venue)
def venue_state(venue: Venue) -> Any:
    """Close a venue, or open it again."""
    try:
        with unit_of_work():
            if request.form.get("open"):
                services.reopen_venue(venue, by=me())
            else:
                services.close_venue(venue, by=me())
    except RuleBroken as problem:
        form = VenueForm(formdata=None, obj=venue)
        form.show(problem)
        return _venue_page(venue, form)
    flash(f"{'Closed' if venue.closed_at else 'Open again'}: {venue.name}.")
    return _back_to(venue)


@blueprint.route("/staff/training/venues/<int:venue_id>/rooms/new", methods=["GET", "POST"])
@requires(can.reads_training, can.runs_training, on=Venue)
def new_room(venue: Venue) -> Any:
    """Add a room."""
    form = RoomForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.add_room(venue, name=form.name.data, seats=form.seats.data, by=me())
            flash(f"Added: {form.name.data}.")
            return _back_to(venue)
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("training/staff/room.html", form=form, venue=venue, room=None)
    return page, 400 if form.errors else 200


@blueprint.route("/staff/training/rooms/<int:room_id>", methods=["GET", "POST"])
@requires(can.reads_training, can.runs_training, on=Room)
def room(room: Room) -> Any:
    """Change a room's name or seats."""
    form = RoomForm(obj=room)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_room(room, name=form.name.data, seats=form.seats.data, by=me())
            flash("The room is saved.")
            return _back_to(room.venue)
        except RuleBroken as problem:
            form.show(problem)
    return _room_page(room, form)


@blueprint.post("/staff/training/rooms/<int:room_id>/state")
@requires(can.reads_training, can.runs_training, on=Room)
def room_state(room: Room) -> Any:
    """Close a room, or open it again."""
    try:
        with unit_of_work():
            if request.form.get("open"):
                services.reopen_room(room, by=me())
            else:
                services.close_room(room, by=me())
    except RuleBroken as problem:
        form = RoomForm(formdata=None, obj=room)
        form.show(problem)
        return _room_page(room, form)
    flash(f"{'Closed' if room.closed_at else 'Open again'}: {room.name}.")
    return _back_to(room.venue)


def _words(form: VenueForm) -> dict[str, Any]:
    words = {name: form[name].data or "" for name in services.VENUE_WORDS}
    return words | {"region": form.region.data}


def _back_to(venue: Venue) -> Any:
    return redirect(url_for("training.venue", venue_id=venue.id))


def _venue_page(venue: Venue, form: VenueForm) -> Any:
    page = render_template("training/staff/venue.html", form=form, venue=venue)
    return page, 400 if form.errors else 200


def _room_page(room: Room, form: RoomForm) -> Any:
    page = render_template("training/staff/room.html", form=form, venue=room.venue, room=room)
    return page, 400 if form.errors else 200
