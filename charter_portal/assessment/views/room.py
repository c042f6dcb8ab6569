"""The reading room: the frozen submission beside the assessor's own scores."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user

from charter_portal.applications.models import Evidence
from charter_portal.applications.rules.document import FileFacts
from charter_portal.assessment import permissions as can
from charter_portal.assessment import services
from charter_portal.assessment.enums import AllocationStatus
from charter_portal.assessment.forms import ScoreForm
from charter_portal.assessment.models import Allocation, Score
from charter_portal.assessment.queries import (
    Reading,
    ReadingLine,
    charter_asked,
    has_read_enough_today,
    reading_of,
)
from charter_portal.assessment.views import blueprint
from charter_portal.audit_trail.services import record_view
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite
from charter_portal.core.formats import clock_time
from charter_portal.core.forms import BaseForm
from charter_portal.core.permissions import requires
from charter_portal.files.services import send
from charter_portal.framework.rules.tree import CharterTree, StatementNode

CLOSED = "This reading is closed to you now. Copy your words before you leave the page."


@blueprint.get("/assessment/<int:allocation_id>")
@requires(can.view, can.opens, on=Allocation)
def room(allocation: Allocation) -> Any:
    """The whole submission at a glance, with the own progress."""
    record_view(allocation.submission, _person())
    reading = reading_of(allocation)
    return render_template(
        "assessment/assessor/room.html", reading=reading, sample_notice=reading.charter.sample_notice
    )


@blueprint.get("/assessment/<int:allocation_id>/statements/<code>")
@requires(can.view, can.opens, on=Allocation)
def score(allocation: Allocation, code: str) -> Any:
    """One statement: what was submitted beside the scoring form."""
    record_view(allocation.submission, _person())
    reading, line = _line(allocation, code)
    form = ScoreForm(formdata=None)
    form.offer(reading.charter, line.statement)
    form.fill(line.score, reading.charter)
    return _statement_page(reading, line, form)


@blueprint.post("/assessment/<int:allocation_id>/statements/<code>")
@requires(can.is_own, on=Allocation)
def save(allocation: Allocation, code: str) -> Any:
    """Keep a score. When the reading has closed meanwhile, the typed words come back on a page (C5)."""
    charter, statement = _asked(allocation, code)
    form = ScoreForm()
    form.offer(charter, statement)
    if not form.validate_on_submit():
        return (_statement_page(*_line(allocation, code), form), 400) if _is_open(allocation) else _kept(form)
    try:
        with unit_of_work():
            services.save_score(allocation, statement_id=statement.id, by=_person(), **form.words)
    except StaleWrite as problem:
        return _both_texts(*_line(allocation, code), form, problem.current), 409
    except NotAllowed:
        return _kept(form)
    except RuleBroken as problem:
        form.show(problem)
        return _statement_page(*_line(allocation, code), form), 400
    return _after_saving(allocation, statement, charter.neighbours(statement)[1])


@blueprint.post("/assessment/<int:allocation_id>/statements/<code>/autosave")
@requires(can.is_own, on=Allocation)
def autosave(allocation: Allocation, code: str) -> Any:
    """Keep a score from the page's own script; answers in JSON and never with anybody else's words."""
    charter, statement = _asked(allocation, code)
    form = ScoreForm()
    form.offer(charter, statement)
    if not form.validate_on_submit():
        look = "Not saved by itself: one of the texts needs a look. Your words stay here."
        return (_said(look), 400) if _is_open(allocation) else (_said(CLOSED), 409)
    try:
        with unit_of_work():
            kept = services.save_score(allocation, statement_id=statement.id, by=_person(), **form.words)
    except StaleWrite:
        return _said("You saved other words in another window. Press Save to see both."), 409
    except NotAllowed:
        return _said(CLOSED), 409
    except RuleBroken as problem:
        return _said(f"{problem.message} Copy your words before you leave the page."), 409
    return jsonify(saved_at=clock_time(now()), version=kept.version)


@blueprint.get("/assessment/<int:allocation_id>/evidence/<int:number>")
@requires(can.view, can.opens, on=Allocation)
def download(allocation: Allocation, number: int) -> Any:
    """A file of the frozen submission, by the number under which it is cited."""
    item = reading_of(allocation).document.evidence_by_number.get(number)
    if not isinstance(item, FileFacts):
        abort(404)
    evidence = db.session.get(Evidence, item.id)
    if evidence is None or evidence.file is None or evidence.application_id != allocation.application_id:
        abort(404)
    if evidence.file.sha256 != item.sha256:
        abort(404)
    record_view(evidence, _person())
    return send(evidence.file)


@blueprint.route("/assessment/<int:allocation_id>/finish", methods=["GET", "POST"])
@requires(can.view, can.opens, on=Allocation)
def finish(allocation: Allocation) -> Any:
    """Look over the own scores, then hand them over."""
    if allocation.status == AllocationStatus.FINISHED:
        return redirect(url_for("assessment.room", allocation_id=allocation.id))
    form = BaseForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.finish(allocation, by=_person())
            flash("Thank you. Your reading is finished.")
            return redirect(url_for("assessment.room", allocation_id=allocation.id))
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("assessment/assessor/finish.html", form=form, reading=reading_of(allocation))
    return page, 400 if form.errors else 200


def _person() -> Any:
    return current_user._get_current_object()


def _said(message: str) -> Any:
    return jsonify(message=message)


def _is_open(allocation: Allocation) -> bool:
    return can.view(_person(), allocation) and can.opens(_person(), allocation)


def _asked(allocation: Allocation, code: str) -> tuple[CharterTree, StatementNode]:
    charter = charter_asked(allocation)
    return charter, charter.statement_by_code(code) or abort(404)


def _line(allocation: Allocation, code: str) -> tuple[Reading, ReadingLine]:
    reading = reading_of(allocation)
    statement = reading.charter.statement_by_code(code)
    if statement is None:
        abort(404)
    return reading, reading.line_for(statement)


def _statement_page(reading: Reading, line: ReadingLine, form: ScoreForm) -> str:
    before, after = reading.charter.neighbours(line.statement)
    return render_template(
        "assessment/assessor/statement.html",
        reading=reading,
        line=line,
        form=form,
        before=before,
        after=after,
        is_finished=reading.allocation.status == AllocationStatus.FINISHED,
        enough_today=has_read_enough_today(_person()),
    )


def _after_saving(allocation: Allocation, statement: StatementNode, after: StatementNode | None) -> Any:
    """On to the next statement, to the overview, or back to the same page, as the button said."""
    number = allocation.id
    then = request.form.get("then", "next")
    if then == "stay":
        flash("Saved.")
        return redirect(url_for("assessment.score", allocation_id=number, code=statement.code))
    if then == "later" or after is None:
        flash("Saved. Your words will be here when you come back.")
        return redirect(url_for("assessment.room", allocation_id=number))
    return redirect(url_for("assessment.score", allocation_id=number, code=after.code))


def _both_texts(reading: Reading, line: ReadingLine, form: ScoreForm, saved: Score) -> str:
    """Two windows, two texts: show both; the next save is made on top of what is stored now."""
    form.version.data = saved.version
    level = reading.charter.level_by_id[saved.level_id] if saved.level_id else None
    return render_template(
        "assessment/assessor/both_texts.html",
        reading=reading,
        line=line,
        form=form,
        saved=saved,
        saved_level=level,
    )


def _kept(form: ScoreForm) -> Any:
    """The reading closed while somebody wrote: give their own words back, and nothing else."""
    return render_template("assessment/assessor/kept.html", typed=form), 409
