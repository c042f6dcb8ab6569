"""Staff look after versions: load a file as a draft, read it, publish it, retire it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.framework import permissions as may
from charter_portal.framework import services
from charter_portal.framework.forms import ConfirmForm, LoadCharterForm
from charter_portal.framework.models import FrameworkVersion
from charter_portal.framework.queries import all_versions, charter_of
from charter_portal.framework.rules.charter_file import CharterFileProblems, Problem
from charter_portal.framework.views import blueprint
from charter_portal.framework.workflow import framework_workflow

CHARTER_FILE_BYTES = 2_000_000


@blueprint.get("/staff/charter")
@requires(may.view)
def versions() -> str:
    """Every version, and the form to load another."""
    return _versions_page(LoadCharterForm(), [])


@blueprint.post("/staff/charter")
@requires(may.load)
def load() -> Any:
    """Check a charter file and keep it as a draft; every mistake is named with its line."""
    form = LoadCharterForm()
    problems: list[Problem] = []
    if form.validate():
        try:
            text = _text_of(form.file.data)
            with unit_of_work():
                version, is_new = services.load_charter(text, form.file.data.filename, by=current_user)
            flash(
                "The version is loaded as a draft."
                if is_new
                else "This version was already loaded. Nothing changed."
            )
            return redirect(url_for("framework.version", framework_version_id=version.id))
        except RuleBroken as problem:
            problem.field = problem.field or "file"
            form.show(problem)
        except CharterFileProblems as found:
            problems = found.problems
            form.show(RuleBroken("This file needs some changes before it can be loaded.", "file"))
    return _versions_page(form, problems), 400


@blueprint.get("/staff/charter/<int:framework_version_id>")
@requires(may.view, on=FrameworkVersion)
def version(version: FrameworkVersion) -> str:
    """One version in full, with what can be done with it."""
    return render_template(
        "framework/staff/version.html",
        version=version,
        charter=charter_of(version.id),
        steps=framework_workflow.open_to(current_user, version),
        sample_notice=version.sample_notice,
        confirm=ConfirmForm(),
    )


@blueprint.post("/staff/charter/<int:framework_version_id>/publish")
@requires(may.view, may.publish, on=FrameworkVersion)
def publish(version: FrameworkVersion) -> Any:
    """Open a draft to everybody; its words never change from here."""
    with unit_of_work():
        services.publish(version, by=current_user)
    flash("The version is published. Its words are now fixed.")
    return redirect(url_for("framework.version", framework_version_id=version.id))


@blueprint.post("/staff/charter/<int:framework_version_id>/retire")
@requires(may.view, may.retire, on=FrameworkVersion)
def retire(version: FrameworkVersion) -> Any:
    """Take a version out of use for new cycles."""
    with unit_of_work():
        services.retire(version, by=current_user)
    flash("The version is retired. Cycles that use it carry on.")
    return redirect(url_for("framework.version", framework_version_id=version.id))


def _versions_page(form: LoadCharterForm, problems: list[Problem]) -> str:
    return render_template(
        "framework/staff/versions.html", versions=all_versions(), form=form, problems=problems
    )


def _text_of(upload: Any) -> str:
    data = upload.stream.read(CHARTER_FILE_BYTES + 1)
    if len(data) > CHARTER_FILE_BYTES:
        raise RuleBroken(
            "This file is larger than 2 MB, which no charter needs. Choose the YAML file.", "file"
        )
    try:
        return str(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise RuleBroken(
            "This file is not plain text in UTF-8. Save it as UTF-8 and try again.", "file"
        ) from None
