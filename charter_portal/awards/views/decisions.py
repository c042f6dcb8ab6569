"""Staff take a decision on one application: propose, confirm, send back."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.models import Application
from charter_portal.applications.queries import latest_submission
from charter_portal.assessment.queries import agreed_levels, proposed_outcome
from charter_portal.audit_trail.services import record_view
from charter_portal.awards import permissions as can
from charter_portal.awards import services
from charter_portal.awards.forms import DecisionForm, SendBackForm, VersionForm
from charter_portal.awards.models import Decision
from charter_portal.awards.queries import award_of, decision_of
from charter_portal.awards.views import blueprint
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.core.permissions import requires
from charter_portal.framework.queries import charter_of
from charter_portal.framework.rules.award_rule import Change, Outcome
from charter_portal.framework.rules.tree import CharterTree

PAST_MODERATION = (ApplicationStatus.ASSESSED, ApplicationStatus.DECIDED, ApplicationStatus.RELEASED)


@blueprint.get("/staff/applications/<int:application_id>/decision")
@requires(can.view_decision, can.read_decision, on=Application)
def decide(application: Application) -> str:
    """What the award rule gives and why, the agreed levels, and where the decision stands."""
    return _page(application)


@blueprint.post("/staff/applications/<int:application_id>/decision")
@requires(can.view_decision, can.decide, on=Application)
def propose(application: Application) -> Any:
    """Propose a level, or “not yet”."""
    form = DecisionForm()
    charter = charter_of(application.cycle.framework_version_id)
    form.offer(charter)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.propose_decision(
                    application,
                    level=form.chosen(charter),
                    override_reason=form.override_reason.data or "",
                    summary=form.summary.data,
                    version=form.version.data,
                    by=current_user._get_current_object(),
                )
            flash("The decision is proposed. Another person can confirm it now.")
            return _to(application)
        except StaleWrite as problem:
            return _page(application, form=form, theirs=problem.current), 409
        except RuleBroken as problem:
            form.show(problem)
    return _page(application, form=form), 400


@blueprint.post("/staff/applications/<int:application_id>/decision/confirm")
@requires(can.view_decision, can.decide, on=Application)
def confirm(application: Application) -> Any:
    """Confirm what somebody else proposed."""
    done = "The decision is confirmed. It waits for the release."
    return _deed(application, VersionForm(), done, services.confirm_decision)


@blueprint.post("/staff/applications/<int:application_id>/decision/send-back")
@requires(can.view_decision, can.decide, on=Application)
def send_back(application: Application) -> Any:
    """Give a proposal back to its proposer."""
    form = SendBackForm()
    if not form.validate_on_submit():
        return _page(application, sending_back=form), 400
    return _deed(application, form, "The proposal is sent back.", services.send_back, reason=form.reason.data)


def _deed(application: Application, form: VersionForm, done: str, act: Any, **given: Any) -> Any:
    decision = decision_of(application) or abort(404)
    try:
        with unit_of_work():
            act(decision, version=form.version.data, by=current_user._get_current_object(), **given)
        flash(done)
    except StaleWrite:
        flash("Somebody proposed anew while you were reading. Please read the new proposal first.", "notice")
    return _to(application)


def _to(application: Application) -> Any:
    return redirect(url_for("awards.decide", application_id=application.id))


def _page(
    application: Application,
    *,
    form: DecisionForm | None = None,
    sending_back: SendBackForm | None = None,
    theirs: Decision | None = None,
) -> str:
    """The page of the decision. `theirs` is what a colleague proposed while this person was writing."""
    if application.status not in PAST_MODERATION:
        return render_template("awards/staff/decide_early.html", application=application)
    person = current_user._get_current_object()
    charter = charter_of(application.cycle.framework_version_id)
    decision = decision_of(application)
    record_view(decision or application, person)
    outcome = proposed_outcome(application)
    engine = charter.level_by_key[outcome.tier] if outcome.tier else None
    waits = decision is not None and can.is_proposed(person, decision)
    form = form or _proposal(charter, decision, engine)
    if theirs is not None:
        # What was typed stays in the form; the next press of the button means it.
        form.version.data = theirs.version
    return render_template(
        "awards/staff/decide.html",
        application=application,
        charter=charter,
        decision=decision,
        award=award_of(application),
        outcome=outcome,
        nearest=_in_order(charter, outcome),
        engine=engine,
        agreed=agreed_levels(decision.submission) if decision else _agreed(application),
        form=sending_back or form,
        proposal=form,
        theirs=theirs,
        sending_back=sending_back or _answer(SendBackForm(None), decision),
        confirming=_answer(VersionForm(None), decision),
        may_propose=can.propose(person, application),
        may_answer=waits and can.decide(person, application),
        is_own=decision is not None and not can.someone_else_proposed(person, decision),
        sample_notice=charter.sample_notice,
    )


def _in_order(charter: CharterTree, outcome: Outcome) -> list[Change]:
    """The nearest changes in the order of the charter."""
    places = {statement.key: place for place, statement in enumerate(charter.statements)}
    return sorted(outcome.nearest, key=lambda change: places[change.statement_key])


def _proposal(charter: Any, decision: Decision | None, engine: Any) -> DecisionForm:
    form = DecisionForm(None)
    form.offer(charter)
    form.fill(decision, engine)
    return form


def _answer(form: Any, decision: Decision | None) -> Any:
    form.version.data = decision.version if decision else 0
    return form


def _agreed(application: Application) -> Any:
    submission = latest_submission(application)
    return agreed_levels(submission) if submission else {}
