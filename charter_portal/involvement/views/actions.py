"""The action plan: the list with its filters, one action, and what becomes of it."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, render_template, request, url_for

from charter_portal.core.clock import today
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.core.permissions import requires
from charter_portal.core.tables import page_number, paginate
from charter_portal.files.services import send
from charter_portal.involvement import permissions as can
from charter_portal.involvement import services
from charter_portal.involvement.enums import ActionSource
from charter_portal.involvement.forms.actions import (
    ActionFilterForm,
    ActionForm,
    DropForm,
    FinishForm,
    NoteForm,
)
from charter_portal.involvement.models import Action
from charter_portal.involvement.queries import action_in, action_rows, owners_in, plan_figures
from charter_portal.involvement.rules.plan import due_in_words, is_overdue
from charter_portal.involvement.views import blueprint
from charter_portal.involvement.views.asking import HOME, me, own, to
from charter_portal.involvement.views.conflicts import conflict_page
from charter_portal.involvement.views.sources import Origin, asked_origin
from charter_portal.involvement.workflow import action_workflow
from charter_portal.organisations.models import Organisation
from charter_portal.organisations.queries import services_of

ACTION = f"{HOME}/actions/<int:action_id>"


@blueprint.get(f"{HOME}/actions")
@requires(can.view, on=Organisation)
def actions(organisation: Organisation) -> str:
    """The plan: those that go on first, by due date."""
    filters = ActionFilterForm(request.args)
    filters.offer(owners_in(organisation))
    filters.service.offer(services_of(organisation, with_closed=True))
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if value and name != "page"}
    rows = action_rows(organisation, filters.chosen())
    return render_template(
        "involvement/member/actions.html",
        organisation=organisation,
        filters=filters,
        figures=plan_figures(organisation),
        page=paginate(rows, number=page_number(request.args.get("page"))),
        due=lambda action: due_in_words(action.due_on, today()),
        here_page=lambda number: url_for(
            "involvement.actions", organisation_id=organisation.id, **(kept | {"page": number})
        ),
    )


@blueprint.route(f"{HOME}/actions/new", methods=["GET", "POST"])
@requires(can.view, can.writes, on=Organisation)
def add_action(organisation: Organisation) -> Any:
    """Put an action on the plan: one's own, or from an audit's next step, a decision, a feedback form."""
    origin = asked_origin(organisation, request.args)
    form = _form(organisation)
    if request.method == "GET":
        form.title.data, form.detail.data = origin.title, origin.detail
        form.service.data = origin.service.id if origin.service else 0
    if form.validate_on_submit():
        try:
            with unit_of_work():
                added = _add(organisation, form, origin)
            flash(f"Action {added.number} is on the plan.")
            return to("action", organisation, action_id=added.id)
        except RuleBroken as problem:
            form.show(problem)
    page = render_template(
        "involvement/member/action_form.html",
        organisation=organisation,
        form=form,
        action=None,
        origin=origin,
    )
    return page, 400 if form.errors else 200


@blueprint.get(ACTION)
@requires(can.view, on=Organisation)
def action(organisation: Organisation, action_id: int) -> str:
    """One action with its notes and what can be done with it."""
    return _page(organisation, own(action_in(organisation, action_id)), NoteForm(formdata=None))


@blueprint.route(f"{ACTION}/change", methods=["GET", "POST"])
@requires(can.view, can.writes, on=Organisation)
def change_action(organisation: Organisation, action_id: int) -> Any:
    """Change what is written about an action."""
    found = own(action_in(organisation, action_id))
    form = _form(organisation, found, fresh=request.method == "GET")
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_action(found, words=form.said(), version=form.version.data, by=me())
            flash("The action is saved.")
            return to("action", organisation, action_id=found.id)
        except StaleWrite:
            saved = _form(organisation, found, fresh=True)
            what = f"Action {found.number}: {found.title}"
            return conflict_page(
                organisation, mine=form, saved=saved, current=found, what=what, page=request.path
            )
        except RuleBroken as problem:
            form.show(problem)
    page = render_template(
        "involvement/member/action_form.html",
        organisation=organisation,
        form=form,
        action=found,
        origin=None,
    )
    return page, 400 if form.errors else 200


@blueprint.post(f"{ACTION}/notes")
@requires(can.view, can.writes, on=Organisation)
def note_on_action(organisation: Organisation, action_id: int) -> Any:
    """Say how far an action is."""
    found = own(action_in(organisation, action_id))
    form = NoteForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.add_note(found, words=form.words.data or "", by=me())
            flash("Your note is saved.")
            return to("action", organisation, action_id=found.id)
        except RuleBroken as problem:
            form.show(problem)
    return _page(organisation, found, form), 400


@blueprint.post(f"{ACTION}/begin")
@requires(can.view, can.writes, on=Organisation)
def begin_action(organisation: Organisation, action_id: int) -> Any:
    """Somebody has begun."""
    found = own(action_in(organisation, action_id))
    with unit_of_work():
        services.begin_action(found, by=me())
    flash("The action is in progress.")
    return to("action", organisation, action_id=found.id)


@blueprint.route(f"{ACTION}/done", methods=["GET", "POST"])
@requires(can.view, can.writes, on=Organisation)
def finish_action(organisation: Organisation, action_id: int) -> Any:
    """Say what shows that it is done."""
    found = own(action_in(organisation, action_id))
    form = FinishForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.finish_action(
                    found,
                    proof=form.proof.data or "",
                    upload=form.file.data or None,
                    done_on=form.done_on.data,
                    by=me(),
                )
            flash(f"Action {found.number} is done.")
            return to("action", organisation, action_id=found.id)
        except RuleBroken as problem:
            form.show(problem)
    page = render_template(
        "involvement/member/finish_action.html", organisation=organisation, action=found, form=form
    )
    return page, 400 if form.errors else 200


@blueprint.route(f"{ACTION}/drop", methods=["GET", "POST"])
@requires(can.view, can.writes, on=Organisation)
def drop_action(organisation: Organisation, action_id: int) -> Any:
    """Let an action go, and say why."""
    found = own(action_in(organisation, action_id))
    form = DropForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.drop_action(found, reason=form.reason.data or "", by=me())
            flash(f"Action {found.number} is dropped.")
            return to("action", organisation, action_id=found.id)
        except RuleBroken as problem:
            form.show(problem)
    page = render_template(
        "involvement/member/drop_action.html", organisation=organisation, action=found, form=form
    )
    return page, 400 if form.errors else 200


@blueprint.post(f"{ACTION}/take-up-again")
@requires(can.view, can.writes, on=Organisation)
def take_up_again(organisation: Organisation, action_id: int) -> Any:
    """Open a closed action again."""
    found = own(action_in(organisation, action_id))
    with unit_of_work():
        services.take_up_again(found, by=me())
    flash("The action is in progress again.")
    return to("action", organisation, action_id=found.id)


@blueprint.get(f"{ACTION}/proof")
@requires(can.view, on=Organisation)
def proof(organisation: Organisation, action_id: int) -> Any:
    """The file that shows an action is done."""
    stored = own(action_in(organisation, action_id)).proof_file
    return send(stored) if stored is not None else abort(404)


def _add(organisation: Organisation, form: ActionForm, origin: Origin) -> Action:
    if origin.decision is not None:
        return services.action_from_decision(origin.decision, words=form.said(), by=me())
    return services.add_action(
        organisation,
        words=form.said(),
        source=origin.source or ActionSource.OWN,
        source_label=origin.label,
        source_number=origin.number,
        by=me(),
    )


def _form(organisation: Organisation, action: Action | None = None, *, fresh: bool = False) -> ActionForm:
    form = ActionForm(formdata=None) if fresh else ActionForm()
    owner = action.owner if action is not None else None
    form.offer(owners_in(organisation), (owner.id, owner.name) if owner is not None else None)
    form.service.offer(services_of(organisation, with_closed=action is not None))
    if fresh and action is not None:
        form.fill(action)
    return form


def _page(organisation: Organisation, found: Action, form: NoteForm) -> str:
    return render_template(
        "involvement/member/action.html",
        organisation=organisation,
        action=found,
        form=form,
        source_url=_source_url(organisation, found),
        due=due_in_words(found.due_on, today()),
        overdue=is_overdue(found.due_on, today()) and can.goes_on(me(), found),
        steps=action_workflow.open_to(me(), found),
        may_edit=can.edit_action(me(), found),
    )


def _source_url(organisation: Organisation, action: Action) -> str | None:
    """The page an action comes from, where it lies in this slice."""
    places = {
        ActionSource.AUDIT: ("involvement.audit", "audit_id"),
        ActionSource.BOARD: ("involvement.meeting", "meeting_id"),
        ActionSource.PEOPLE: ("involvement.feedback_form", "form_id"),
    }
    if action.source not in places or not action.source_number:
        return None
    endpoint, name = places[action.source]
    values: dict[str, Any] = {name: action.source_number}
    return url_for(endpoint, organisation_id=organisation.id, **values)
