"""Where a response points into the library: from its statement page, or on a page of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, url_for

from charter_portal.applications import permissions as can
from charter_portal.applications.forms.evidence import AddAndCiteForm, CiteForm, WhereForm
from charter_portal.applications.models import Application, Citation, Response
from charter_portal.applications.queries.evidence import (
    citation_in,
    citations_of,
    evidence_in,
    items_of,
    response_to,
)
from charter_portal.applications.services import evidence as services
from charter_portal.applications.views import blueprint
from charter_portal.applications.views.evidence import limits, person
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.forms import BaseForm
from charter_portal.core.permissions import requires
from charter_portal.framework.queries import charter_of
from charter_portal.framework.rules.tree import StatementNode


@dataclass
class Panel:
    """What the evidence part of a statement page shows."""

    response: Response
    statement: StatementNode
    citations: list[Citation]
    choose: CiteForm
    upload: AddAndCiteForm
    limits: dict[str, Any]

    @property
    def has_more(self) -> bool:
        """The library holds something that this response does not point at yet."""
        return len(self.choose.evidence.choices) > 1


@blueprint.app_template_global()
def citation_panel(
    response: Response, choose: CiteForm | None = None, upload: AddAndCiteForm | None = None
) -> Panel:
    """The evidence part of a statement page: what is cited, and fresh forms unless bound ones are given."""
    application = response.application
    cited = citations_of(response)
    pointed_at = {each.evidence_id for each in cited}
    items = items_of(application)
    others = [each for each in items if each.id not in pointed_at]
    used = sum(each.file.size for each in items if each.file is not None)
    return Panel(
        response=response,
        statement=charter_of(application.cycle.framework_version_id).statement_by_id[response.statement_id],
        citations=cited,
        choose=choose or CiteForm(formdata=None).offer(others),
        upload=upload or AddAndCiteForm(formdata=None),
        limits=limits(used),
    )


@blueprint.route("/applications/<int:application_id>/statements/<code>/evidence", methods=["GET", "POST"])
@requires(can.view, can.writes, on=Application)
def cite(application: Application, code: str) -> Any:
    """Point at an item of the library. The page by itself serves when something needs another look."""
    response = _response(application, code)
    form = CiteForm().offer(items_of(application))
    if form.validate_on_submit():
        item = evidence_in(application, form.evidence.data) or abort(404)
        try:
            with unit_of_work():
                services.cite(
                    response, evidence=item, where_to_look=form.where_to_look.data or "", by=person()
                )
            return _back(application, code, f"Evidence {item.number} now supports this statement.")
        except RuleBroken as problem:
            form.show(problem)
    panel = citation_panel(response, choose=form if form.errors else None)
    return _page(application, panel, form), 400 if form.errors else 200


@blueprint.post("/applications/<int:application_id>/statements/<code>/evidence/upload")
@requires(can.view, can.writes, on=Application)
def cite_upload(application: Application, code: str) -> Any:
    """Put a file into the library and point at it, both or neither."""
    response = _response(application, code)
    form = AddAndCiteForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                item = services.add_file(
                    application, upload=form.files.data, title=form.title.data or "", by=person()
                )
                services.cite(
                    response, evidence=item, where_to_look=form.where_in_file.data or "", by=person()
                )
            return _back(application, code, f"Evidence {item.number} now supports this statement.")
        except RuleBroken as problem:
            form.show(problem)
    return _page(application, citation_panel(response, upload=form), form), 400


@blueprint.route("/applications/<int:application_id>/citations/<int:citation_id>", methods=["GET", "POST"])
@requires(can.view, can.writes, on=Application)
def citation(application: Application, citation_id: int) -> Any:
    """Say anew where in an item to look."""
    found = citation_in(application, citation_id) or abort(404)
    code = _code_of(application, found)
    form = WhereForm(obj=found)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_citation(found, where_to_look=form.where_to_look.data or "", by=person())
            return _back(application, code, "Where to look is changed.")
        except RuleBroken as problem:
            form.show(problem)
    page = render_template(
        "applications/member/citation.html", application=application, citation=found, code=code, form=form
    )
    return page, 400 if form.errors else 200


@blueprint.post("/applications/<int:application_id>/citations/<int:citation_id>/remove")
@requires(can.view, can.writes, on=Application)
def uncite(application: Application, citation_id: int) -> Any:
    """Let the response no longer point at the item, which stays in the library."""
    found = citation_in(application, citation_id) or abort(404)
    code = _code_of(application, found)
    with unit_of_work():
        services.uncite(found, by=person())
    return _back(application, code, "Evidence taken off this statement. It is still in your library.")


def _response(application: Application, code: str) -> Response:
    statement = charter_of(application.cycle.framework_version_id).statement_by_code(code)
    found = response_to(application, statement.id) if statement else None
    return found or abort(404)


def _code_of(application: Application, found: Citation) -> str:
    statements = charter_of(application.cycle.framework_version_id).statement_by_id
    return statements[found.response.statement_id].code


def _page(application: Application, panel: Panel, form: BaseForm) -> str:
    return render_template(
        "applications/member/cite.html",
        application=application,
        panel=panel,
        form=form,
        charter=charter_of(application.cycle.framework_version_id),
    )


def _back(application: Application, code: str, words: str) -> Any:
    flash(words)
    return redirect(url_for(".statement", application_id=application.id, code=code, _anchor="evidence"))
