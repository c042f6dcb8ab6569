"""What the people of an organisation read once the outcome is shared: feedback and certificate."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from charter_portal.applications.models import Application
from charter_portal.applications.permissions import is_member
from charter_portal.audit_trail.services import record_view
from charter_portal.awards import permissions as can
from charter_portal.awards.enums import AwardState
from charter_portal.awards.models import Award, Decision
from charter_portal.awards.queries import award_of, decision_of, feedback_of, tier_place
from charter_portal.awards.rules import spaced
from charter_portal.awards.services import plan_lift, request_documents
from charter_portal.awards.services.documents import CERTIFICATE_JOB, FEEDBACK_JOB
from charter_portal.awards.views import blueprint
from charter_portal.core.database import unit_of_work
from charter_portal.core.forms import BaseForm
from charter_portal.core.permissions import requires
from charter_portal.files.services import send
from charter_portal.involvement.enums import ActionSource
from charter_portal.involvement.queries.actions import actions_from
from charter_portal.jobs.enums import JobState
from charter_portal.jobs.queries import latest_job


@blueprint.get("/applications/<int:application_id>/outcome")
@requires(can.view_outcome, on=Application)
def outcome(application: Application) -> str:
    """The outcome and the feedback, on one page that first says what it holds."""
    decision = _decision(application)
    record_view(decision, current_user._get_current_object())
    award = award_of(application)
    feedback = feedback_of(decision)
    return render_template(
        "awards/member/outcome.html",
        application=application,
        decision=decision,
        award=award,
        code=spaced(award.code) if award else "",
        place=tier_place(award.level) if award else None,
        feedback=feedback,
        is_member=is_member(current_user, application),
        may_plan=can.plans(current_user, application),
        planned={
            action.source_number: action
            for action in actions_from(ActionSource.FEEDBACK, [line.number for line in feedback.lines])
        },
        sample_notice=feedback.charter.sample_notice,
    )


@blueprint.post("/applications/<int:application_id>/outcome/statements/<code>/action")
@requires(can.view_outcome, can.plans, on=Application)
def plan_action(application: Application, code: str) -> Any:
    """Put what would lift a statement on the action plan, where owner and date are written."""
    decision = _decision(application)
    with unit_of_work():
        action = plan_lift(decision, code, by=current_user._get_current_object())
    flash("It is on your action plan. Say here who does what, and until when.")
    return redirect(
        url_for(
            "involvement.change_action", organisation_id=application.organisation_id, action_id=action.id
        )
    )


@blueprint.get("/applications/<int:application_id>/outcome/feedback.pdf")
@requires(can.view_outcome, on=Application)
def feedback_pdf(application: Application) -> Any:
    """The feedback as PDF when it is there; else a calm page that says where it stands."""
    decision = _decision(application)
    if decision.feedback_file is None:
        return _being_prepared(application, "feedback", decision, FEEDBACK_JOB)
    record_view(decision, current_user._get_current_object())
    return send(decision.feedback_file)


@blueprint.get("/applications/<int:application_id>/certificate.pdf")
@requires(can.view_outcome, on=Application)
def certificate(application: Application) -> Any:
    """The certificate as PDF; 404 without an award. A withdrawn one leads to the page that says so."""
    award = award_of(application) or abort(404)
    if award.state == AwardState.WITHDRAWN:
        return redirect(url_for("awards.outcome", application_id=application.id))
    if award.certificate_file is None:
        return _being_prepared(application, "certificate", award, CERTIFICATE_JOB)
    return send(award.certificate_file)


@blueprint.post("/applications/<int:application_id>/outcome/documents")
@requires(can.view_outcome, on=Application)
def prepare_documents(application: Application) -> Any:
    """Ask the worker again for what is not printed yet."""
    decision = _decision(application)
    if BaseForm().validate_on_submit():
        with unit_of_work():
            request_documents(decision, by=current_user._get_current_object())
    return redirect(url_for("awards.outcome", application_id=application.id))


def _decision(application: Application) -> Decision:
    return decision_of(application) or abort(404)


def _being_prepared(application: Application, what: str, thing: Award | Decision, kind: str) -> str:
    job = latest_job(thing, kind)
    return render_template(
        "awards/member/being_prepared.html",
        application=application,
        what=what,
        stopped=job is None or job.state == JobState.STOPPED,
    )
