"""The way in: choosing an organisation, and its involvement at a glance."""

from __future__ import annotations

from typing import Any

from flask import render_template

from charter_portal.core.clock import today
from charter_portal.core.database import db
from charter_portal.core.permissions import anyone_signed_in, requires
from charter_portal.involvement import permissions as can
from charter_portal.involvement.queries import (
    ActionFilter,
    action_rows,
    feedback_forms_of,
    latest_audits,
    next_meeting,
    plan_figures,
)
from charter_portal.involvement.queries.feedback import is_closed
from charter_portal.involvement.rules.plan import due_in_words
from charter_portal.involvement.views import blueprint
from charter_portal.involvement.views.asking import HOME, me, to
from charter_portal.organisations.models import Organisation
from charter_portal.organisations.queries import organisations_of, services_of

SHOWN_ACTIONS = 6


@blueprint.get("/involvement")
@requires(anyone_signed_in)
def index() -> Any:
    """One's organisations; with a single one, straight to it."""
    found = organisations_of(me())
    if len(found) == 1:
        return to("show", found[0])
    return render_template("involvement/member/choose.html", organisations=found)


@blueprint.get(HOME)
@requires(can.view, on=Organisation)
def show(organisation: Organisation) -> str:
    """Latest audits, what is on the plan, the next board meeting, the feedback forms."""
    rows = action_rows(organisation, ActionFilter(live=True)).limit(SHOWN_ACTIONS)
    return render_template(
        "involvement/member/show.html",
        organisation=organisation,
        services=services_of(organisation),
        audits=latest_audits(organisation),
        actions=list(db.session.scalars(rows)),
        figures=plan_figures(organisation),
        meeting=next_meeting(organisation),
        forms=[form for form in feedback_forms_of(organisation) if not is_closed(form)],
        due=lambda action: due_in_words(action.due_on, today()),
    )
