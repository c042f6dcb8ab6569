"""Staff look after awards: the list, and taking one back."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from charter_portal.awards import permissions as can
from charter_portal.awards import services
from charter_portal.awards.forms import AwardsForm, WithdrawForm
from charter_portal.awards.models import Award
from charter_portal.awards.queries import awards_list, levels_awarded, tier_place
from charter_portal.awards.views import blueprint
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.core.tables import page_number


@blueprint.get("/staff/awards")
@requires(can.view_award)
def staff_list() -> str:
    """Every award ever made: search, filter, sort, page."""
    form = AwardsForm(request.args)
    form.offer(levels_awarded())
    number = page_number(request.args.get("page"))
    page, sort = awards_list(**form.filters, sort=request.args.get("sort"), number=number)
    return render_template(
        "awards/staff/list.html",
        filters=form,
        chosen={name: value for name, value in form.filters.items() if value},
        page=page,
        sort=sort,
        tier_place=tier_place,
    )


@blueprint.route("/staff/awards/<int:award_id>/withdraw", methods=["GET", "POST"])
@requires(can.view_award, can.withdraw, on=Award)
def withdraw(award: Award) -> Any:
    """Withdraw an award, after a page that says what that means."""
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.withdraw_award(award, reason=form.reason.data, by=current_user._get_current_object())
            flash("The award is withdrawn. The register and the public page say so from now on.")
            return redirect(url_for("awards.staff_list"))
        except RuleBroken as problem:
            form.show(problem)
    page = render_template(
        "awards/staff/withdraw.html", form=form, award=award, place=tier_place(award.level)
    )
    return page, 400 if form.errors else 200
