"""The last look, the signature and the receipt."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, url_for

from charter_portal.applications import permissions as can
from charter_portal.applications.enums import Gap
from charter_portal.applications.forms.submit import SubmitForm
from charter_portal.applications.models import Application
from charter_portal.applications.queries import (
    latest_submission,
    missing_before_submit,
    open_return,
)
from charter_portal.applications.queries.evidence import library_of
from charter_portal.applications.queries.training import training_gap
from charter_portal.applications.rules.declaration import DECLARATION, DECLARATION_TEXT
from charter_portal.applications.services.documents import draft_document
from charter_portal.applications.services.submissions import submit_application
from charter_portal.applications.views import blueprint
from charter_portal.applications.views.evidence import person
from charter_portal.applications.views.journey import road_of
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.framework.queries import charter_of
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.queries import members_of

WHERE_TO_FILL = {
    Gap.RATING: "own_level-0",
    Gap.NARRATIVE: "narrative",
    Gap.TOO_LONG: "narrative",
    Gap.EVIDENCE: "evidence",
}
"""Each gap's place on the statement page."""
SIGNERS = {MemberRole.LEAD, MemberRole.SPONSOR}


@blueprint.get("/applications/<int:application_id>/check")
@requires(can.view, can.is_member, can.is_being_written, on=Application)
def check(application: Application) -> str:
    """Every gap with the way to it, the whole application to read, and what happens next."""
    document = draft_document(application)
    return render_template(
        "applications/member/check.html",
        application=application,
        document=document,
        charter=charter_of(application.cycle.framework_version_id),
        missing=missing_before_submit(application),
        gap=training_gap(application),
        unused=[each.evidence for each in library_of(application) if not each.pointers],
        signers=[each.user for each in members_of(application.organisation) if each.role in SIGNERS],
        returned=open_return(application),
        anchors=WHERE_TO_FILL,
        road=road_of(application),
        can_sign=can.may_submit(person(), application),
    )


@blueprint.route("/applications/<int:application_id>/submit", methods=["GET", "POST"])
@requires(can.view, can.signs, on=Application)
def submit(application: Application) -> Any:
    """Sign and hand over. A second press of the same button leads to the first one's receipt."""
    form = SubmitForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                submission = submit_application(
                    application,
                    declaration=DECLARATION_TEXT,
                    name=form.name.data,
                    job_title=form.job_title.data,
                    number=form.meant_number,
                    by=person(),
                )
            return redirect(
                url_for(".receipt", application_id=application.id, number=submission.number)
            )
        except RuleBroken as problem:
            form.show(problem)
    elif not form.is_submitted():
        if not can.may_submit(person(), application) or _something_is_missing(application):
            return redirect(url_for(_best_page(application), application_id=application.id))
        _begin(form, application)
    return _submit_page(application, form), 400 if form.errors else 200


@blueprint.get("/applications/<int:application_id>/receipt")
@requires(can.view, can.is_member, can.was_submitted, on=Application)
def receipt(application: Application) -> str:
    """That it arrived, when, with which fingerprint, and what comes now."""
    submission = latest_submission(application) or abort(404)
    return render_template(
        "applications/member/receipt.html",
        application=application,
        submission=submission,
        can_withdraw=can.withdraw(person(), application),
        road=road_of(application),
    )


def _best_page(application: Application) -> str:
    """Where somebody belongs who came to sign too early or too late."""
    return ".check" if can.is_being_written(person(), application) else ".receipt"


def _something_is_missing(application: Application) -> bool:
    gap = training_gap(application)
    return bool(missing_before_submit(application)) or (gap is not None and gap.blocks)


def _begin(form: SubmitForm, application: Application) -> None:
    previous = latest_submission(application)
    form.number.data = str(previous.number + 1 if previous else 1)
    form.name.data = person().name


def _submit_page(application: Application, form: SubmitForm) -> str:
    return render_template(
        "applications/member/submit.html",
        application=application,
        declaration=DECLARATION,
        form=form,
    )
