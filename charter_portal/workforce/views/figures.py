"""Live figures of a service, as they may be attached to an application."""

from __future__ import annotations

from flask import abort, render_template, request

from charter_portal.core.clock import today
from charter_portal.core.permissions import requires
from charter_portal.organisations.models import Organisation
from charter_portal.workforce.permissions import looks
from charter_portal.workforce.queries.figures import figure_definition, figure_for, figure_keys
from charter_portal.workforce.rules.figures import pictured
from charter_portal.workforce.rules.periods import CHOICES, asked_months, months_up_to
from charter_portal.workforce.views import blueprint
from charter_portal.workforce.views.finding import own_service


@blueprint.get("/organisations/<int:organisation_id>/workforce/services/<int:service_id>/figures")
@requires(looks, on=Organisation)
def figures(organisation: Organisation, service_id: int) -> str:
    """Every figure there is, and the one that was chosen, as others would read it."""
    service = own_service(organisation, service_id)
    keys = figure_keys()
    key = request.args.get("figure", keys[0])
    if key not in keys:
        abort(404)
    months = asked_months(request.args.get("months"))
    return render_template(
        "workforce/member/figures.html",
        organisation=organisation,
        service=service,
        definitions=[figure_definition(each) for each in keys],
        key=key,
        picture=pictured(figure_for(key, [service], months_up_to(today(), months), today())),
        months=months,
        choices=CHOICES,
    )
