"""Invitations to a person's confirmed address: to an organisation, to staff, to assess."""

from __future__ import annotations

from typing import Any

from flask import url_for

from charter_portal.accounts.queries import open_invitations_for as roles_offered_to
from charter_portal.home.rules import Offer
from charter_portal.organisations.queries import open_invitations_for as memberships_offered_to


def offers_to(person: Any) -> list[Offer]:
    """What this person was invited to and has not answered."""
    memberships = [
        Offer(
            f"Join {invitation.organisation.name}",
            url_for("organisations.accept_invitation", membership_invitation_id=invitation.id),
            f"{invitation.invited_by.name} invites you. Your role would be: {invitation.role.label}.",
        )
        for invitation in memberships_offered_to(person)
    ]
    roles = [
        Offer(
            f"Take on the role: {invitation.role.label}",
            url_for("accounts.accept_invitation", invitation_id=invitation.id),
            "Career Matters invites you.",
        )
        for invitation in roles_offered_to(person)
    ]
    return memberships + roles
