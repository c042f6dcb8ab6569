"""Asking people to join an organisation. The mail opens nothing: only the invited account can accept."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from charter_portal.accounts.models import User
from charter_portal.accounts.rules.names import address_fits, written_address
from charter_portal.accounts.services.registration import ADDRESS_ADVICE
from charter_portal.accounts.services.throttles import allow_invitation
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen
from charter_portal.core.forms import normal_address
from charter_portal.organisations import notices
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.models import Membership, MembershipInvitation, Organisation
from charter_portal.organisations.permissions import is_invited, looks_after_people
from charter_portal.organisations.queries import forget_roles, leads_of, members_of

declare(
    "organisations.invitation.sent",
    "organisations.invitation.accepted",
    "organisations.invitation.cancelled",
    "organisations.membership.started",
)

INVITATION_DAYS = 14


def invite_member(
    organisation: Organisation, *, email: str, role: MemberRole, by: User
) -> MembershipInvitation:
    """Ask somebody, by mail, to join; an older open invitation to the same address ends.

    Raises NotAllowed for anybody but leads and staff, RuleBroken when they belong already or the day's
    mails are used up.
    """
    _only_those_in_charge(organisation, by)
    if not address_fits(email):
        raise RuleBroken(ADDRESS_ADVICE, field="email")
    lock(organisation)
    if any(member.user.email_key == normal_address(email) for member in members_of(organisation)):
        raise RuleBroken("This person belongs to your organisation already.", field="email")
    allow_invitation(by.id)
    _close_older(organisation, email)
    invitation = MembershipInvitation(
        organisation_id=organisation.id,
        email=written_address(email),
        email_key=normal_address(email),
        role=role,
        invited_by_id=by.id,
        expires_at=now() + timedelta(days=INVITATION_DAYS),
    )
    db.session.add(invitation)
    notices.tell_of_invitation(invitation, organisation, by)
    record("organisations.invitation.sent", about=invitation, by=by, after={"role": role})
    return invitation


def accept_invitation(invitation: MembershipInvitation, *, by: User) -> Organisation:
    """The invited person joins, and the leads are told. Of two presses at once, one counts.

    Raises NotAllowed for anybody else, StepNotOpen when it was accepted, cancelled or is too old.
    """
    organisation = lock(invitation.organisation)
    lock(invitation)
    if not is_invited(by, invitation) or not by.is_active:
        raise NotAllowed("This invitation is for another address.")
    if invitation.accepted_at or invitation.cancelled_at or invitation.expires_at <= now():
        raise StepNotOpen("This invitation is no longer open. Ask for a new one.")
    invitation.accepted_at = now()
    record("organisations.invitation.accepted", about=invitation, by=by)
    membership = Membership(organisation_id=organisation.id, user_id=by.id, role=invitation.role)
    try:
        with db.session.begin_nested():
            db.session.add(membership)
    except IntegrityError:
        # Somebody who belongs already keeps the role they have: a mail in a drawer changes nothing.
        return organisation
    forget_roles()
    record("organisations.membership.started", about=membership, by=by, after={"role": invitation.role})
    notices.tell_leads_of_joining(leads_of(organisation), organisation, by)
    return organisation


def cancel_invitation(invitation: MembershipInvitation, *, by: User) -> None:
    """Take back an invitation nobody has answered. Raises NotAllowed for anybody but leads and staff."""
    _only_those_in_charge(invitation.organisation, by)
    lock(invitation)
    if invitation.accepted_at is None and invitation.cancelled_at is None:
        invitation.cancelled_at = now()
        record("organisations.invitation.cancelled", about=invitation, by=by)


def _only_those_in_charge(organisation: Organisation, by: User) -> None:
    if not looks_after_people(by, organisation):
        raise NotAllowed("Only a lead of the organisation can invite people.")


def _close_older(organisation: Organisation, email: str) -> None:
    older = update(MembershipInvitation).where(
        MembershipInvitation.organisation_id == organisation.id,
        MembershipInvitation.email_key == normal_address(email),
        MembershipInvitation.accepted_at.is_(None),
        MembershipInvitation.cancelled_at.is_(None),
    )
    db.session.execute(older.values(cancelled_at=now()))
