"""Where the peer workforce begins: one's organisations, an organisation's services, a service at a glance."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from charter_portal.core.clock import today
from charter_portal.core.permissions import requires
from charter_portal.organisations.models import Organisation
from charter_portal.organisations.queries import services_of
from charter_portal.workforce.permissions import edits, has_a_workforce, leads, looks
from charter_portal.workforce.queries.access import organisations_open_to, settings_of
from charter_portal.workforce.queries.clock import running_clocks
from charter_portal.workforce.queries.dashboard import service_at_a_glance
from charter_portal.workforce.queries.people import counts_of, erasures_waiting
from charter_portal.workforce.queries.posts import posts_ending
from charter_portal.workforce.rules.periods import CHOICES, asked_months, months_up_to
from charter_portal.workforce.views import blueprint
from charter_portal.workforce.views.finding import me, note_codes_seen, own_service

CLOCKS_SHOWN = 12


@blueprint.get("/workforce")
@requires(has_a_workforce)
def index() -> Any:
    """The organisations whose workforce one may look at; straight on where there is only one."""
    organisations = organisations_open_to(me())
    if len(organisations) == 1:
        return redirect(url_for("workforce.overview", organisation_id=organisations[0].id))
    return render_template("workforce/member/index.html", organisations=organisations)


@blueprint.get("/organisations/<int:organisation_id>/workforce")
@requires(looks, on=Organisation)
def overview(organisation: Organisation) -> str:
    """The services of an organisation with their figures, and what waits across all of them."""
    services = services_of(organisation, with_closed=True)
    numbers = [service.id for service in services]
    clocks = running_clocks(today(), service_ids=numbers, limit=CLOCKS_SHOWN)
    if clocks:
        note_codes_seen(organisation)
    return render_template(
        "workforce/member/overview.html",
        organisation=organisation,
        services=services,
        counts=counts_of(services),
        clocks=clocks,
        ending=posts_ending(numbers, today()),
        limits=settings_of(organisation),
        erasures=erasures_waiting([organisation.id]) if edits(me(), organisation) else [],
        leads=leads(me(), organisation),
        edits=edits(me(), organisation),
    )


@blueprint.get("/organisations/<int:organisation_id>/workforce/services/<int:service_id>")
@requires(looks, on=Organisation)
def service(organisation: Organisation, service_id: int) -> str:
    """A service at a glance: headline figures, the pathway map, the funnel, clocks, and what waits."""
    shown = own_service(organisation, service_id)
    months = asked_months(request.args.get("months"))
    glance = service_at_a_glance(shown, months_up_to(today(), months))
    if glance.clocks:
        note_codes_seen(shown)
    return render_template(
        "workforce/member/service.html",
        organisation=organisation,
        service=shown,
        glance=glance,
        months=months,
        choices=CHOICES,
        limits=settings_of(organisation),
        edits=edits(me(), organisation),
    )
