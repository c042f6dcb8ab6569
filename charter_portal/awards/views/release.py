"""Staff share the confirmed decisions of a round together."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from charter_portal.awards import permissions as can
from charter_portal.awards import services
from charter_portal.awards.enums import DecisionStatus
from charter_portal.awards.forms import ReleaseForm
from charter_portal.awards.queries import decisions_of_cycle, people_told, shared_in, tier_place, waiting_in
from charter_portal.awards.views import blueprint
from charter_portal.core.clock import today
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.formats import plural
from charter_portal.core.permissions import requires
from charter_portal.core.tables import page_number
from charter_portal.cycles.models import Cycle
from charter_portal.framework.queries import charter_of


@blueprint.get("/staff/cycles/<int:cycle_id>/release")
@requires(can.view_release, on=Cycle)
def release(cycle: Cycle) -> str:
    """What is confirmed, what still waits and for what."""
    return render_template(
        "awards/staff/release.html",
        cycle=cycle,
        ready=decisions_of_cycle(cycle, DecisionStatus.CONFIRMED),
        waiting=waiting_in(cycle, number=page_number(request.args.get("page"))),
        shared=shared_in(cycle),
        tier_place=tier_place,
        sample_notice=charter_of(cycle.framework_version_id).sample_notice,
    )


@blueprint.get("/staff/cycles/<int:cycle_id>/release/check")
@requires(can.view_release, can.release, on=Cycle)
def check_release(cycle: Cycle) -> Any:
    """Exactly what will be shared, with whom, and the button."""
    return _check(cycle, ReleaseForm(None))


@blueprint.post("/staff/cycles/<int:cycle_id>/release/check")
@requires(can.view_release, can.release, on=Cycle)
def release_now(cycle: Cycle) -> Any:
    """Share what was checked."""
    form = ReleaseForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                shared = services.release_decisions(
                    cycle, expected=form.expected, by=current_user._get_current_object()
                )
            flash(f"{plural(len(shared), 'outcome')} shared. Certificates and reports are being printed.")
            return redirect(url_for("awards.release", cycle_id=cycle.id))
        except RuleBroken as problem:
            form.show(problem)
    return _check(cycle, form), 409


def _check(cycle: Cycle, form: ReleaseForm) -> Any:
    ready = decisions_of_cycle(cycle, DecisionStatus.CONFIRMED)
    if not ready and not form.errors:
        return redirect(url_for("awards.release", cycle_id=cycle.id))
    form.decisions.data = ",".join(str(decision.id) for decision in ready)
    told = people_told(ready)
    return render_template(
        "awards/staff/release_check.html",
        cycle=cycle,
        form=form,
        ready=ready,
        told=told,
        mails=sum(len(people) for people in told.values()),
        awards=sum(decision.level_id is not None for decision in ready),
        is_early=today() < cycle.release_on,
        tier_place=tier_place,
    )
