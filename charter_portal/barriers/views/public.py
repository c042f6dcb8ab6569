"""What everybody may read: the barriers, and what has helped with each."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request

from charter_portal.barriers.enums import STAGE_WORDS
from charter_portal.barriers.forms import LibraryFilter
from charter_portal.barriers.queries import kind_by_code, kinds_with_counts, published_for
from charter_portal.barriers.views import blueprint
from charter_portal.core.permissions import open_to_everyone
from charter_portal.core.tables import page_number, paginate
from charter_portal.organisations.enums import Setting

SOLUTIONS_A_PAGE = 20


@blueprint.get("/barriers")
@open_to_everyone
def library() -> str:
    """Every barrier with how many solutions there are, by words or by stage."""
    form = LibraryFilter(request.args)
    search, stage = (form.search.data or "")[:100], form.chosen_stage
    found = kinds_with_counts(search)
    return render_template(
        "barriers/public/library.html",
        filters=form,
        kinds=[(kind, count) for kind, count in found if stage is None or stage in kind.stages],
        filtered=bool(search or stage),
        stage_words=STAGE_WORDS,
    )


@blueprint.get("/barriers/<code>")
@open_to_everyone
def kind(code: str) -> Any:
    """One barrier: what it is, and what has helped."""
    found = kind_by_code(code) or abort(404)
    setting = next((each for each in Setting if each.value == request.args.get("setting")), None)
    page = paginate(
        published_for(found, setting=setting),
        number=page_number(request.args.get("page")),
        size=SOLUTIONS_A_PAGE,
    )
    return render_template(
        "barriers/public/kind.html", kind=found, page=page, setting=setting, settings=list(Setting)
    )
