"""Who belongs to an organisation: inviting, accepting, roles, leaving."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for

from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import requires
from charter_portal.organisations import services
from charter_portal.organisations.forms import EmptyForm, MemberInvitationForm, MemberRoleForm
from charter_portal.organisations.models import Membership, MembershipInvitation, Organisation
from charter_portal.organisations.permissions import is_invited, is_member, looks_after_people, view
from charter_portal.organisations.queries import members_of
from charter_portal.organisations.views import blueprint
from charter_portal.organisations.views.member import back_to, me


@blueprint.route("/organisations/<int:organisation_id>/people/invite", methods=["GET", "POST"])
@requires(view, looks_after_people, on=Organisation)
def invite(organisation: Organisation) -> Any:
    """Ask somebody by mail to join."""
    form = MemberInvitationForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.invite_member(organisation, email=form.email.data, role=form.role.data, by=me())
            flash("The invitation is on its way.")
            return back_to(organisation)
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("organisations/member/invite.html", form=form, organisation=organisation)
    return page, 400 if form.errors else 200


@blueprint.post("/organisations/<int:organisation_id>/invitations/<int:invitation_id>/cancel")
@requires(view, looks_after_people, on=Organisation)
def cancel_invitation(organisation: Organisation, invitation_id: int) -> Any:
    """Take back an open invitation."""
    invitation = db.session.get(MembershipInvitation, invitation_id)
    if invitation is None or invitation.organisation_id != organisation.id:
        abort(404)
    with unit_of_work():
        services.cancel_invitation(invitation, by=me())
    flash("The invitation is cancelled.")
    return back_to(organisation)


@blueprint.post("/organisations/invitations/<int:membership_invitation_id>/accept")
@requires(is_invited, on=MembershipInvitation)
def accept_invitation(invitation: MembershipInvitation) -> Any:
    """Join the organisation that asked."""
    with unit_of_work():
        organisation = services.accept_invitation(invitation, by=me())
    flash(f"You now belong to {organisation.name}.")
    return back_to(organisation)


@blueprint.route("/organisations/<int:organisation_id>/people/<int:membership_id>", methods=["GET", "POST"])
@requires(view, looks_after_people, on=Organisation)
def member(organisation: Organisation, membership_id: int) -> Any:
    """One member: change the role, or end the membership."""
    membership = _membership(organisation, membership_id)
    form = MemberRoleForm(obj=membership)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_role(membership, role=form.role.data, by=me())
            flash(f"{membership.user.name} now has the role: {membership.role.label}.")
            return back_to(organisation)
        except RuleBroken as problem:
            form.show(problem)
    return _member_page(organisation, membership, form)


@blueprint.post("/organisations/<int:organisation_id>/people/<int:membership_id>/end")
@requires(view, looks_after_people, on=Organisation)
def end_membership(organisation: Organisation, membership_id: int) -> Any:
    """A person belongs to the organisation no more."""
    membership = _membership(organisation, membership_id)
    try:
        with unit_of_work():
            services.end_membership(membership, by=me())
    except RuleBroken as problem:
        form = MemberRoleForm(formdata=None, obj=membership)
        form.show(problem)
        return _member_page(organisation, membership, form)
    flash(f"{membership.user.name} no longer belongs to the organisation.")
    return back_to(organisation)


@blueprint.route("/organisations/<int:organisation_id>/leave", methods=["GET", "POST"])
@requires(view, is_member, on=Organisation)
def leave(organisation: Organisation) -> Any:
    """Step out of an organisation, after a page that says what that means."""
    form = EmptyForm()
    if form.validate_on_submit():
        own = next(held for held in members_of(organisation) if held.user_id == me().id)
        try:
            with unit_of_work():
                services.leave(own, by=me())
            flash(f"You have left {organisation.name}.")
            return redirect(url_for("organisations.index"))
        except RuleBroken as problem:
            problem.field = None
            form.show(problem)
    page = render_template("organisations/member/leave.html", form=form, organisation=organisation)
    return page, 400 if form.errors else 200


def _membership(organisation: Organisation, membership_id: int) -> Membership:
    """The present membership with this number, if it is this organisation's own."""
    found = db.session.get(Membership, membership_id)
    if found is None or found.organisation_id != organisation.id or found.ended_at is not None:
        abort(404)
    return found


def _member_page(organisation: Organisation, membership: Membership, form: MemberRoleForm) -> Any:
    page = render_template(
        "organisations/member/member.html", form=form, organisation=organisation, membership=membership
    )
    return page, 400 if form.errors else 200
