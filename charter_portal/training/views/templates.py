"""Staff keep programmes to start days from."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.training import permissions as can
from charter_portal.training.forms.days import TemplateForm
from charter_portal.training.models import ProgrammeTemplate
from charter_portal.training.queries.venues import programme_templates
from charter_portal.training.services import templates as services
from charter_portal.training.views import blueprint
from charter_portal.training.views.asking import me
from charter_portal.training.views.planning import programme_of

WORDS = ("name", "audience", "summary", "what_next", "programme")


@blueprint.get("/staff/training/programmes")
@requires(can.reads_training)
def templates() -> str:
    """Every programme a day can start from."""
    found = programme_templates(with_closed=True)
    return render_template("training/staff/templates.html", templates=found)


@blueprint.route("/staff/training/programmes/new", methods=["GET", "POST"])
@requires(can.runs_training)
def new_template() -> Any:
    """Write a programme."""
    form = TemplateForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.add_template(**_words(form), by=me())
            flash("The programme is saved. New days can start from it.")
            return redirect(url_for("training.templates"))
        except RuleBroken as problem:
            form.show(problem)
    return _page(form, None)


@blueprint.route("/staff/training/programmes/<int:programme_template_id>", methods=["GET", "POST"])
@requires(can.reads_training, can.runs_training, on=ProgrammeTemplate)
def template(template: ProgrammeTemplate) -> Any:
    """Change a programme; days that began from it stay as they are."""
    form = TemplateForm(obj=template)
    if request.method == "GET":
        form.programme.data = programme_of(template)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_template(template, **_words(form), by=me())
            flash("The programme is saved.")
            return redirect(url_for("training.templates"))
        except RuleBroken as problem:
            form.show(problem)
    return _page(form, template)


@blueprint.post("/staff/training/programmes/<int:programme_template_id>/state")
@requires(can.reads_training, can.runs_training, on=ProgrammeTemplate)
def template_state(template: ProgrammeTemplate) -> Any:
    """Put a programme away, or take it out again."""
    with unit_of_work():
        if request.form.get("open"):
            services.reopen_template(template, by=me())
        else:
            services.close_template(template, by=me())
    flash(f"{'Put away' if template.closed_at else 'Taken out again'}: {template.name}.")
    return redirect(url_for("training.templates"))


def _words(form: TemplateForm) -> dict[str, Any]:
    return {name: form[name].data or "" for name in WORDS}


def _page(form: TemplateForm, template: ProgrammeTemplate | None) -> Any:
    page = render_template("training/staff/template.html", form=form, template=template)
    return page, 400 if form.errors else 200
