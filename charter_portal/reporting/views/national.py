"""The national picture of a round: the page, asking for it to be made, and its two files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from charter_portal.audit_trail.services import declare, record
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.forms import BaseForm
from charter_portal.core.permissions import requires
from charter_portal.cycles.models import Cycle
from charter_portal.files.models import StoredFile
from charter_portal.files.services import send
from charter_portal.jobs.enums import JobState
from charter_portal.reporting import permissions as may
from charter_portal.reporting.forms import PictureForm
from charter_portal.reporting.models import NationalPicture
from charter_portal.reporting.queries.national import (
    period_of,
    picture_of,
    pictured_cycles,
    read_picture,
    rounds_with_results,
)
from charter_portal.reporting.rules import words
from charter_portal.reporting.rules.charts import charts_of
from charter_portal.reporting.rules.measuring import Group
from charter_portal.reporting.services import latest_request, request_picture
from charter_portal.reporting.views import blueprint

declare("reporting.picture.taken")


@blueprint.get("/staff/national")
@requires(may.view_picture)
def national() -> str:
    """The picture of a round, in one setting or region if one is chosen; or how far its making is."""
    rounds = rounds_with_results()
    form = PictureForm(request.args)
    cycle = form.round_of(rounds) or _newest(rounds)
    if cycle is None:
        return render_template("reporting/staff/national_none.html")
    form.offer(rounds, cycle)
    made = picture_of(cycle)
    if made is None:
        return _not_made(cycle, form)
    picture = read_picture(made)
    setting, region = form.place()
    return render_template(
        "reporting/staff/national.html",
        filters=form,
        cycle=cycle,
        made=made,
        picture=picture,
        setting=setting,
        region=region,
        charts=charts_of(picture, setting, region),
        words=words,
        group=Group,
        job=_unfinished(made, cycle),
    )


@blueprint.post("/staff/national/<int:cycle_id>")
@requires(may.view_picture, may.make_picture, on=Cycle)
def make_picture(cycle: Cycle) -> Any:
    """Ask the worker for the picture of a round."""
    if BaseForm().validate_on_submit():
        try:
            with unit_of_work():
                request_picture(cycle, by=current_user)
        except RuleBroken as problem:
            flash(problem.message, "notice")
    return redirect(url_for("reporting.national", round=cycle.id))


@blueprint.get("/staff/national/<int:cycle_id>/picture.xlsx")
@requires(may.view_picture, on=Cycle)
def picture_workbook(cycle: Cycle) -> Any:
    """The picture as a workbook. The trail keeps who took it and when."""
    made = picture_of(cycle) or abort(404)
    return _taken(made, made.workbook_file)


@blueprint.get("/staff/national/<int:cycle_id>/picture.pdf")
@requires(may.view_picture, on=Cycle)
def picture_report(cycle: Cycle) -> Any:
    """The picture as a tagged PDF. The trail keeps who took it and when."""
    made = picture_of(cycle) or abort(404)
    return _taken(made, made.report_file)


def _newest(rounds: Sequence[Cycle]) -> Cycle | None:
    """The newest round that has a picture; before there is any, the newest round."""
    pictured = pictured_cycles()
    return next((each for each in rounds if each.id in pictured), rounds[0] if rounds else None)


def _not_made(cycle: Cycle, form: PictureForm) -> str:
    job = latest_request(cycle)
    return render_template(
        "reporting/staff/national_waiting.html",
        filters=form,
        cycle=cycle,
        period=period_of(cycle),
        job=job if job is not None and job.is_live else None,
        stopped=job.message if job is not None and job.state == JobState.STOPPED else "",
        words=words,
    )


def _unfinished(made: NationalPicture, cycle: Cycle) -> Any:
    """The job that still prints the files of a picture, or None when both are there."""
    if made.workbook_file_id is not None and made.report_file_id is not None:
        return None
    return latest_request(cycle)


def _taken(made: NationalPicture, stored: StoredFile | None) -> Any:
    if stored is None:
        abort(404)
    with unit_of_work():
        record("reporting.picture.taken", about=made, by=current_user, after={"file": stored.name})
    return send(stored)
