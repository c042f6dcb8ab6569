"""The Partnership Board: its meetings, one with what changed in its period, and its decisions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, render_template, request, url_for

from charter_portal.core.clock import today
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.core.permissions import requires
from charter_portal.core.tables import page_number, paginate
from charter_portal.involvement import permissions as can
from charter_portal.involvement import services
from charter_portal.involvement.forms.board import DecisionForm, MeetingForm
from charter_portal.involvement.models import BoardMeeting
from charter_portal.involvement.queries import meeting_in, meetings_of
from charter_portal.involvement.services import reports
from charter_portal.involvement.views import blueprint
from charter_portal.involvement.views.asking import HOME, me, own, to
from charter_portal.involvement.views.conflicts import conflict_page
from charter_portal.organisations.models import Organisation
from charter_portal.organisations.queries import services_of

MEETING = f"{HOME}/board/<int:meeting_id>"
QUARTER = timedelta(days=91)


@blueprint.get(f"{HOME}/board")
@requires(can.view, on=Organisation)
def meetings(organisation: Organisation) -> str:
    """Every meeting, the newest first."""
    return render_template(
        "involvement/member/meetings.html",
        organisation=organisation,
        page=paginate(meetings_of(organisation), number=page_number(request.args.get("page"))),
        here_page=lambda number: url_for(
            "involvement.meetings", organisation_id=organisation.id, page=number
        ),
    )


@blueprint.route(f"{HOME}/board/new", methods=["GET", "POST"])
@requires(can.view, can.writes, on=Organisation)
def add_meeting(organisation: Organisation) -> Any:
    """Plan a meeting, or write one down."""
    offered = services_of(organisation)
    form = MeetingForm(since=today() - QUARTER, until=today(), services=[each.id for each in offered])
    form.offer(offered)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                meeting = services.add_meeting(organisation, words=form.words(), by=me())
            flash("The meeting is written down.")
            return to("meeting", organisation, meeting_id=meeting.id)
        except RuleBroken as problem:
            form.show(problem)
    return _form_page(organisation, form, None), 400 if form.errors else 200


@blueprint.get(MEETING)
@requires(can.view, on=Organisation)
def meeting(organisation: Organisation, meeting_id: int) -> str:
    """One meeting: what people said, what was decided, and what changed in its period."""
    found = own(meeting_in(organisation, meeting_id))
    return _page(organisation, found, DecisionForm(formdata=None))


@blueprint.route(f"{MEETING}/change", methods=["GET", "POST"])
@requires(can.view, can.writes, on=Organisation)
def change_meeting(organisation: Organisation, meeting_id: int) -> Any:
    """Change what is written about a meeting."""
    found = own(meeting_in(organisation, meeting_id))
    form = _form(organisation, found, fresh=request.method == "GET")
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_meeting(found, words=form.words(), version=form.version.data, by=me())
            flash("The meeting is saved.")
            return to("meeting", organisation, meeting_id=found.id)
        except StaleWrite:
            saved = _form(organisation, found, fresh=True)
            return conflict_page(
                organisation,
                mine=form,
                saved=saved,
                current=found,
                what="Partnership Board",
                page=request.path,
            )
        except RuleBroken as problem:
            form.show(problem)
    return _form_page(organisation, form, found), 400 if form.errors else 200


@blueprint.post(f"{MEETING}/decisions")
@requires(can.view, can.writes, on=Organisation)
def add_decision(organisation: Organisation, meeting_id: int) -> Any:
    """Write down what the board decided."""
    found = own(meeting_in(organisation, meeting_id))
    form = DecisionForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.add_decision(found, words=form.decision.data or "", by=me())
            flash("The decision is written down.")
            return to("meeting", organisation, meeting_id=found.id)
        except RuleBroken as problem:
            form.show(problem)
    return _page(organisation, found, form), 400


@blueprint.route(f"{MEETING}/decisions/<int:number>", methods=["GET", "POST"])
@requires(can.view, can.writes, on=Organisation)
def change_decision(organisation: Organisation, meeting_id: int, number: int) -> Any:
    """Put a decision into other words."""
    found = own(meeting_in(organisation, meeting_id))
    decision = own(next((each for each in found.decisions if each.number == number), None))
    form = DecisionForm(decision=decision.words)
    if form.validate_on_submit():
        with unit_of_work():
            services.change_decision(decision, words=form.decision.data or "", by=me())
        flash("The decision is saved.")
        return to("meeting", organisation, meeting_id=found.id)
    page = render_template(
        "involvement/member/decision.html",
        organisation=organisation,
        meeting=found,
        decision=decision,
        form=form,
    )
    return page, 400 if form.errors else 200


@blueprint.post(f"{MEETING}/decisions/<int:number>/remove")
@requires(can.view, can.writes, on=Organisation)
def remove_decision(organisation: Organisation, meeting_id: int, number: int) -> Any:
    """Take a decision off the list."""
    found = own(meeting_in(organisation, meeting_id))
    decision = own(next((each for each in found.decisions if each.number == number), None))
    with unit_of_work():
        services.remove_decision(decision, by=me())
    flash("The decision is removed.")
    return to("meeting", organisation, meeting_id=found.id)


def _form(organisation: Organisation, meeting: BoardMeeting, *, fresh: bool) -> MeetingForm:
    form = MeetingForm(formdata=None) if fresh else MeetingForm()
    form.offer(services_of(organisation, with_closed=True))
    if fresh:
        form.fill(meeting)
    return form


def _form_page(organisation: Organisation, form: MeetingForm, meeting: BoardMeeting | None) -> str:
    return render_template(
        "involvement/member/meeting_form.html", organisation=organisation, form=form, meeting=meeting
    )


def _page(organisation: Organisation, found: BoardMeeting, form: DecisionForm) -> str:
    return render_template(
        "involvement/member/meeting.html",
        organisation=organisation,
        report=reports.board_report(found),
        meeting=found,
        form=form,
        may_write=can.writes(me(), organisation) and can.has_its_words(me(), found),
        to_come=found.held_on >= today(),
    )
