"""What accounts tells whom. Subjects and senders say nothing of the scheme or of a result."""

from __future__ import annotations

from charter_portal.accounts.models import Invitation, User
from charter_portal.notifications.services import notify


def tell_to_confirm(user: User, token: str) -> None:
    """A person gave this address for a new account; the link opens it."""
    _write(user.email, "confirm", user, token=token)


def tell_account_exists(user: User) -> None:
    """Somebody asked for an account with an address that has one."""
    _write(user.email, "account_exists", user)


def tell_account_closed(user: User) -> None:
    """Somebody asked for a link for an account that staff have closed."""
    _write(user.email, "account_closed", user)


def tell_no_account(email: str) -> None:
    """Somebody asked for a link for an address without an account."""
    notify(email, "accounts/no_account", about=None, event="accounts.password.reset_asked")


def tell_to_reset(user: User, token: str) -> None:
    """A person asked for a new password; the link lets them choose one."""
    _write(user.email, "reset", user, token=token)


def tell_password_changed(user: User) -> None:
    """The password was changed; the owner should know even if they did it themselves."""
    _write(user.email, "password_changed", user)


def tell_to_confirm_new_address(user: User, new_email: str, token: str) -> None:
    """The owner wants this address for the account; the link proves that they read it."""
    _write(new_email, "new_address", user, token=token)


def tell_address_taken(user: User, new_email: str) -> None:
    """The address somebody wants for an account already belongs to one."""
    notify(new_email, "accounts/address_taken", about=user, event="accounts.address.change_asked")


def tell_address_change_asked(user: User) -> None:
    """Said at the present address, so that a stranger cannot move an account in silence."""
    _write(user.email, "address_change_asked", user)


def tell_address_changed(user: User, old_email: str) -> None:
    """The last mail to the old address."""
    _write(old_email, "address_changed", user)


def tell_of_invitation(invitation: Invitation, inviter: User) -> None:
    """Career Matters asks somebody to become staff or an assessor."""
    notify(
        invitation.email,
        "accounts/invitation",
        about=invitation,
        event="accounts.invitation.sent",
        inviter=inviter,
    )


def tell_roles_changed(user: User) -> None:
    """What the person may do in the portal has changed; they sign in afresh."""
    _write(user.email, "roles_changed", user)


def _write(to: str, notice: str, user: User, **context: object) -> None:
    notify(to, f"accounts/{notice}", about=user, event=f"accounts.mail.{notice}", user_id=user.id, **context)
