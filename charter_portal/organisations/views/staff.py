"""Every organisation, for staff and the commissioner."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

from flask import render_template, request

from charter_portal.accounts.permissions import reads_everything
from charter_portal.core.forms import clean_line
from charter_portal.core.permissions import requires
from charter_portal.core.tables import count_of, page_number, paginate, sorted_by
from charter_portal.organisations.enums import OrganisationKind, Region
from charter_portal.organisations.models import Organisation
from charter_portal.organisations.queries import register_of_organisations
from charter_portal.organisations.views import blueprint

E = TypeVar("E", bound=Enum)

SORTS = {
    "name": Organisation.name_key,
    "kind": Organisation.kind,
    "region": Organisation.region,
    "since": Organisation.created_at,
}


@blueprint.get("/staff/organisations")
@requires(reads_everything)
def staff_list() -> str:
    """Search by name, filter by kind and region, sort, page."""
    search = (clean_line(request.args.get("search")) or "")[:200]
    kind, region = _asked(OrganisationKind, "kind"), _asked(Region, "region")
    found = register_of_organisations(search=search, kind=kind, region=region)
    rows, sort = sorted_by(found, request.args.get("sort"), SORTS, default="name")
    page = paginate(
        rows.order_by(Organisation.id),
        number=page_number(request.args.get("page")),
        total=count_of(found),
        scalars=False,
    )
    return render_template(
        "organisations/staff/list.html",
        page=page,
        sort=sort,
        search=search,
        kind=kind,
        region=region,
        kinds=list(OrganisationKind),
        regions=list(Region),
    )


def _asked(kind: type[E], name: str) -> E | None:
    """The filter somebody chose; anything else means no filter."""
    return next((member for member in kind if member.value == request.args.get(name)), None)
