"""An organisation's own pages of training: its places, and booking more."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.formats import plural
from charter_portal.core.permissions import requires
from charter_portal.core.tables import page_number, paginate
from charter_portal.organisations.models import Organisation
from charter_portal.organisations.permissions import view
from charter_portal.training import services
from charter_portal.training.enums import Audience
from charter_portal.training.enums import PlaceStatus as S
from charter_portal.training.forms.booking import BookForm
from charter_portal.training.forms.empty import EmptyForm
from charter_portal.training.models import Booking, TrainingDay
from charter_portal.training.permissions import books_for, looks_after, view_booking
from charter_portal.training.queries.bookings import by_day, coming_places_of, past_places_of
from charter_portal.training.queries.days import coming_days
from charter_portal.training.queries.places import places_left
from charter_portal.training.rules.places import masked, places_in_words
from charter_portal.training.services.booking import purposes_of
from charter_portal.training.views import blueprint
from charter_portal.training.views.asking import day_or_404, me
from charter_portal.training.views.public import where_of


@blueprint.get("/organisations/<int:organisation_id>/training")
@requires(view, on=Organisation)
def organisation(organisation: Organisation) -> str:
    """Who is booked on coming days, and who came to those that are over."""
    past = paginate(past_places_of(organisation), number=page_number(request.args.get("page")))
    return render_template(
        "training/member/organisation.html",
        organisation=organisation,
        coming=by_day(coming_places_of(organisation)),
        past=past,
        past_days=by_day(past.items),
        books=books_for(me(), organisation),
        where=where_of,
        masked=masked,
        has_days=bool(paginate(coming_days(audience=Audience.APPLICANTS), number=1, size=1).items),
    )


@blueprint.route("/organisations/<int:organisation_id>/training/<int:day_id>/book", methods=["GET", "POST"])
@requires(view, books_for, on=Organisation)
def book(organisation: Organisation, day_id: int) -> Any:
    """Book places for one or several people. A second press of the button books nothing twice."""
    day = day_or_404(day_id)
    form = BookForm()
    if not form.is_submitted():
        form.begin()
        form.purpose.data = request.args.get("for", "")
    form.suit(day)
    if _only_rows_change(form):
        form.suit(day)
        return _book_page(organisation, day, form)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                booking = services.book(
                    day,
                    delegates=form.people(day),
                    organisation=organisation,
                    together=form.together.data == "yes",
                    asked_key=form.key,
                    by=me(),
                    purpose=form.purpose.data or "",
                )
            flash(_said(booking))
            return redirect(url_for(".organisation", organisation_id=organisation.id))
        except RuleBroken as problem:
            form.show(problem)
    return _book_page(organisation, day, form), 400 if form.errors else 200


@blueprint.post("/training/bookings/<int:booking_id>/accept")
@requires(view_booking, looks_after, on=Booking)
def accept_offers(booking: Booking) -> Any:
    """Take every place that is held for this booking."""
    form = EmptyForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                count = services.accept_offers(booking, by=me())
            flash(f"{plural(count, 'place')} booked." if count else "No place was held any more.")
        except RuleBroken as problem:
            flash(problem.message, "notice")
    if booking.organisation_id is None:
        return redirect(url_for(".mine"))
    return redirect(url_for(".organisation", organisation_id=booking.organisation_id))


def _only_rows_change(form: BookForm) -> bool:
    """Add or remove a row; the page then shows everything that was typed, and nothing is checked yet."""
    if "more" in request.form:
        form.add_person()
    elif "remove" in request.form:
        form.remove_person(request.form["remove"])
    else:
        return False
    return True


def _book_page(organisation: Organisation, day: TrainingDay, form: BookForm) -> str:
    form.offer(purposes_of(day, organisation, by=me()))
    return render_template(
        "training/member/book.html",
        organisation=organisation,
        day=day,
        form=form,
        where=where_of(day),
        left=places_in_words(places_left([day]).get(day.id, 0)),
    )


def _said(booking: Booking) -> str:
    """What came of it, in words."""
    booked = sum(place.status is S.BOOKED for place in booking.places)
    waiting = sum(place.status is S.WAITING for place in booking.places)
    parts = []
    if booked:
        parts.append(f"{_people(booked)} a place.")
    if waiting:
        verb = "is" if waiting == 1 else "are"
        parts.append(f"{plural(waiting, 'person', 'people')} {verb} on the waiting list.")
    return " ".join([*parts, "Each of them gets a message."])


def _people(count: int) -> str:
    return f"{plural(count, 'person', 'people')} {'has' if count == 1 else 'have'}"
