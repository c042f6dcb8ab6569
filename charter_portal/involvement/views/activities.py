"""What services did to involve people: the list, writing one down, changing and removing it."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for

from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.core.permissions import requires
from charter_portal.core.tables import page_number, paginate
from charter_portal.involvement import permissions as can
from charter_portal.involvement import services
from charter_portal.involvement.enums import Reach
from charter_portal.involvement.forms.activities import ActivityFilterForm, ActivityForm
from charter_portal.involvement.forms.choices import member_of
from charter_portal.involvement.models import Activity
from charter_portal.involvement.queries import activities_of, activity_in
from charter_portal.involvement.views import blueprint
from charter_portal.involvement.views.asking import HOME, me, own, to
from charter_portal.involvement.views.conflicts import conflict_page
from charter_portal.organisations.models import Organisation
from charter_portal.organisations.queries import services_of

ACTIVITY = f"{HOME}/activities/<int:activity_id>"


@blueprint.get(f"{HOME}/activities")
@requires(can.view, on=Organisation)
def activities(organisation: Organisation) -> str:
    """Everything written down, newest first."""
    filters = ActivityFilterForm(request.args)
    filters.service.offer(services_of(organisation, with_closed=True))
    chosen = filters.service.service
    rows = activities_of(
        organisation,
        service_id=chosen.id if chosen else None,
        reach=member_of(Reach, filters.reach.data),
    )
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if value and name != "page"}
    return render_template(
        "involvement/member/activities.html",
        organisation=organisation,
        filters=filters,
        page=paginate(rows, number=page_number(request.args.get("page"))),
        here_page=lambda number: url_for(
            "involvement.activities", organisation_id=organisation.id, **(kept | {"page": number})
        ),
    )


@blueprint.route(f"{HOME}/activities/new", methods=["GET", "POST"])
@requires(can.view, can.writes, on=Organisation)
def add_activity(organisation: Organisation) -> Any:
    """Write down an activity."""
    form = ActivityForm()
    form.service.offer(services_of(organisation))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.add_activity(organisation, service=form.service.chosen, words=form.said(), by=me())
            flash("The activity is written down.")
            return to("activities", organisation)
        except RuleBroken as problem:
            form.show(problem)
    return _page(organisation, form, None), 400 if form.errors else 200


@blueprint.get(ACTIVITY)
@requires(can.view, on=Organisation)
def activity(organisation: Organisation, activity_id: int) -> str:
    """One activity, to read."""
    found = own(activity_in(organisation, activity_id))
    return render_template(
        "involvement/member/activity.html",
        organisation=organisation,
        activity=found,
        may_write=can.writes(me(), organisation),
    )


@blueprint.route(f"{ACTIVITY}/change", methods=["GET", "POST"])
@requires(can.view, can.writes, on=Organisation)
def change_activity(organisation: Organisation, activity_id: int) -> Any:
    """Change what is written about an activity."""
    found = own(activity_in(organisation, activity_id))
    form = _filled(organisation, found) if request.method == "GET" else ActivityForm()
    form.service.offer(services_of(organisation, with_closed=True))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_activity(
                    found,
                    service=form.service.chosen,
                    words=form.said(),
                    version=form.version.data,
                    by=me(),
                )
            flash("The activity is saved.")
            return to("activity", organisation, activity_id=found.id)
        except StaleWrite:
            saved, page = _filled(organisation, found), request.path
            return conflict_page(
                organisation, mine=form, saved=saved, current=found, what=found.title, page=page
            )
        except RuleBroken as problem:
            form.show(problem)
    return _page(organisation, form, found), 400 if form.errors else 200


@blueprint.post(f"{ACTIVITY}/remove")
@requires(can.view, can.writes, on=Organisation)
def remove_activity(organisation: Organisation, activity_id: int) -> Any:
    """Take an activity off the list."""
    found = own(activity_in(organisation, activity_id))
    with unit_of_work():
        services.remove_activity(found, by=me())
    flash("The activity is removed.")
    return to("activities", organisation)


def _filled(organisation: Organisation, activity: Activity) -> ActivityForm:
    form = ActivityForm(formdata=None)
    form.service.offer(services_of(organisation, with_closed=True))
    form.fill(activity)
    return form


def _page(organisation: Organisation, form: ActivityForm, activity: Activity | None) -> str:
    return render_template(
        "involvement/member/activity_form.html", organisation=organisation, form=form, activity=activity
    )
