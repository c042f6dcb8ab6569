"""An assessor's own pages: what is to read, what they say of themselves, the declaration."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from charter_portal.accounts.permissions import is_assessor
from charter_portal.applications.rules.document import read_document
from charter_portal.assessment import permissions as can
from charter_portal.assessment import services
from charter_portal.assessment.enums import AllocationStatus, ConflictKind, QueuePart
from charter_portal.assessment.forms import EXPERIENCE, NO_CONFLICT, DeclarationForm, ProfileForm
from charter_portal.assessment.models import Allocation
from charter_portal.assessment.queries import profile_of, queue_counts, queue_page
from charter_portal.assessment.views import blueprint
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.core.tables import page_number


@blueprint.get("/assessment")
@requires(is_assessor)
def queue() -> Any:
    """What this assessor has to read, has finished, and need not read."""
    person = current_user._get_current_object()
    counts = queue_counts(person)
    asked = request.args.get("show", "")
    part = QueuePart(asked) if asked in set(QueuePart) else QueuePart.TO_DO
    page = queue_page(person, part=part, number=page_number(request.args.get("page")), total=counts[part])
    parts = [(each.value, f"{each.label} ({count})") for each, count in counts.items()]
    return render_template("assessment/assessor/queue.html", part=part, parts=parts, page=page)


@blueprint.route("/assessment/profile", methods=["GET", "POST"])
@requires(is_assessor)
def profile() -> Any:
    """What an assessor chooses to say about themselves."""
    person = current_user._get_current_object()
    form = ProfileForm()
    if not form.is_submitted():
        form.fill(profile_of(person))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.keep_profile(
                    person,
                    lived_experience=EXPERIENCE[form.lived_experience.data or "prefer_not_to_say"],
                    daily_limit=form.daily_limit.data,
                    by=person,
                )
            flash("Your choices are saved. You can change them at any time.")
            return redirect(url_for("assessment.queue"))
        except RuleBroken as problem:
            form.show(problem)
    return render_template("assessment/assessor/profile.html", form=form), 400 if form.errors else 200


@blueprint.route("/assessment/<int:allocation_id>/declaration", methods=["GET", "POST"])
@requires(can.view, on=Allocation)
def declare(allocation: Allocation) -> Any:
    """Say whether there is a conflict; nothing of the application is shown before that."""
    if allocation.status == AllocationStatus.FINISHED:
        return redirect(url_for("assessment.room", allocation_id=allocation.id))
    form = DeclarationForm()
    form.offer(is_open=allocation.is_opened)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                _keep(form, allocation)
            return _on_from(form, allocation)
        except RuleBroken as problem:
            form.show(problem)
    return render_template(
        "assessment/assessor/declaration.html",
        form=form,
        allocation=allocation,
        named=read_document(allocation.submission.document),
    ), 400 if form.errors else 200


def _keep(form: DeclarationForm, allocation: Allocation) -> None:
    person = current_user._get_current_object()
    if form.answer.data == NO_CONFLICT:
        services.declare_no_conflict(allocation, by=person)
    else:
        services.declare_conflict(
            allocation, kind=ConflictKind(form.answer.data), note=form.note.data or "", by=person
        )


def _on_from(form: DeclarationForm, allocation: Allocation) -> Any:
    if form.answer.data == NO_CONFLICT:
        flash("Thank you. The application is open to you now.")
        return redirect(url_for("assessment.room", allocation_id=allocation.id))
    flash("Thank you for telling us. The application is closed to you, and staff will ask somebody else.")
    return redirect(url_for("assessment.queue"))
