"""Feedback forms as their organisation sees them: the list, opening one, its link and its results."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import segno
from flask import flash, render_template

from charter_portal.core.charts import Chart, bars
from charter_portal.core.clock import today
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.involvement import permissions as can
from charter_portal.involvement import services
from charter_portal.involvement.forms.feedback import OpenFeedbackForm
from charter_portal.involvement.queries import bank, feedback_form_in, feedback_forms_of, results_of
from charter_portal.involvement.queries.feedback import (
    ScaleResult,
    asked_in,
    has_enough_answers,
    is_closed,
    is_taking_answers,
)
from charter_portal.involvement.views import blueprint
from charter_portal.involvement.views.asking import HOME, me, own, to
from charter_portal.notifications.services.writing import link
from charter_portal.organisations.models import Organisation
from charter_portal.organisations.queries import services_of

FORM = f"{HOME}/feedback/<int:form_id>"
USUALLY_OPEN = timedelta(days=60)


@blueprint.get(f"{HOME}/feedback")
@requires(can.view, on=Organisation)
def feedback_forms(organisation: Organisation) -> str:
    """Every form, the newest first."""
    return render_template(
        "involvement/member/feedback_forms.html",
        organisation=organisation,
        forms=feedback_forms_of(organisation),
        is_closed=is_closed,
        is_taking_answers=is_taking_answers,
    )


@blueprint.route(f"{HOME}/feedback/new", methods=["GET", "POST"])
@requires(can.view, can.leads, on=Organisation)
def open_feedback_form(organisation: Organisation) -> Any:
    """Choose for whom, what to ask, and how long."""
    form = OpenFeedbackForm(opens_on=today(), closes_on=today() + USUALLY_OPEN)
    form.offer()
    form.service.offer(services_of(organisation))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                opened = services.open_feedback_form(
                    organisation,
                    service=form.service.chosen,
                    title=form.title.data,
                    audience=form.audience.data,
                    question_keys=form.questions.data,
                    opens_on=form.opens_on.data,
                    closes_on=form.closes_on.data,
                    by=me(),
                )
            flash("The form is here. Share its link or its square pattern.")
            return to("feedback_form", organisation, form_id=opened.id)
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("involvement/member/open_feedback.html", organisation=organisation, form=form)
    return page, 400 if form.errors else 200


@blueprint.get(FORM)
@requires(can.view, on=Organisation)
def feedback_form(organisation: Organisation, form_id: int) -> str:
    """One form: its link while it is open, its results afterwards."""
    found = own(feedback_form_in(organisation, form_id))
    address, results = link("involvement.give_feedback", code=found.code), results_of(found)
    return render_template(
        "involvement/member/feedback_form.html",
        organisation=organisation,
        feedback=found,
        questions=asked_in(found),
        closed=is_closed(found),
        taking=is_taking_answers(found),
        enough=has_enough_answers(found),
        results=results,
        charts=[(each.question, _chart(each)) for each in results.scales] if results else [],
        address=address,
        qr=qr_of(address),
        may_close=can.leads(me(), organisation) and not is_closed(found),
    )


@blueprint.get(f"{FORM}/poster")
@requires(can.view, on=Organisation)
def feedback_poster(organisation: Organisation, form_id: int) -> str:
    """A sheet for the wall, with the link, the square pattern, and where people find support."""
    found = own(feedback_form_in(organisation, form_id))
    address = link("involvement.give_feedback", code=found.code)
    return render_template(
        "involvement/member/poster.html",
        organisation=organisation,
        feedback=found,
        count=len(found.questions),
        address=address,
        qr=qr_of(address),
        bank=bank(),
    )


@blueprint.post(f"{FORM}/close")
@requires(can.view, can.leads, on=Organisation)
def close_feedback_form(organisation: Organisation, form_id: int) -> Any:
    """Take no more answers."""
    found = own(feedback_form_in(organisation, form_id))
    with unit_of_work():
        services.close_feedback_form(found, by=me())
    flash("The form is closed.")
    return to("feedback_form", organisation, form_id=found.id)


def _chart(result: ScaleResult) -> Chart:
    """One question's answers, each count as it may be shown."""
    return bars(list(zip(result.labels, result.counts.values, strict=True)), label="Answer")


def qr_of(address: str) -> str:
    """The address as a QR code that still reads with a seventh of it lost, as a picture for an `img`."""
    code = segno.make(address, error="m", micro=False, boost_error=False)
    found: str = code.svg_data_uri(
        border=4, dark="#28202c", light="#ffffff", omitsize=True, encode_minimal=True
    )
    return found
