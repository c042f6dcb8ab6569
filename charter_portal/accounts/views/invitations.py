"""Answering an invitation to become staff or an assessor."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_login import current_user

from charter_portal.accounts.models import Invitation
from charter_portal.accounts.permissions import is_invited
from charter_portal.accounts.services import invitations
from charter_portal.accounts.services.sessions import open_sign_in
from charter_portal.accounts.views import blueprint
from charter_portal.accounts.views.browser import remember
from charter_portal.core.database import unit_of_work
from charter_portal.core.permissions import requires


@blueprint.post("/account/invitations/<int:invitation_id>/accept")
@requires(is_invited, on=Invitation)
def accept_invitation(invitation: Invitation) -> Any:
    """Take the role. What the person may do has grown, so this browser gets a fresh session."""
    me = current_user._get_current_object()
    with unit_of_work():
        invitations.accept_invitation(invitation, by=me)
        token = open_sign_in(me, browser=request.user_agent.string)
    remember(token)
    flash(f"Thank you. Your role is now: {invitation.role.label}.")
    return redirect(url_for("home.dashboard"))
