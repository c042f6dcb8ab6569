"""One solution before staff: read it, reword it, take it in, leave it out, take it out."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from charter_portal.accounts.models import User
from charter_portal.barriers import permissions as may
from charter_portal.barriers import services
from charter_portal.barriers.forms import PublishForm, ReasonForm, SolutionForm
from charter_portal.barriers.models import BarrierKind, Solution
from charter_portal.barriers.queries import kinds, origin_to_tell
from charter_portal.barriers.rules.anonymity import Label
from charter_portal.barriers.views import blueprint
from charter_portal.barriers.workflow import solution_workflow
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.core.permissions import requires
from charter_portal.organisations.enums import Region, Setting


@blueprint.get("/staff/solutions/<int:solution_id>")
@requires(may.sees, on=Solution)
def solution(solution: Solution) -> str:
    """What it says, what would be told of where it comes from, and what can be done."""
    return _page(solution)


@blueprint.route("/staff/solutions/<int:solution_id>/edit", methods=["GET", "POST"])
@requires(may.sees, may.moderates, on=Solution)
def edit_solution(solution: Solution) -> Any:
    """Reword it, or say that it was checked again."""
    form = SolutionForm()
    form.offer(kinds(with_retired=True))
    if not form.is_submitted():
        form.fill(solution)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_solution(
                    solution,
                    kind=db.session.get_one(BarrierKind, form.kind.data),
                    words=form.words,
                    setting=form.chosen_setting,
                    version=form.version.data,
                    by=_me(),
                )
            flash("The solution is saved.")
            return redirect(url_for("barriers.solution", solution_id=solution.id))
        except StaleWrite:
            return _conflict(solution, form), 409
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("barriers/staff/edit_solution.html", form=form, solution=solution)
    return page, 400 if form.errors else 200


@blueprint.post("/staff/solutions/<int:solution_id>/publish")
@requires(may.sees, may.moderates, on=Solution)
def publish_solution(solution: Solution) -> Any:
    """Take it into the library."""
    form = PublishForm()
    form.validate()
    try:
        with unit_of_work():
            services.publish_solution(
                solution, version=form.version.data, hide_origin=bool(form.hide_origin.data), by=_me()
            )
    except StaleWrite:
        flash("Somebody changed the words in the meantime. Please read them again first.", "notice")
        return _back(solution)
    flash("It is in the library now. Whoever shared it is told.")
    return _back(solution)


@blueprint.post("/staff/solutions/<int:solution_id>/decline")
@requires(may.sees, may.moderates, on=Solution)
def decline_solution(solution: Solution) -> Any:
    """Leave it out, with a reason."""
    form = ReasonForm()
    if not form.validate():
        return _page(solution, decline=form), 400
    with unit_of_work():
        services.decline_solution(solution, reason=form.reason.data or "", by=_me())
    flash("It is not taken in. Whoever shared it can read why.")
    return _back(solution)


@blueprint.post("/staff/solutions/<int:solution_id>/withdraw")
@requires(may.sees, may.moderates, on=Solution)
def withdraw_solution(solution: Solution) -> Any:
    """Take it out of the library, with a reason."""
    form = ReasonForm()
    if not form.validate():
        return _page(solution, withdraw=form), 400
    with unit_of_work():
        services.withdraw_solution(solution, reason=form.reason.data or "", by=_me())
    flash("It is no longer in the library.")
    return _back(solution)


def _page(
    solution: Solution, *, decline: ReasonForm | None = None, withdraw: ReasonForm | None = None
) -> str:
    publish = PublishForm(formdata=None)
    publish.version.data = solution.version
    steps = solution_workflow.open_to(_me(), solution)
    told = origin_to_tell(solution) if "publish" in steps and solution.is_shared else None
    return render_template(
        "barriers/staff/solution.html",
        solution=solution,
        agreed_by=_who_agreed(solution),
        steps=steps,
        told=told,
        told_words=_in_words(told) if told else [],
        publish=publish,
        decline=decline or ReasonForm(formdata=None),
        withdraw=withdraw or ReasonForm(formdata=None),
        form_has_errors=bool((decline and decline.errors) or (withdraw and withdraw.errors)),
        may_edit=may.moderates(_me()),
    )


def _who_agreed(solution: Solution) -> str:
    person = db.session.get(User, solution.offered_by_id) if solution.offered_by_id else None
    return person.name if person is not None else "Not known"


def _in_words(told: Label) -> list[str]:
    setting = [Setting(told.setting).label] if told.setting else []
    return setting + ([Region(told.region).label] if told.region else [])


def _conflict(solution: Solution, form: SolutionForm) -> str:
    named = {"title": form.title.label.text, "text": form.text.label.text, "source": form.source.label.text}
    mine = {label: form[name].data or "" for name, label in named.items()}
    saved = {label: getattr(solution, name) for name, label in named.items()}
    form.version.data = solution.version
    here = url_for("barriers.edit_solution", solution_id=solution.id)
    return render_template("barriers/staff/two_texts.html", form=form, saved=saved, mine=mine, here=here)


def _back(solution: Solution) -> Any:
    return redirect(url_for("barriers.solution", solution_id=solution.id))


def _me() -> Any:
    return current_user._get_current_object()
