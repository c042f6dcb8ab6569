"""Staff lay the scores side by side, record what was agreed, and close moderation."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from charter_portal.applications.models import Application
from charter_portal.applications.permissions import staff_view
from charter_portal.applications.queries import latest_submission
from charter_portal.applications.rules.document import SubmissionDocument, read_document
from charter_portal.assessment import permissions as can
from charter_portal.assessment import services
from charter_portal.assessment.enums import Closeness
from charter_portal.assessment.forms import AgreeForm
from charter_portal.assessment.models import AgreedLevel
from charter_portal.assessment.queries import (
    Line,
    SideBySide,
    allocations_of,
    proposed_outcome,
    readers_of,
    side_by_side,
)
from charter_portal.assessment.rules import joined_words
from charter_portal.assessment.views import blueprint
from charter_portal.audit_trail.services import record_view
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.core.forms import BaseForm
from charter_portal.core.permissions import requires
from charter_portal.framework.queries import charter_of

SHOWN = {"all": "All statements", "open": "Still to agree", "wide": "Two or more levels apart"}


@blueprint.get("/staff/applications/<int:application_id>/moderation")
@requires(staff_view, can.run, on=Application)
def moderate(application: Application) -> Any:
    """Every statement with each reader's level; before everybody has finished, only who has."""
    return _overview(application, BaseForm()), 200


@blueprint.route("/staff/applications/<int:application_id>/moderation/<code>", methods=["GET", "POST"])
@requires(staff_view, can.run, on=Application)
def agree(application: Application, code: str) -> Any:
    """One statement: what each reader wrote, and the level that is agreed."""
    together = side_by_side(application)
    if together is None:
        return redirect(url_for("assessment.moderate", application_id=application.id))
    line = _line(together, code)
    form = AgreeForm()
    form.offer(together.charter, line.statement)
    if not form.is_submitted():
        form.fill(line.agreed, together.charter)
    elif request.form.get("copy"):
        _copy_words(form, line, request.form["copy"])
    elif form.validate():
        try:
            with unit_of_work():
                services.agree_level(application, statement_id=line.statement.id, by=_person(), **form.words)
            return _on_to_next(application, line)
        except StaleWrite as problem:
            return _page(application, together, line, form, theirs=problem.current), 409
        except RuleBroken as problem:
            form.show(problem)
    return _page(application, together, line, form), 400 if form.errors else 200


@blueprint.post("/staff/applications/<int:application_id>/moderation/<code>/as-scored")
@requires(staff_view, can.run, on=Application)
def agree_as_scored(application: Application, code: str) -> Any:
    """Record the level that every reader gave, with their words."""
    together = side_by_side(application)
    if together is None:
        return redirect(url_for("assessment.moderate", application_id=application.id))
    line = _line(together, code)
    form = AgreeForm()
    try:
        with unit_of_work():
            services.agree_as_scored(
                application, statement_id=line.statement.id, version=form.version.data, by=_person()
            )
        return _on_to_next(application, line)
    except StaleWrite as problem:
        theirs = problem.current
    except RuleBroken as problem:
        theirs = None
        form.show(problem)
    form.offer(together.charter, line.statement)
    form.fill(line.agreed, together.charter)
    return _page(application, together, line, form, theirs=theirs), 409


@blueprint.post("/staff/applications/<int:application_id>/moderation")
@requires(staff_view, can.run, on=Application)
def complete(application: Application) -> Any:
    """Close moderation, so that a decision can be proposed."""
    form = BaseForm()
    try:
        with unit_of_work():
            services.complete_moderation(application, by=_person())
    except RuleBroken as problem:
        form.show(problem)
        return _overview(application, form), 409
    flash("Moderation is complete. A decision can be proposed now.")
    return redirect(url_for("assessment.moderate", application_id=application.id))


def _person() -> Any:
    return current_user._get_current_object()


def _overview(application: Application, form: BaseForm) -> str:
    together = side_by_side(application)
    shown = request.args.get("show", "all")
    shown = shown if shown in SHOWN else "all"
    given: dict[str, Any] = {"lines": [], "outcome": None}
    if together is None:
        live = [each for each in allocations_of(application) if each.is_live]
        given |= {"readers": readers_of(application), "allocations": live}
    else:
        given["lines"] = _lines(together, shown)
        given["outcome"] = proposed_outcome(application) if together.is_fully_agreed else None
    return render_template(
        "assessment/staff/moderation.html",
        application=application,
        form=form,
        together=together,
        shown=shown,
        views=SHOWN,
        charter=charter_of(application.cycle.framework_version_id),
        may_moderate=_is_open(application, together),
        **given,
    )


def _is_open(application: Application, together: SideBySide | None) -> bool:
    """The guard has asked who the person is; what is left is whether moderation is open."""
    return together is not None and can.is_in_assessment(current_user, application)


def _lines(together: SideBySide, shown: str) -> list[Line]:
    if shown == "open":
        return [line for line in together.lines if line.agreed is None]
    if shown == "wide":
        return [line for line in together.lines if line.closeness == Closeness.WIDE]
    return list(together.lines)


def _line(together: SideBySide, code: str) -> Line:
    statement = together.charter.statement_by_code(code)
    if statement is None:
        abort(404)
    return together.line_for(statement)


def _page(
    application: Application,
    together: SideBySide,
    line: Line,
    form: AgreeForm,
    theirs: AgreedLevel | None = None,
) -> str:
    """The page of one statement. `theirs` is what a colleague recorded meanwhile: both texts are shown."""
    if theirs is not None:
        form.version.data = theirs.version
    before, after = together.charter.neighbours(line.statement)
    document = _document(application)
    return render_template(
        "assessment/staff/agree.html",
        application=application,
        together=together,
        line=line,
        form=form,
        theirs=theirs,
        before=before,
        after=after,
        document=document,
        response=document.responses_by_statement.get(line.statement.key),
        may_moderate=_is_open(application, together),
    )


def _document(application: Application) -> SubmissionDocument:
    submission = latest_submission(application)
    if submission is None:
        abort(404)
    record_view(submission, _person())
    return read_document(submission.document)


def _copy_words(form: AgreeForm, line: Line, asked: str) -> None:
    """Add a reader's words below what is typed; nothing is saved by that. `asked` is “strengths-2”."""
    name, _, place = asked.partition("-")
    if name in {"reason", "strengths", "lift"} and place.isdecimal() and int(place) < len(line.scores):
        words = getattr(line.scores[int(place)], name)
        form[name].data = joined_words((form[name].data or "", words))


def _on_to_next(application: Application, line: Line) -> Any:
    """To the next statement without an agreed level, or to the list when there is none."""
    together = side_by_side(application)
    flash(f"Statement {line.statement.code} is agreed.")
    following = together.next_to_agree if together else None
    if following is None:
        return redirect(url_for("assessment.moderate", application_id=application.id))
    return redirect(url_for("assessment.agree", application_id=application.id, code=following.statement.code))
