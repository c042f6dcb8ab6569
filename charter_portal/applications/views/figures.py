"""Live figures of an application: attaching one, and what the records say has changed since last time."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from charter_portal.applications import permissions as can
from charter_portal.applications.forms.figures import FigureForm
from charter_portal.applications.models import Application, Response
from charter_portal.applications.queries import response_to
from charter_portal.applications.queries.figures import (
    figure_now,
    figures_on_offer,
    services_shown,
    since_last_time,
)
from charter_portal.applications.services import evidence as services
from charter_portal.applications.views import blueprint
from charter_portal.applications.views.evidence import LIBRARY, person
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.framework.queries import charter_of
from charter_portal.framework.rules.tree import StatementNode
from charter_portal.workforce.rules.figures import pictured


@blueprint.route(f"{LIBRARY}/add-figure", methods=["GET", "POST"])
@requires(can.view, can.writes, on=Application)
def add_figure(application: Application) -> Any:
    """Choose a live figure, look at it first if one likes, and put it into the library.

    With `statement` in the address it also supports that statement, both or neither.
    """
    form = FigureForm().offer(application, figures_on_offer())
    statement = _statement(application)
    preview = None
    if form.validate_on_submit():
        if "look" in request.form:
            shown = services_shown(application, form.chosen_service)
            preview = pictured(figure_now(form.figure.data, shown, form.months.data))
        else:
            try:
                return _attached(application, statement, form)
            except RuleBroken as problem:
                form.show(problem)
    page = render_template(
        "applications/member/add_figure.html",
        application=application,
        statement=statement,
        form=form,
        preview=preview,
    )
    return page, 400 if form.errors else 200


@blueprint.get("/applications/<int:application_id>/changes")
@requires(can.view, can.is_member, on=Application)
def changes(application: Application) -> str:
    """What the workforce records say has changed since these services last submitted."""
    return render_template(
        "applications/member/changes.html", application=application, since=since_last_time(application)
    )


def _attached(application: Application, statement: StatementNode | None, form: FigureForm) -> Any:
    response = _response(application, statement)
    with unit_of_work():
        item = services.add_figure(
            application,
            key=form.figure.data,
            months=form.months.data,
            service=form.chosen_service,
            title=form.title.data or "",
            by=person(),
        )
        if response is not None:
            services.cite(response, evidence=item, where_to_look="", by=person())
    if statement is None:
        flash("The figure is now in your library.")
        return redirect(url_for(".library", application_id=application.id))
    flash(f"Evidence {item.number} now supports this statement.")
    return redirect(
        url_for(".statement", application_id=application.id, code=statement.code, _anchor="evidence")
    )


def _statement(application: Application) -> StatementNode | None:
    code = request.args.get("statement", "")
    return charter_of(application.cycle.framework_version_id).statement_by_code(code) if code else None


def _response(application: Application, statement: StatementNode | None) -> Response | None:
    return response_to(application, statement.id) if statement is not None else None
