"""Asking people to become staff or assessors. The mail opens nothing: only the invited account can accept."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from charter_portal.accounts.enums import Role
from charter_portal.accounts.models import Invitation, User
from charter_portal.accounts.notices import tell_of_invitation
from charter_portal.accounts.permissions import is_administrator, is_invited
from charter_portal.accounts.queries import user_by_address
from charter_portal.accounts.rules.names import address_fits, written_address
from charter_portal.accounts.services.registration import ADDRESS_ADVICE
from charter_portal.accounts.services.roles import give_role
from charter_portal.accounts.services.sessions import end_sign_ins
from charter_portal.accounts.services.throttles import allow_invitation
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen
from charter_portal.core.forms import normal_address

declare("accounts.invitation.sent", "accounts.invitation.accepted", "accounts.invitation.cancelled")

INVITATION_DAYS = 14


def invite(email: str, *, role: Role, by: User) -> Invitation:
    """Ask somebody, by mail, to take on a role; an older open invitation to the same role ends.

    Raises NotAllowed for anybody but an administrator, RuleBroken when they hold the role already.
    """
    if not is_administrator(by):
        raise NotAllowed("Only an administrator can invite staff and assessors.")
    if not address_fits(email):
        raise RuleBroken(ADDRESS_ADVICE, field="email")
    known = user_by_address(email)
    if known is not None and role in known.roles:
        raise RuleBroken("This person holds the role already.", field="email")
    allow_invitation(by.id)
    _close_older(email, role)
    invitation = Invitation(
        email=written_address(email),
        email_key=normal_address(email),
        role=role,
        invited_by_id=by.id,
        expires_at=now() + timedelta(days=INVITATION_DAYS),
    )
    db.session.add(invitation)
    tell_of_invitation(invitation, by)
    record("accounts.invitation.sent", about=invitation, by=by, after={"role": role})
    return invitation


def accept_invitation(invitation: Invitation, *, by: User) -> None:
    """The invited person takes the role; their sessions end, so the page opens a fresh one for this browser.

    Raises NotAllowed for anybody else, StepNotOpen when it was accepted, cancelled or is too old.
    """
    lock(by)
    lock(invitation)
    if not is_invited(by, invitation) or not by.is_active:
        raise NotAllowed("This invitation is for another address.")
    if invitation.accepted_at or invitation.cancelled_at or invitation.expires_at <= now():
        raise StepNotOpen("This invitation is no longer open. Ask for a new one.")
    invitation.accepted_at = now()
    record("accounts.invitation.accepted", about=invitation, by=by, after={"role": invitation.role})
    if invitation.role not in by.roles:
        give_role(by, invitation.role, by=db.session.get(User, invitation.invited_by_id))
    end_sign_ins(by)


def cancel_invitation(invitation: Invitation, *, by: User) -> None:
    """Take back an invitation nobody has answered. Raises NotAllowed for anybody but an administrator."""
    if not is_administrator(by):
        raise NotAllowed("Only an administrator can cancel an invitation.")
    lock(invitation)
    if invitation.accepted_at is None and invitation.cancelled_at is None:
        invitation.cancelled_at = now()
        record("accounts.invitation.cancelled", about=invitation, by=by)


def _close_older(email: str, role: Role) -> None:
    older = update(Invitation).where(
        Invitation.email_key == normal_address(email),
        Invitation.role == role,
        Invitation.accepted_at.is_(None),
        Invitation.cancelled_at.is_(None),
    )
    db.session.execute(older.values(cancelled_at=now()))
