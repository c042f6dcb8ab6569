"""Two people saved at the same time: one page with both texts, for every form here that has a version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request

from charter_portal.core.formats import day
from charter_portal.core.forms import BaseForm, TextField
from charter_portal.involvement.views.asking import me
from charter_portal.organisations.models import Organisation

UNSEEN = {"csrf_token", "version"}
TICK = "not_about_a_person"


@dataclass(frozen=True)
class Difference:
    """One field that the two saved differently, in words."""

    label: str
    mine: str
    theirs: str


def conflict_page(
    organisation: Organisation, *, mine: BaseForm, saved: BaseForm, current: Any, what: str, page: str
) -> Any:
    """Both texts, and three ways on: keep mine, keep what is saved, or put them together.

    `saved` is the same form filled with the row as it stands now, `page` the address of the form. The boxes
    to put together hold both texts, mine first.
    """
    shown = [field for field in mine if field.name not in UNSEEN | {TICK}]
    differences = [
        Difference(field.label.text, _words(field), _words(saved[field.name]))
        for field in shown
        if _words(field) != _words(saved[field.name])
    ]
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in UNSEEN]
    for field in shown:
        theirs = saved[field.name]
        if isinstance(field, TextField) and field.data != theirs.data:
            field.data = "\n\n".join(part for part in (field.data, theirs.data) if part)
    answer = render_template(
        "involvement/member/conflict.html",
        organisation=organisation,
        what=what,
        page=page,
        typed=typed,
        fields=shown,
        mine=mine,
        differences=differences,
        version=current.version,
        saved_at=getattr(current, "saved_at", None) or current.updated_at,
        saved_by=current.saved_by,
        saved_by_me=current.saved_by_id == me().id,
    )
    return answer, 409


def _words(field: Any) -> str:
    """What a field says, as people read it."""
    if hasattr(field, "iter_choices"):
        return ", ".join(str(choice.label) for choice in field.iter_choices() if choice.selected)
    if isinstance(field.data, date):
        return day(field.data)
    return "" if field.data is None else str(field.data)
