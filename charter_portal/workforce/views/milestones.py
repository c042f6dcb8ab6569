"""Milestones of a person: writing one down, putting one right, taking one away."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from charter_portal.core.clock import today
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.core.permissions import requires
from charter_portal.organisations.models import Organisation
from charter_portal.workforce import services
from charter_portal.workforce.enums import MilestoneKind
from charter_portal.workforce.forms.choices import offer_posts
from charter_portal.workforce.forms.people import ASKED_BY_KIND, MilestoneForm
from charter_portal.workforce.models import Milestone, Person
from charter_portal.workforce.permissions import edits, looks
from charter_portal.workforce.queries.posts import posts_ever
from charter_portal.workforce.rules.order import CHECKS, GROUPS, SUPPORTED
from charter_portal.workforce.views import blueprint
from charter_portal.workforce.views.finding import me, own_milestone, own_person


@blueprint.route(
    "/organisations/<int:organisation_id>/workforce/people/<int:person_id>/milestones/new",
    methods=["GET", "POST"],
)
@requires(looks, edits, on=Organisation)
def add_milestone(organisation: Organisation, person_id: int) -> Any:
    """Write down what happened."""
    person = own_person(organisation, person_id)
    form = _form(organisation)
    if not form.is_submitted() and (asked := _asked_kind(request.args.get("kind"))) is None:
        return render_template(
            "workforce/member/milestone_kinds.html", organisation=organisation, person=person, groups=GROUPS
        )
    unusual = False
    if not form.is_submitted():
        form.kind.data = asked
    form.narrow(_unasked(form.kind.data))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.record_milestone(person, form.facts, by=me(), sure=form.sure.data)
            flash(f"Written down: {form.kind.data.label}.")
            return redirect(_address(organisation, person))
        except RuleBroken as problem:
            unusual = isinstance(problem, services.UnusualOrder)
            form.show(problem)
    return _page(organisation, person, form, unusual=unusual)


@blueprint.route(
    "/organisations/<int:organisation_id>/workforce/people/<int:person_id>/milestones/<int:milestone_id>",
    methods=["GET", "POST"],
)
@requires(looks, edits, on=Organisation)
def milestone(organisation: Organisation, person_id: int, milestone_id: int) -> Any:
    """Put a milestone right."""
    person = own_person(organisation, person_id)
    shown = own_milestone(person, milestone_id)
    form = _form(organisation)
    stale = unusual = False
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.correct_milestone(shown, form.facts, version=form.base, by=me(), sure=form.sure.data)
            flash("The milestone is put right.")
            return redirect(_address(organisation, person))
        except StaleWrite:
            stale = True
            form.version.data = str(shown.version)
        except RuleBroken as problem:
            unusual = isinstance(problem, services.UnusualOrder)
            form.show(problem)
    elif not form.is_submitted():
        form.fill(shown)
        form.version.data = str(shown.version)
    return _page(organisation, person, form, shown, stale=stale, unusual=unusual)


@blueprint.post(
    "/organisations/<int:organisation_id>/workforce/people/<int:person_id>/milestones/<int:milestone_id>/remove"
)
@requires(looks, edits, on=Organisation)
def remove_milestone(organisation: Organisation, person_id: int, milestone_id: int) -> Any:
    """Take away what did not happen."""
    person = own_person(organisation, person_id)
    shown = own_milestone(person, milestone_id)
    with unit_of_work():
        services.remove_milestone(shown, by=me())
    flash(f"Taken away: {shown.kind.label}.")
    return redirect(_address(organisation, person))


def _form(organisation: Organisation) -> MilestoneForm:
    form = MilestoneForm()
    offer_posts(form.post, posts_ever(organisation, today()))
    return form


def _asked_kind(text: str | None) -> MilestoneKind | None:
    return next((kind for kind in MilestoneKind if kind.value == text), None)


def _unasked(kind: MilestoneKind | None) -> list[str]:
    """The fields that do not belong to a kind of milestone."""
    asked = {
        "check_kind": kind in CHECKS,
        "destination": kind is MilestoneKind.MOVED_ON,
        "leaving_reason": kind is MilestoneKind.LEFT,
    }
    return [name for name in ASKED_BY_KIND if not asked.get(name, kind in SUPPORTED)]


def _address(organisation: Organisation, person: Person) -> str:
    return url_for("workforce.person", organisation_id=organisation.id, person_id=person.id)


def _page(
    organisation: Organisation,
    person: Person,
    form: MilestoneForm,
    shown: Milestone | None = None,
    *,
    stale: bool = False,
    unusual: bool = False,
) -> Any:
    page = render_template(
        "workforce/member/milestone.html",
        form=form,
        organisation=organisation,
        person=person,
        milestone=shown,
        stale=stale,
        unusual=unusual or bool(form.sure.data),
    )
    return page, 409 if stale else 400 if form.errors else 200
