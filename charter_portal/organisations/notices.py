"""What organisations tells whom, in discreet words."""

from __future__ import annotations

from charter_portal.accounts.models import User
from charter_portal.notifications.services import notify
from charter_portal.organisations.models import Membership, MembershipInvitation, Organisation


def tell_of_invitation(invitation: MembershipInvitation, organisation: Organisation, inviter: User) -> None:
    """Somebody is asked to join an organisation. The mail is no key: only their own account can accept."""
    notify(
        invitation.email,
        "organisations/invitation",
        about=invitation,
        event="organisations.invitation.sent",
        organisation=organisation,
        inviter=inviter,
    )


def tell_leads_of_joining(leads: list[Membership], organisation: Organisation, newcomer: User) -> None:
    """The leads hear that somebody accepted their invitation."""
    for lead in leads:
        if lead.user_id != newcomer.id:
            _write(lead.user, "joined", "organisations.membership.started", organisation, newcomer=newcomer)


def tell_of_role(membership: Membership, organisation: Organisation) -> None:
    """A person's role in an organisation has changed."""
    _write(
        membership.user,
        "role_changed",
        "organisations.membership.role_changed",
        organisation,
        role=membership.role,
    )


def tell_of_ending(membership: Membership, organisation: Organisation) -> None:
    """A person no longer belongs to an organisation."""
    _write(membership.user, "ended", "organisations.membership.ended", organisation)


def _write(to: User, notice: str, event: str, organisation: Organisation, **context: object) -> None:
    context |= {"person": to, "organisation": organisation}
    notify(to.email, f"organisations/{notice}", about=organisation, event=event, user_id=to.id, **context)
