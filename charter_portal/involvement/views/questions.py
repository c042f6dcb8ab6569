"""One question of an audit: reading, writing, saving, and meeting a colleague's save."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for

from charter_portal.core.clock import to_london
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.core.permissions import requires
from charter_portal.involvement import permissions as can
from charter_portal.involvement import services
from charter_portal.involvement.forms.audits import AnswerForm
from charter_portal.involvement.models import AuditAnswer
from charter_portal.involvement.queries import audit_in, question_set_of
from charter_portal.involvement.rules.questions import Question
from charter_portal.involvement.views import blueprint
from charter_portal.involvement.views.asking import HOME, me, own
from charter_portal.involvement.views.conflicts import conflict_page
from charter_portal.organisations.models import Organisation

QUESTION = f"{HOME}/audits/<int:audit_id>/questions/<key>"


@blueprint.get(QUESTION)
@requires(can.view, on=Organisation)
def question(organisation: Organisation, audit_id: int, key: str) -> str:
    """What is asked, and what the audit says to it so far."""
    answer = _answer(organisation, audit_id, key)
    return _page(organisation, answer, _form(answer, fresh=True))


@blueprint.post(QUESTION)
@requires(can.view, can.writes, on=Organisation)
def save_question(organisation: Organisation, audit_id: int, key: str) -> Any:
    """Save what was typed. Whatever stands against that, the words come back on the page that says so."""
    answer = _answer(organisation, audit_id, key)
    form = _form(answer)
    if not form.validate_on_submit():
        return _page(organisation, answer, form), 400
    try:
        _save(answer, form)
    except StaleWrite:
        saved = _form(answer, fresh=True)
        here = _address(answer)
        title = _question(answer).title
        return conflict_page(organisation, mine=form, saved=saved, current=answer, what=title, page=here)
    except RuleBroken as problem:
        form.show(problem)
        return _page(organisation, answer, form), 409
    flash(f"Saved. {_question(answer).title}")
    return redirect(_next_place(answer))


@blueprint.post(f"{QUESTION}/autosave")
@requires(can.view, can.writes, on=Organisation)
def autosave_question(organisation: Organisation, audit_id: int, key: str) -> Any:
    """The same save, asked by the page itself; answers with the new version or with a calm sentence."""
    answer = _answer(organisation, audit_id, key)
    form = _form(answer)
    if not form.validate_on_submit():
        return jsonify(message="Not saved by itself. Press Save to see why."), 400
    try:
        _save(answer, form)
    except StaleWrite:
        return jsonify(message="A colleague saved this too. Press Save to see both texts."), 409
    except RuleBroken as problem:
        return jsonify(message=problem.message), 409
    saved_at = answer.saved_at or answer.created_at
    return jsonify(saved_at=f"{to_london(saved_at):%H:%M}", version=answer.version)


def _save(answer: AuditAnswer, form: AnswerForm) -> None:
    with unit_of_work():
        services.save_answer(answer, **form.said(), by=me())


def _answer(organisation: Organisation, audit_id: int, key: str) -> AuditAnswer:
    audit = own(audit_in(organisation, audit_id))
    return next((each for each in audit.answers if each.question == key), None) or abort(404)


def _question(answer: AuditAnswer) -> Question:
    return question_set_of(answer.audit).by_key[answer.question]


def _form(answer: AuditAnswer, *, fresh: bool = False) -> AnswerForm:
    form = AnswerForm(formdata=None) if fresh else AnswerForm()
    form.offer(_question(answer))
    if fresh:
        form.fill(answer)
    return form


def _address(answer: AuditAnswer, key: str | None = None) -> str:
    return url_for(
        "involvement.question",
        organisation_id=answer.audit.organisation_id,
        audit_id=answer.audit_id,
        key=key or answer.question,
    )


def _next_place(answer: AuditAnswer) -> str:
    """Where the pressed button leads: the next question, the audit, or this page again."""
    after = question_set_of(answer.audit).neighbours(_question(answer))[1]
    if request.form.get("then") == "next" and after is not None:
        return _address(answer, after.key)
    if request.form.get("then") in {"next", "later"}:
        ours: dict[str, Any] = {"organisation_id": answer.audit.organisation_id, "audit_id": answer.audit_id}
        return url_for("involvement.audit", **ours)
    return _address(answer)


def _page(organisation: Organisation, answer: AuditAnswer, form: AnswerForm) -> str:
    asked, question = question_set_of(answer.audit), _question(answer)
    before, after = asked.neighbours(question)
    return render_template(
        "involvement/member/question.html",
        organisation=organisation,
        audit=answer.audit,
        answer=answer,
        asked=asked,
        question=question,
        section=asked.section_of(question),
        place=asked.questions.index(question) + 1,
        before=before,
        after=after,
        form=form,
        may_write=can.edit_audit(me(), answer.audit),
    )
