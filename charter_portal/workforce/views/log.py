"""The barrier log: the list, one barrier, and writing it down."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from charter_portal.barriers.queries import kinds, solutions_from, solutions_like
from charter_portal.core.clock import today
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.core.permissions import requires
from charter_portal.core.tables import page_number, paginate, sorted_by
from charter_portal.framework.queries import charter_of, current_version
from charter_portal.organisations.models import Organisation
from charter_portal.organisations.queries import services_of
from charter_portal.workforce import services
from charter_portal.workforce.forms.log import EntryForm, LogFilterForm, StatementForm, TryForm
from charter_portal.workforce.models import BarrierEntry
from charter_portal.workforce.permissions import (
    edits,
    edits_entry,
    leads_entry,
    looks,
    looks_at_entry,
    plans_for_entry,
)
from charter_portal.workforce.queries.access import writers_of
from charter_portal.workforce.queries.log import SORTS, counts_of, entries_of, entry_in_full
from charter_portal.workforce.queries.pathway import FunnelStep, funnel_of
from charter_portal.workforce.queries.posts import posts_ever, titles_on
from charter_portal.workforce.queries.spans import IN_VETTING
from charter_portal.workforce.rules.periods import months_up_to
from charter_portal.workforce.views import blueprint
from charter_portal.workforce.views.finding import me
from charter_portal.workforce.workflow import barrier_workflow

VETTING_KINDS = {"prison_vetting", "police_vetting"}


@blueprint.get("/organisations/<int:organisation_id>/workforce/barriers")
@requires(looks, on=Organisation)
def barriers(organisation: Organisation) -> str:
    """The log: search, filter, sort, page."""
    form = LogFilterForm(request.args)
    form.offer(kinds(with_retired=True), services_of(organisation, with_closed=True))
    found = entries_of(organisation, form.wanted)
    rows, sort = sorted_by(found, request.args.get("sort"), SORTS, default="-opened")
    page = paginate(rows.order_by(BarrierEntry.id.desc()), number=page_number(request.args.get("page")))
    return render_template(
        "workforce/member/log.html",
        organisation=organisation,
        filters=form,
        page=page,
        sort=sort,
        chosen=form.chosen,
        counts=counts_of(organisation),
        edits=edits(me(), organisation),
    )


@blueprint.route("/organisations/<int:organisation_id>/workforce/barriers/new", methods=["GET", "POST"])
@requires(looks, edits, on=Organisation)
def new_barrier(organisation: Organisation) -> Any:
    """Write a barrier down."""
    form = _form(organisation)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                entry = services.open_entry(organisation, form.facts, by=me())
            flash("It is in the log.")
            return back_to(entry)
        except RuleBroken as problem:
            form.show(problem)
    return _form_page(organisation, form, None)


@blueprint.get("/workforce/barriers/<int:barrier_entry_id>")
@requires(looks_at_entry, on=BarrierEntry)
def barrier(entry: BarrierEntry) -> str:
    """One barrier: what is in the way, what was tried, what helped others, and how it ended."""
    return entry_page(entry)


@blueprint.route("/workforce/barriers/<int:barrier_entry_id>/edit", methods=["GET", "POST"])
@requires(looks_at_entry, edits_entry, on=BarrierEntry)
def edit_barrier(entry: BarrierEntry) -> Any:
    """Change what is written down."""
    form = _form(entry.organisation, entry)
    if not form.is_submitted():
        form.fill(entry)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_entry(entry, form.facts, version=form.base, by=me())
            flash("The barrier is saved.")
            return back_to(entry)
        except StaleWrite:
            return _two_texts(entry, form), 409
        except RuleBroken as problem:
            form.show(problem)
    return _form_page(entry.organisation, form, entry)


@blueprint.route("/workforce/barriers/<int:barrier_entry_id>/erase", methods=["GET", "POST"])
@requires(looks_at_entry, leads_entry, on=BarrierEntry)
def erase_barrier(entry: BarrierEntry) -> Any:
    """Take a barrier out of the log, after a page that says what goes."""
    if request.method == "POST":
        organisation = entry.organisation
        with unit_of_work():
            services.erase_entry(entry, by=me())
        flash("The barrier is taken out of the log.")
        return redirect(url_for("workforce.barriers", organisation_id=organisation.id))
    full = entry_in_full(entry.id)
    return render_template("workforce/member/log_erase.html", entry=full, organisation=entry.organisation)


def entry_page(
    entry: BarrierEntry, *, tried: TryForm | None = None, statements: StatementForm | None = None
) -> str:
    """The page of a barrier; with a form that needs another look, when one was sent."""
    full = entry_in_full(entry.id) or abort(404)
    person, organisation = me(), full.organisation
    linked = {link.statement_id for link in full.statement_links}
    version = current_version()
    wrong = next((form for form in (tried, statements) if form is not None and form.errors), None)
    statements = statements or StatementForm(formdata=None)
    charter = charter_of(version.id) if version is not None else None
    statements.offer(charter, linked)
    return render_template(
        "workforce/member/log_entry.html",
        entry=full,
        organisation=organisation,
        post=titles_on([full.post_id], today()).get(full.post_id) if full.post_id else None,
        like=solutions_like(full.kind, setting=full.service.setting, region=organisation.region),
        solution=solutions_from([full.id]).get(full.id),
        steps=barrier_workflow.open_to(person, full),
        edits=edits_entry(person, full),
        leads=leads_entry(person, full),
        plans=(edits_entry & plans_for_entry)(person, full),
        try_form=tried or TryForm(formdata=None),
        statements=statements,
        charter=charter,
        vetting=_time_in_vetting(full),
        wrong=wrong,
        form_has_errors=wrong is not None,
    )


def _time_in_vetting(entry: BarrierEntry) -> FunnelStep | None:
    """For barriers of vetting: the median days in this service, in the last year and in the one before."""
    if entry.kind.code not in VETTING_KINDS:
        return None
    steps = funnel_of([entry.service_id], months_up_to(today()))
    return next(step for step in steps if step.step == IN_VETTING)


def back_to(entry: BarrierEntry) -> Any:
    """Lead to the barrier's page."""
    return redirect(url_for("workforce.barrier", barrier_entry_id=entry.id))


def _form(organisation: Organisation, entry: BarrierEntry | None = None) -> EntryForm:
    """The form, offering what is in use now and, for what is written down, what it has already."""
    form = EntryForm()
    offered_kinds, people = kinds(), writers_of(organisation)
    running = services_of(organisation)
    if entry is not None:
        offered_kinds += [entry.kind] if entry.kind not in offered_kinds else []
        running += [entry.service] if entry.service not in running else []
        people += [entry.owner] if entry.owner is not None and entry.owner not in people else []
    form.offer(kinds=offered_kinds, services=running, posts=posts_ever(organisation, today()), people=people)
    if entry is None:
        del form.version
        if not form.is_submitted() and len(running) == 1:
            form.service.data = running[0].id
    return form


def _form_page(organisation: Organisation, form: EntryForm, entry: BarrierEntry | None) -> Any:
    page = render_template(
        "workforce/member/log_form.html", form=form, organisation=organisation, entry=entry
    )
    return page, 400 if form.errors else 200


def _two_texts(entry: BarrierEntry, form: EntryForm) -> str:
    """Both texts; the form on the page begins from the version that is saved now."""
    full = entry_in_full(entry.id) or abort(404)
    form.version.data = str(full.version)
    return render_template(
        "workforce/member/log_two_texts.html", entry=full, organisation=full.organisation, form=form
    )
