"""The page of one statement: reading what is asked, writing, saving, and meeting a colleague's save."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user

from charter_portal.applications import permissions as can
from charter_portal.applications import services
from charter_portal.applications.forms.responses import ResponseForm
from charter_portal.applications.models import Application, Response
from charter_portal.applications.queries import response_to, standing_of, takes_changes, what_to_change
from charter_portal.applications.views import blueprint
from charter_portal.applications.views.journey import statement_url
from charter_portal.core.clock import to_london
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.core.permissions import requires
from charter_portal.framework.queries import charter_of
from charter_portal.framework.rules.tree import CharterTree, StatementNode

Asked = tuple[CharterTree, StatementNode, Response]


@blueprint.get("/applications/<int:application_id>/statements/<code>")
@requires(can.view, can.is_member, on=Application)
def statement(application: Application, code: str) -> Any:
    """What is asked, and what the application says to it so far."""
    asked = _asked(application, code)
    charter, _, response = asked
    form = ResponseForm(formdata=None)
    form.offer(charter)
    form.fill(response, charter)
    return _page(application, asked, form)


@blueprint.post("/applications/<int:application_id>/statements/<code>")
@requires(can.view, can.writes, on=Application)
def save_statement(application: Application, code: str) -> Any:
    """Save what was typed. Whatever stands against that, the words come back on the page that says so."""
    charter, statement, response = asked = _asked(application, code)
    form = ResponseForm()
    form.offer(charter)
    if not form.validate_on_submit():
        return _page(application, asked, form), 400
    try:
        _save(response, form, charter)
    except StaleWrite:
        return _conflict(application, asked, form), 409
    except RuleBroken as problem:
        return _not_saved(application, asked, form, problem), 409
    flash(f"Saved. {statement.code} {statement.title}")
    return redirect(_next_place(application, charter, statement))


@blueprint.post("/applications/<int:application_id>/statements/<code>/autosave")
@requires(can.view, can.writes, on=Application)
def autosave(application: Application, code: str) -> Any:
    """The same save, asked by the page itself; answers with the new version or with a calm sentence."""
    charter, _, response = _asked(application, code)
    form = ResponseForm()
    form.offer(charter)
    if not form.validate_on_submit():
        return jsonify(message="Not saved by itself. Press Save to see why."), 400
    try:
        _save(response, form, charter)
    except StaleWrite:
        return jsonify(message="A colleague saved this too. Press Save to see both texts."), 409
    except RuleBroken as problem:
        return jsonify(message=problem.message), 409
    saved_at = response.saved_at or response.created_at
    return jsonify(saved_at=f"{to_london(saved_at):%H:%M}", version=response.version)


def _save(response: Response, form: ResponseForm, charter: CharterTree) -> None:
    with unit_of_work():
        services.save_response(response, **form.words(charter), by=current_user._get_current_object())


def _asked(application: Application, code: str) -> Asked:
    """The charter, the statement with this code and its response. 404 for a code that the charter lacks."""
    charter = charter_of(application.cycle.framework_version_id)
    statement = charter.statement_by_code(code) or abort(404)
    return charter, statement, response_to(application, statement.id) or abort(404)


def _next_place(application: Application, charter: CharterTree, statement: StatementNode) -> str:
    """Where the pressed button leads: the next statement, the matrix, or this page again."""
    following = charter.neighbours(statement)[1]
    if request.form.get("then") == "next" and following is not None:
        return statement_url(application, following)
    if request.form.get("then") in {"next", "later"}:
        return url_for("applications.show", application_id=application.id)
    return statement_url(application, statement)


def _page(application: Application, asked: Asked, form: ResponseForm) -> str:
    charter, statement, response = asked
    person = current_user._get_current_object()
    before, after = charter.neighbours(statement)
    return render_template(
        "applications/member/statement.html",
        application=application,
        charter=charter,
        statement=statement,
        response=response,
        form=form,
        before=before,
        after=after,
        standing=standing_of(application, statement),
        to_change=what_to_change(application, statement.id),
        may_edit=can.may_edit_statement(person, application, statement.id) and takes_changes(application),
        sample_notice=charter.sample_notice,
    )


def _conflict(application: Application, asked: Asked, form: ResponseForm) -> str:
    """Both texts, and three ways on. The forms on the page begin from the version that is saved now."""
    charter, statement, response = asked
    return render_template(
        "applications/member/conflict.html",
        application=application,
        charter=charter,
        statement=statement,
        response=response,
        mine=form,
        my_level=form.rating(charter),
        their_level=charter.level_by_id.get(response.own_level_id or 0),
        saved_by_me=response.saved_by_id == current_user.id,
    )


def _not_saved(application: Application, asked: Asked, form: ResponseForm, problem: RuleBroken) -> str:
    charter, statement, response = asked
    return render_template(
        "applications/member/not_saved.html",
        application=application,
        statement=statement,
        response=response,
        mine=form,
        my_level=form.rating(charter),
        problem=problem,
    )
