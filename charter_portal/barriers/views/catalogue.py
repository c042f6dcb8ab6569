"""The catalogue of barriers, which staff look after."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from charter_portal.barriers import permissions as may
from charter_portal.barriers import services
from charter_portal.barriers.forms import EmptyForm, KindFields, KindForm, NewKindForm
from charter_portal.barriers.models import BarrierKind
from charter_portal.barriers.queries import kinds_with_counts
from charter_portal.barriers.views import blueprint
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.core.permissions import requires


@blueprint.get("/staff/barriers")
@requires(may.reads)
def catalogue() -> str:
    """Every barrier, retired ones last."""
    return render_template("barriers/staff/catalogue.html", kinds=kinds_with_counts(with_retired=True))


@blueprint.route("/staff/barriers/new", methods=["GET", "POST"])
@requires(may.edits)
def new_kind() -> Any:
    """Add a barrier."""
    form = NewKindForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.add_kind(
                    code=form.code.data,
                    title=form.title.data,
                    description=form.description.data,
                    stages=form.chosen_stages,
                    by=current_user._get_current_object(),
                )
            flash(f"Added: {form.title.data}.")
            return redirect(url_for("barriers.catalogue"))
        except RuleBroken as problem:
            form.show(problem)
    return _page(form, None)


@blueprint.route("/staff/barriers/<int:barrier_kind_id>", methods=["GET", "POST"])
@requires(may.reads, may.edits, on=BarrierKind)
def edit_kind(kind: BarrierKind) -> Any:
    """Reword a barrier."""
    form = KindForm(obj=kind)
    if not form.is_submitted():
        form.stages.data = list(kind.stage_words)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_kind(
                    kind,
                    title=form.title.data,
                    description=form.description.data,
                    stages=form.chosen_stages,
                    version=form.version.data,
                    by=current_user._get_current_object(),
                )
            flash("The barrier is saved.")
            return redirect(url_for("barriers.catalogue"))
        except StaleWrite:
            saved = {"Name of the barrier": kind.title, "What it is, in plain words": kind.description}
            mine = {
                "Name of the barrier": form.title.data,
                "What it is, in plain words": form.description.data,
            }
            return _conflict(form, saved, mine, url_for("barriers.edit_kind", barrier_kind_id=kind.id), kind)
        except RuleBroken as problem:
            form.show(problem)
    return _page(form, kind)


@blueprint.post("/staff/barriers/<int:barrier_kind_id>/retire")
@requires(may.reads, may.edits, on=BarrierKind)
def retire_kind(kind: BarrierKind) -> Any:
    """Nobody can choose it any more."""
    with unit_of_work():
        services.retire_kind(kind, by=current_user._get_current_object())
    flash(f"Retired: {kind.title}. What was written about it stays.")
    return redirect(url_for("barriers.catalogue"))


@blueprint.post("/staff/barriers/<int:barrier_kind_id>/restore")
@requires(may.reads, may.edits, on=BarrierKind)
def restore_kind(kind: BarrierKind) -> Any:
    """It can be chosen again."""
    with unit_of_work():
        services.restore_kind(kind, by=current_user._get_current_object())
    flash(f"In use again: {kind.title}.")
    return redirect(url_for("barriers.catalogue"))


def _page(form: KindFields, kind: BarrierKind | None) -> Any:
    page = render_template("barriers/staff/edit_kind.html", form=form, kind=kind, confirm=EmptyForm())
    return page, 400 if form.errors else 200


def _conflict(
    form: KindForm, saved: dict[str, str], mine: dict[str, str], here: str, kind: BarrierKind
) -> Any:
    form.version.data = kind.version
    return render_template("barriers/staff/two_texts.html", form=form, saved=saved, mine=mine, here=here), 409
