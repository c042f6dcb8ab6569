"""Solutions as staff find them: the queue, what is due for review, the whole library, and new guidance."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from charter_portal.accounts.permissions import is_staff
from charter_portal.barriers import permissions as may
from charter_portal.barriers import services
from charter_portal.barriers.enums import SolutionStatus
from charter_portal.barriers.forms import QueueFilter, SolutionForm
from charter_portal.barriers.models import BarrierKind, Solution
from charter_portal.barriers.queries import counts_for_staff, kind_by_code, kinds, solution_list
from charter_portal.barriers.views import blueprint
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.core.tables import page_number, paginate, sorted_by

SORTS = {
    "offered": Solution.created_at,
    "title": Solution.title,
    "checked": Solution.checked_on,
    "review": Solution.review_on,
}


@blueprint.get("/staff/solutions")
@requires(may.reads)
def solutions() -> str:
    """Search, filter by state and barrier, sort, page."""
    person = current_user._get_current_object()
    reads_offers = is_staff(person)
    form = QueueFilter(request.args)
    form.offer(kinds(with_retired=True), with_offers=reads_offers)
    rows = solution_list(
        status=_state(form.show.data, reads_offers),
        kind=kind_by_code(form.kind.data) if form.kind.data else None,
        due=form.show.data == "due",
        search=(form.search.data or "")[:100],
    )
    if not reads_offers:
        # What was taken back is nobody's but theirs; what staff took out says why.
        taken_out = (Solution.status == SolutionStatus.WITHDRAWN) & (Solution.reason != "")
        rows = rows.where((Solution.status == SolutionStatus.PUBLISHED) | taken_out)
    rows, sort = sorted_by(rows, request.args.get("sort"), SORTS, default="-offered")
    page = paginate(rows.order_by(Solution.id.desc()), number=page_number(request.args.get("page")))
    offered, due = counts_for_staff()
    chosen = {name: form[name].data for name in ("search", "show", "kind") if form[name].data}
    return render_template(
        "barriers/staff/solutions.html",
        filters=form,
        page=page,
        sort=sort,
        chosen=chosen,
        offered=offered if reads_offers else 0,
        due=due,
        may_edit=may.moderates(person),
    )


@blueprint.route("/staff/solutions/new", methods=["GET", "POST"])
@requires(may.moderates)
def new_solution() -> Any:
    """Put guidance into the library."""
    form = SolutionForm()
    del form.version
    form.offer(kinds())
    if form.validate_on_submit():
        try:
            with unit_of_work():
                solution = services.add_solution(
                    db.session.get_one(BarrierKind, form.kind.data),
                    words=form.words,
                    setting=form.chosen_setting,
                    by=current_user._get_current_object(),
                )
            flash("It is in the library.")
            return redirect(url_for("barriers.solution", solution_id=solution.id))
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("barriers/staff/edit_solution.html", form=form, solution=None)
    return page, 400 if form.errors else 200


def _state(word: str | None, reads_offers: bool) -> SolutionStatus | None:
    found = next((each for each in SolutionStatus if each.value == word), None)
    return found if reads_offers or found in {SolutionStatus.PUBLISHED, SolutionStatus.WITHDRAWN} else None
