"""People, roles and invitations, for staff."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from charter_portal.accounts.enums import Role
from charter_portal.accounts.forms import RoleForm, StaffInvitationForm
from charter_portal.accounts.models import Invitation, RoleGrant, User
from charter_portal.accounts.permissions import is_administrator, reads_everything
from charter_portal.accounts.queries import names_of, open_invitations
from charter_portal.accounts.queries import people as select_people
from charter_portal.accounts.services import invitations, roles
from charter_portal.accounts.views import blueprint
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.forms import clean_line
from charter_portal.core.permissions import requires
from charter_portal.core.tables import page_number, paginate, sorted_by

SORTS = {"name": User.name, "email": User.email_key, "seen": User.last_seen_at, "since": User.created_at}


@blueprint.get("/staff/people")
@requires(reads_everything)
def people() -> str:
    """Everybody with an account: search, filter by role, sort, page."""
    search = (clean_line(request.args.get("search")) or "")[:200]
    role = next((role for role in Role if role.value == request.args.get("role")), None)
    rows, sort = sorted_by(
        select_people(search=search, role=role), request.args.get("sort"), SORTS, default="name"
    )
    page = paginate(rows.order_by(User.id), number=page_number(request.args.get("page")))
    return render_template(
        "accounts/staff/people.html",
        page=page,
        sort=sort,
        search=search,
        role=role,
        roles=list(Role),
        invitations=open_invitations(),
    )


@blueprint.get("/staff/people/<int:user_id>")
@requires(reads_everything, on=User)
def person(found: User) -> str:
    """One person: account, roles, and what an administrator can change."""
    return _person_page(found, RoleForm())


def _person_page(found: User, form: RoleForm) -> str:
    granted_by = names_of([grant.granted_by_id for grant in found.grants if grant.granted_by_id])
    return render_template("accounts/staff/person.html", person=found, form=form, granted_by=granted_by)


@blueprint.post("/staff/people/<int:user_id>/roles")
@requires(reads_everything, is_administrator, on=User)
def grant_role(found: User) -> Any:
    """Give a role; the person is signed out and told."""
    form = RoleForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                roles.grant_role(found, role=form.role.data, by=_me())
            flash(f"{found.name} now has the role: {form.role.data.label}.")
            return _to(found)
        except RuleBroken as problem:
            form.show(problem)
    return _person_page(found, form), 400


@blueprint.post("/staff/people/roles/<int:role_grant_id>/end")
@requires(reads_everything, is_administrator, on=RoleGrant)
def end_role(grant: RoleGrant) -> Any:
    """Take a role back; the person is signed out and told."""
    return _do(grant.user, f"{grant.user.name} no longer has that role.", roles.end_role, grant)


@blueprint.post("/staff/people/<int:user_id>/deactivate")
@requires(reads_everything, is_administrator, on=User)
def deactivate(found: User) -> Any:
    """Close an account."""
    return _do(found, "The account is closed.", roles.deactivate, found)


@blueprint.post("/staff/people/<int:user_id>/reactivate")
@requires(reads_everything, is_administrator, on=User)
def reactivate(found: User) -> Any:
    """Open a closed account again."""
    return _do(found, "The account is open again.", roles.reactivate, found)


def _do(found: User, done: str, deed: Any, thing: Any) -> Any:
    try:
        with unit_of_work():
            deed(thing, by=_me())
        flash(done)
        return _to(found)
    except RuleBroken as problem:
        form = RoleForm(formdata=None)
        form.show(problem)
        return _person_page(found, form), 400


@blueprint.route("/staff/people/invite", methods=["GET", "POST"])
@requires(is_administrator)
def invite() -> Any:
    """Ask somebody by mail to become staff or an assessor."""
    form = StaffInvitationForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                invitations.invite(form.email.data, role=form.role.data, by=_me())
            flash("The invitation is on its way.")
            return redirect(url_for("accounts.people"))
        except RuleBroken as problem:
            form.show(problem)
    return render_template("accounts/staff/invite.html", form=form), 400 if form.errors else 200


@blueprint.post("/staff/people/invitations/<int:invitation_id>/cancel")
@requires(reads_everything, is_administrator, on=Invitation)
def cancel_invitation(invitation: Invitation) -> Any:
    """Take back an open invitation."""
    with unit_of_work():
        invitations.cancel_invitation(invitation, by=_me())
    flash("The invitation is cancelled.")
    return redirect(url_for("accounts.people"))


def _to(found: User) -> Any:
    return redirect(url_for("accounts.person", user_id=found.id))


def _me() -> User:
    me: User = current_user._get_current_object()
    return me
