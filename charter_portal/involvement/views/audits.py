"""Involvement audits: the list, a new one, one at a glance, finishing, and comparing it with the last."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import abort, flash, render_template, url_for

from charter_portal.core.charts import Chart, bars
from charter_portal.core.clock import today
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.forms import BaseForm
from charter_portal.core.permissions import requires
from charter_portal.involvement import permissions as can
from charter_portal.involvement import services
from charter_portal.involvement.enums import ActionSource, AuditStatus, Reach
from charter_portal.involvement.forms.audits import StartAuditForm
from charter_portal.involvement.models import Action, AuditAnswer, InvolvementAudit
from charter_portal.involvement.queries import (
    actions_from,
    activities_between,
    activity_summary,
    audit_before,
    audit_in,
    audits_of,
    question_set_of,
    ratings_of,
)
from charter_portal.involvement.rules.comparison import Summary, in_words, question_moves, reach_moves
from charter_portal.involvement.rules.questions import Question
from charter_portal.involvement.views import blueprint
from charter_portal.involvement.views.asking import HOME, me, own, to
from charter_portal.organisations.models import Organisation
from charter_portal.organisations.queries import services_of

AUDIT = f"{HOME}/audits/<int:audit_id>"


@blueprint.get(f"{HOME}/audits")
@requires(can.view, on=Organisation)
def audits(organisation: Organisation) -> str:
    """Every audit, the newest year first."""
    return render_template(
        "involvement/member/audits.html", organisation=organisation, audits=audits_of(organisation)
    )


@blueprint.route(f"{HOME}/audits/new", methods=["GET", "POST"])
@requires(can.view, can.writes, on=Organisation)
def start_audit(organisation: Organisation) -> Any:
    """Choose service, year and period."""
    form = StartAuditForm(year=today().year, since=today() - timedelta(days=364), until=today())
    form.service.offer(services_of(organisation))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                audit = services.start_audit(
                    organisation,
                    service=form.service.chosen,
                    year=form.year.data,
                    since=form.since.data,
                    until=form.until.data,
                    by=me(),
                )
            flash("The audit has begun. You can answer in any order, and stop at any time.")
            return to("audit", organisation, audit_id=audit.id)
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("involvement/member/start_audit.html", organisation=organisation, form=form)
    return page, 400 if form.errors else 200


@blueprint.get(AUDIT)
@requires(can.view, on=Organisation)
def audit(organisation: Organisation, audit_id: int) -> str:
    """The audit at a glance: every question with its state, and the activities of its period."""
    found = own(audit_in(organisation, audit_id))
    return render_template(
        "involvement/member/audit.html",
        **_glance(organisation, found),
        before=audit_before(found),
        may_reopen=can.reopen_audit(me(), found) and found.status is AuditStatus.FINISHED,
    )


@blueprint.route(f"{AUDIT}/finish", methods=["GET", "POST"])
@requires(can.view, can.writes, on=Organisation)
def finish_audit(organisation: Organisation, audit_id: int) -> Any:
    """See what is still open, then finish. Nothing has to be answered."""
    found = own(audit_in(organisation, audit_id))
    form = BaseForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.finish_audit(found, by=me())
            flash("The audit is finished. Its open steps can become actions.")
            return to("audit", organisation, audit_id=found.id)
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("involvement/member/finish_audit.html", **_glance(organisation, found), form=form)
    return page, 409 if form.errors else 200


@blueprint.post(f"{AUDIT}/reopen")
@requires(can.view, can.leads, on=Organisation)
def reopen_audit(organisation: Organisation, audit_id: int) -> Any:
    """Open a finished audit again."""
    found = own(audit_in(organisation, audit_id))
    with unit_of_work():
        services.reopen_audit(found, by=me())
    flash("The audit is open again.")
    return to("audit", organisation, audit_id=found.id)


@blueprint.get(f"{AUDIT}/compare")
@requires(can.view, on=Organisation)
def compare_audit(organisation: Organisation, audit_id: int) -> str:
    """This audit beside the last finished one: what moved, and where."""
    found = own(audit_in(organisation, audit_id))
    before = audit_before(found) or abort(404)
    asked = question_set_of(found)
    moves = question_moves(asked, ratings_of(found), question_set_of(before), ratings_of(before))
    return render_template(
        "involvement/member/compare.html",
        organisation=organisation,
        audit=found,
        before=before,
        sections=[
            (section, [move for move in moves if move.question.section == section.key])
            for section in asked.sections
        ],
        moves=moves,
        words=in_words(moves),
        summary=summary_of(found),
        summary_before=summary_of(before),
        reach_chart=_reach_chart(found, before),
    )


def summary_of(audit: InvolvementAudit) -> Summary:
    """The activities of an audit's period: as they were kept when it was finished, or as they are now."""
    if audit.status is AuditStatus.FINISHED:
        return Summary.from_data(audit.summary)
    return activity_summary([audit.service_id], audit.period_from, audit.period_to)


def mark_of(question: Question, answer: AuditAnswer) -> str:
    """The small mark beside a rating: full for the highest step, half for those between."""
    rank = question.rank_of(answer.rating)
    if rank == len(question.steps):
        return "done"
    return "started" if rank > 1 else "empty"


def _reach_chart(audit: InvolvementAudit, before: InvolvementAudit) -> Chart:
    """The activities on each band of the spectrum, now and then."""
    moves = reach_moves(summary_of(audit), summary_of(before))
    return bars(
        [(move.reach.label, move.now) for move in moves],
        before=[move.before for move in moves],
        names=(str(audit.year), str(before.year)),
        label="Band",
    )


def _actions_of(audit: InvolvementAudit) -> dict[str, Action]:
    """The action that came from each question of the audit, by the question's title."""
    found = actions_from(ActionSource.AUDIT, [audit.id])
    return {action.source_label.removeprefix(f"Audit {audit.year}, "): action for action in found}


def _glance(organisation: Organisation, audit: InvolvementAudit) -> dict[str, Any]:
    answers = {answer.question: answer for answer in audit.answers}
    asked = question_set_of(audit)
    return {
        "organisation": organisation,
        "audit": audit,
        "asked": asked,
        "answers": answers,
        "begun": sum(1 for answer in answers.values() if answer.rating or answer.words or answer.what_next),
        "summary": summary_of(audit),
        "activities": activities_between([audit.service_id], audit.period_from, audit.period_to),
        "reaches": list(Reach),
        "actions": _actions_of(audit),
        "mark_of": mark_of,
        "new_activity": url_for("involvement.add_activity", organisation_id=organisation.id),
        "may_write": can.edit_audit(me(), audit),
    }
