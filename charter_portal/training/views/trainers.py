"""Staff choose who trains."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.training import permissions as can
from charter_portal.training.forms.venues import TrainerForm, TrainerWordsForm
from charter_portal.training.models import Trainer
from charter_portal.training.queries import venues as queries
from charter_portal.training.services import trainers as services
from charter_portal.training.views import blueprint
from charter_portal.training.views.asking import me


@blueprint.get("/staff/training/trainers")
@requires(can.reads_training)
def trainers() -> str:
    """Everybody who trains or trained."""
    return render_template("training/staff/trainers.html", trainers=queries.trainers(with_ended=True))


@blueprint.route("/staff/training/trainers/new", methods=["GET", "POST"])
@requires(can.runs_training)
def new_trainer() -> Any:
    """Make somebody a trainer."""
    form = TrainerForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                trainer = services.add_trainer(email=form.email.data, words=form.words.data or "", by=me())
            flash(f"{trainer.user.name} may be put in charge of days now.")
            return redirect(url_for("training.trainers"))
        except RuleBroken as problem:
            form.show(problem)
    return render_template("training/staff/new_trainer.html", form=form), 400 if form.errors else 200


@blueprint.route("/staff/training/trainers/<int:trainer_id>", methods=["GET", "POST"])
@requires(can.reads_training, can.runs_training, on=Trainer)
def trainer(trainer: Trainer) -> Any:
    """What delegates read about a trainer."""
    form = TrainerWordsForm(obj=trainer)
    if form.validate_on_submit():
        with unit_of_work():
            services.describe_trainer(trainer, words=form.words.data or "", by=me())
        flash("The words are saved.")
        return redirect(url_for("training.trainers"))
    return _page(trainer, form)


@blueprint.post("/staff/training/trainers/<int:trainer_id>/end")
@requires(can.reads_training, can.runs_training, on=Trainer)
def end_trainer(trainer: Trainer) -> Any:
    """The person trains no more."""
    try:
        with unit_of_work():
            services.end_trainer(trainer, by=me())
    except RuleBroken as problem:
        form = TrainerWordsForm(formdata=None, obj=trainer)
        form.show(problem)
        return _page(trainer, form)
    flash(f"{trainer.user.name} trains no more.")
    return redirect(url_for("training.trainers"))


def _page(trainer: Trainer, form: TrainerWordsForm) -> Any:
    page = render_template("training/staff/trainer.html", form=form, trainer=trainer)
    return page, 400 if form.errors else 200
