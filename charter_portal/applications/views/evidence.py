"""The evidence library of an application: adding, renaming, removing and taking a copy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from charter_portal.applications import permissions as can
from charter_portal.applications.forms.evidence import AddFilesForm, AddLinkForm, TitleForm
from charter_portal.applications.models import Application, Evidence
from charter_portal.applications.queries.evidence import (
    bound_statements,
    evidence_ever_in,
    evidence_in,
    item_of,
    library_of,
    room_used,
)
from charter_portal.applications.queries.figures import figure_of
from charter_portal.applications.services import evidence as services
from charter_portal.applications.views import blueprint
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.formats import file_size, plural
from charter_portal.core.forms import BaseForm
from charter_portal.core.permissions import requires
from charter_portal.core.security import REQUEST_BYTES
from charter_portal.files.enums import EVIDENCE_KINDS, FileKind
from charter_portal.files.rules import clean_name
from charter_portal.files.services import send
from charter_portal.workforce.rules.figures import pictured

LIBRARY = "/applications/<int:application_id>/evidence"
ITEM = f"{LIBRARY}/<int:evidence_id>"
MOST_AT_ONCE = REQUEST_BYTES // (1024 * 1024) * 1_000_000
"""Told to people in round figures, a little below what the server takes."""


def person() -> Any:
    """Whoever is signed in, as services take them."""
    return current_user._get_current_object()


def limits(bytes_used: int) -> dict[str, Any]:
    """What a page says about uploads before anybody chooses a file, given what the library takes already."""
    settings = current_app.config["SETTINGS"]
    return {
        "kinds": [kind for kind in FileKind if kind in EVIDENCE_KINDS],
        "each": settings.evidence_file_bytes,
        "at_once": MOST_AT_ONCE,
        "quota": settings.application_quota_bytes,
        "left": max(0, settings.application_quota_bytes - bytes_used),
    }


@blueprint.get(LIBRARY)
@requires(can.view, can.is_member, on=Application)
def library(application: Application) -> str:
    """Everything in the library and where it is used."""
    return render_template(
        "applications/member/library.html",
        application=application,
        items=library_of(application),
        limits=limits(room_used(application)),
        can_edit=can.edit(person(), application),
    )


@blueprint.route(f"{LIBRARY}/add-file", methods=["GET", "POST"])
@requires(can.view, can.writes, on=Application)
def add_file(application: Application) -> Any:
    """Put one file or several into the library; each that is refused says why, the others are kept."""
    form = AddFilesForm()
    if form.validate_on_submit():
        added = _add_each(application, form)
        if added:
            flash(f"{plural(added, 'file is', 'files are')} now in your library.")
        if not form.errors:
            return redirect(url_for(".library", application_id=application.id))
    return _add_file_page(application, form), 400 if form.errors else 200


@blueprint.route(f"{LIBRARY}/add-link", methods=["GET", "POST"])
@requires(can.view, can.writes, on=Application)
def add_link(application: Application) -> Any:
    """Put a link into the library."""
    form = AddLinkForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.add_link(application, url=form.url.data, title=form.title.data, by=person())
            flash("The link is now in your library.")
            return redirect(url_for(".library", application_id=application.id))
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("applications/member/add_link.html", application=application, form=form)
    return page, 400 if form.errors else 200


@blueprint.route(ITEM, methods=["GET", "POST"])
@requires(can.view, can.is_member, on=Application)
def evidence(application: Application, evidence_id: int) -> Any:
    """One item: what it is, where it is used, another title."""
    item = _found(application, evidence_id)
    form = TitleForm(obj=item)
    if request.method == "POST" and not can.writes(person(), application):
        abort(403)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.rename_evidence(item, title=form.title.data, by=person())
            flash("The title is changed.")
            return redirect(url_for(".evidence", application_id=application.id, evidence_id=item.id))
        except RuleBroken as problem:
            form.show(problem)
    return _item_page("evidence", application, item, form), 400 if form.errors else 200


@blueprint.route(f"{ITEM}/remove", methods=["GET", "POST"])
@requires(can.view, can.writes, on=Application)
def remove_evidence(application: Application, evidence_id: int) -> Any:
    """Ask first, then take an item out of the library."""
    item = _found(application, evidence_id)
    form = BaseForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.remove_evidence(item, by=person())
            flash("The evidence is removed from your library.")
            return redirect(url_for(".library", application_id=application.id))
        except RuleBroken as problem:
            form.form_errors.append(problem.message)
    return _item_page("evidence_remove", application, item, form), 400 if form.errors else 200


@blueprint.get(f"{ITEM}/file")
@requires(can.view, can.is_member, on=Application)
def download(application: Application, evidence_id: int) -> Any:
    """The file of an item, as a download; an item that left the library may still be in a submission."""
    item = evidence_ever_in(application, evidence_id) or abort(404)
    return send(item.file) if item.file is not None else abort(404)


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(problem: RequestEntityTooLarge) -> Any:
    """More than the server takes in one go: the upload page itself says so, and what to do."""
    arguments = request.view_args or {}
    application = db.session.get(Application, arguments.get("application_id", 0))
    if request.endpoint != "applications.add_file" or application is None:
        return _plain_page(problem)
    if not current_user.is_authenticated or not can.writes(person(), application):
        return _plain_page(problem)
    form = AddFilesForm(formdata=None)
    form.files.errors = [
        f"These files are more than {file_size(MOST_AT_ONCE)} together. "
        f"Send fewer at a time, each of {file_size(limits(room_used(application))['each'])} or less."
    ]
    return _add_file_page(application, form), 413


def _plain_page(problem: RequestEntityTooLarge) -> Any:
    return render_template("errors/413.html", reference="", message=None), problem.code


def _add_each(application: Application, form: AddFilesForm) -> int:
    """Add every upload in a unit of its own; what is refused is told beside the field."""
    uploads: Iterable[FileStorage] = form.files.data
    alone = len(form.files.data) == 1
    added, refused = 0, []
    for upload in uploads:
        try:
            with unit_of_work():
                services.add_file(
                    application, upload=upload, title=(form.title.data or "") if alone else "", by=person()
                )
            added += 1
        except RuleBroken as problem:
            if problem.field != "files":
                form.show(problem)
                break
            refused.append(f"{clean_name(upload.filename or '')}: {problem.message}")
    form.files.errors = [*form.files.errors, *refused]
    return added


def _add_file_page(application: Application, form: AddFilesForm) -> str:
    return render_template(
        "applications/member/add_file.html",
        application=application,
        form=form,
        limits=limits(room_used(application)),
    )


def _item_page(name: str, application: Application, item: Evidence, form: BaseForm) -> str:
    return render_template(
        f"applications/member/{name}.html",
        application=application,
        item=item_of(item),
        picture=pictured(figure) if (figure := figure_of(item)) is not None else None,
        bound=bound_statements(item),
        form=form,
        can_edit=can.edit(person(), application),
    )


def _found(application: Application, evidence_id: int) -> Evidence:
    """An item of this very application; any other number is not found, whoever owns it."""
    return evidence_in(application, evidence_id) or abort(404)
