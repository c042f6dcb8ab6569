"""The list for the door, on paper and as a workbook."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for

from charter_portal.core.database import unit_of_work
from charter_portal.core.permissions import requires
from charter_portal.core.workbook import Sheet, workbook_response
from charter_portal.files.services import send
from charter_portal.jobs.enums import JobState
from charter_portal.training import permissions as can
from charter_portal.training.forms.registers import DoorForm
from charter_portal.training.models import TrainingDay
from charter_portal.training.services import door as services
from charter_portal.training.views import blueprint
from charter_portal.training.views.asking import me


@blueprint.get("/training/days/<int:training_day_id>/door")
@requires(can.view_plan, can.trains, on=TrainingDay)
def door(day: TrainingDay) -> str:
    """Which list to take, and where the printed one stands."""
    job = services.door_job_of(day, me())
    return render_template(
        "training/register/door.html",
        form=DoorForm(),
        day=day,
        waiting=job is not None and job.is_live,
        ready=job is not None and job.result_file_id is not None,
        stopped=job.message if job is not None and job.state is JobState.STOPPED else "",
    )


@blueprint.post("/training/days/<int:training_day_id>/door")
@requires(can.view_plan, can.trains, on=TrainingDay)
def take_door_list(day: TrainingDay) -> Any:
    """Take the workbook at once, or have the paper list printed."""
    form = DoorForm()
    if not form.validate_on_submit():
        return redirect(url_for("training.door", training_day_id=day.id))
    if request.form.get("kind") == "xlsx":
        return _workbook(day, with_needs=form.needs.data)
    with unit_of_work():
        services.request_door_list(day, with_needs=form.needs.data, by=me())
    return redirect(url_for("training.door", training_day_id=day.id))


@blueprint.get("/training/days/<int:training_day_id>/door.pdf")
@requires(can.view_plan, can.trains, on=TrainingDay)
def door_pdf(day: TrainingDay) -> Any:
    """The list that this person had printed; 404 while there is none."""
    job = services.door_job_of(day, me())
    stored = services.hand_over(job) if job is not None else None
    return send(stored) if stored is not None else abort(404)


def _workbook(day: TrainingDay, *, with_needs: bool) -> Response:
    with unit_of_work():
        services.note_taking(day, kind="xlsx", with_needs=with_needs, by=me())
    header, rows = services.door_rows(day, with_needs=with_needs)
    return workbook_response(f"list-{day.id}.xlsx", [Sheet("Who comes", header, rows)])
