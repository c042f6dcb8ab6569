"""What can be done with accounts, by noun: registration, sessions, passwords, resets, details, roles,
invitations, one-time links, and the counts that slow down guessing."""

from charter_portal.accounts.services.registration import register_person
from charter_portal.accounts.services.roles import make_administrator

__all__ = ["make_administrator", "register_person"]
