"""What happens to a barrier of the log: begun, tried, linked, ended, opened again, shared."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from charter_portal.barriers.queries import origin_of, solutions_from
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.core.permissions import requires
from charter_portal.framework.models import Statement
from charter_portal.framework.queries import charter_of, current_version
from charter_portal.workforce import services
from charter_portal.workforce.enums import EntryStatus
from charter_portal.workforce.forms.log import CloseForm, ShareForm, StatementForm, TryForm
from charter_portal.workforce.models import BarrierEntry, BarrierTry
from charter_portal.workforce.permissions import edits_entry, looks_at_entry, plans_for_entry, takes_back
from charter_portal.workforce.queries.log import entry_in_full
from charter_portal.workforce.views import blueprint
from charter_portal.workforce.views.finding import me
from charter_portal.workforce.views.log import back_to, entry_page


@blueprint.post("/workforce/barriers/<int:barrier_entry_id>/start")
@requires(looks_at_entry, edits_entry, on=BarrierEntry)
def start_barrier(entry: BarrierEntry) -> Any:
    """Somebody works on it now."""
    with unit_of_work():
        services.start_work(entry, by=me())
    flash("It is being worked on.")
    return back_to(entry)


@blueprint.route("/workforce/barriers/<int:barrier_entry_id>/close", methods=["GET", "POST"])
@requires(looks_at_entry, edits_entry, on=BarrierEntry)
def close_barrier(entry: BarrierEntry) -> Any:
    """Say how it ended."""
    form = CloseForm()
    if not form.is_submitted():
        form.version.data = str(entry.version)
        form.result.data = entry.result
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.close_entry(
                    entry,
                    outcome=form.outcome.data,
                    result=form.result.data or "",
                    closed_on=form.closed_on.data,
                    version=form.base,
                    by=me(),
                )
            solved = entry.status is EntryStatus.SOLVED
            flash("Well done. If you wish, share what helped." if solved else "It is written down.")
            return back_to(entry)
        except StaleWrite:
            form.version.data = str(entry.version)
            form.form_errors.append(
                "Somebody changed this barrier meanwhile. Look at it, then send this again."
            )
            return _close_page(entry, form), 409
        except RuleBroken as problem:
            form.show(problem)
    return _close_page(entry, form), 400 if form.errors else 200


@blueprint.post("/workforce/barriers/<int:barrier_entry_id>/reopen")
@requires(looks_at_entry, edits_entry, on=BarrierEntry)
def reopen_barrier(entry: BarrierEntry) -> Any:
    """It is back."""
    with unit_of_work():
        services.reopen_entry(entry, by=me())
    flash("It is open again.")
    return back_to(entry)


@blueprint.post("/workforce/barriers/<int:barrier_entry_id>/tries")
@requires(looks_at_entry, edits_entry, on=BarrierEntry)
def add_try(entry: BarrierEntry) -> Any:
    """Write down what was tried."""
    form = TryForm()
    if form.validate():
        try:
            with unit_of_work():
                services.add_try(
                    entry,
                    tried_on=form.tried_on.data,
                    words=form.words.data or "",
                    outcome=form.outcome.data,
                    by=me(),
                )
            flash("What you tried is written down.")
            return back_to(entry)
        except RuleBroken as problem:
            form.show(problem)
    return entry_page(entry, tried=form), 400


@blueprint.post("/workforce/barriers/<int:barrier_entry_id>/tries/<int:try_id>/remove")
@requires(looks_at_entry, edits_entry, on=BarrierEntry)
def remove_try(entry: BarrierEntry, try_id: int) -> Any:
    """Take back something that was written down as tried."""
    tried = db.session.get(BarrierTry, try_id)
    if tried is None or tried.entry_id != entry.id:
        abort(404)
    with unit_of_work():
        services.remove_try(tried, by=me())
    flash("It is taken out.")
    return back_to(entry)


@blueprint.post("/workforce/barriers/<int:barrier_entry_id>/statements")
@requires(looks_at_entry, edits_entry, on=BarrierEntry)
def link_statement(entry: BarrierEntry) -> Any:
    """Say which evidence statement it belongs to."""
    version = current_version()
    form = StatementForm()
    form.offer(charter_of(version.id) if version is not None else None, set())
    if not form.validate():
        return entry_page(entry, statements=form), 400
    statement = db.session.get_one(Statement, form.statement.data)
    with unit_of_work():
        services.link_statement(entry, statement, by=me())
    flash(f"Linked to {statement.code} {statement.title}.")
    return back_to(entry)


@blueprint.post("/workforce/barriers/<int:barrier_entry_id>/statements/<int:statement_id>/remove")
@requires(looks_at_entry, edits_entry, on=BarrierEntry)
def unlink_statement(entry: BarrierEntry, statement_id: int) -> Any:
    """It no longer belongs to this statement."""
    with unit_of_work():
        services.unlink_statement(entry, statement_id, by=me())
    flash("The link is taken away.")
    return back_to(entry)


@blueprint.post("/workforce/barriers/<int:barrier_entry_id>/actions")
@requires(looks_at_entry, edits_entry & plans_for_entry, on=BarrierEntry)
def plan_action(entry: BarrierEntry) -> Any:
    """Put it on the action plan, where owner and date are written."""
    with unit_of_work():
        action = services.plan_action(entry, by=me())
    flash("It is on the action plan. Say here who does what, and until when.")
    return redirect(
        url_for("involvement.change_action", organisation_id=entry.organisation_id, action_id=action.id)
    )


@blueprint.post("/workforce/barriers/<int:barrier_entry_id>/actions/<int:action_id>/remove")
@requires(looks_at_entry, edits_entry, on=BarrierEntry)
def unlink_action(entry: BarrierEntry, action_id: int) -> Any:
    """It no longer leads to this action."""
    with unit_of_work():
        services.unlink_action(entry, action_id, by=me())
    flash("The link is taken away.")
    return back_to(entry)


@blueprint.route("/workforce/barriers/<int:barrier_entry_id>/share", methods=["GET", "POST"])
@requires(looks_at_entry, edits_entry, on=BarrierEntry)
def share_barrier(entry: BarrierEntry) -> Any:
    """Look at exactly what would be shared, then share it."""
    full = entry_in_full(entry.id) or abort(404)
    if full.status is not EntryStatus.SOLVED:
        flash("You can share a barrier once it is solved.", "notice")
        return back_to(entry)
    form = ShareForm()
    if not form.is_submitted():
        form.text.data = services.words_to_share(full)
    step = request.form.get("step", "")
    if step != "share":
        # Whoever looks again may have changed the words, and agrees to these anew.
        form.agreed.data = form.agreed_public.data = False
    if form.validate_on_submit() and step == "share":
        try:
            with unit_of_work():
                services.share_entry(
                    entry,
                    title=form.title.data,
                    text=form.text.data,
                    agreed=form.scope,
                    not_about_people=bool(form.not_about_a_person.data),
                    by=me(),
                )
            flash("Thank you. Career Matters reads it now, and you hear when they have.")
            return back_to(entry)
        except RuleBroken as problem:
            form.show(problem)
    page = render_template(
        "workforce/member/log_share.html",
        form=form,
        entry=full,
        organisation=full.organisation,
        preview=form.is_submitted() and not (form.title.errors or form.text.errors),
        told=origin_of(full.service),
    )
    return page, 400 if form.errors else 200


@blueprint.post("/workforce/barriers/<int:barrier_entry_id>/take-back")
@requires(looks_at_entry, takes_back, on=BarrierEntry)
def take_back_share(entry: BarrierEntry) -> Any:
    """Take back what was shared."""
    if solutions_from([entry.id]).get(entry.id) is None:
        abort(404)
    with unit_of_work():
        services.take_back_share(entry, by=me())
    flash("It is taken back. Nobody else reads it any more.")
    return back_to(entry)


def _close_page(entry: BarrierEntry, form: CloseForm) -> str:
    return render_template(
        "workforce/member/log_close.html", form=form, entry=entry, organisation=entry.organisation
    )
