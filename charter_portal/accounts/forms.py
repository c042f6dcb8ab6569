"""Forms of accounts. Every message says what to do."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, PasswordField, ValidationError

from charter_portal.accounts.enums import Role
from charter_portal.accounts.rules.passwords import password_problem
from charter_portal.core.forms import BaseForm, EmailField, LineField, NeedsText, one_of

PASSWORD_ADVICE = "At least 12 characters. Three or four words that do not belong together work well."


def new_password_field(label: str = "Password") -> PasswordField:
    """A password somebody chooses: pasting and password managers are welcome."""
    return PasswordField(
        label,
        [NeedsText("Choose a password of 12 characters or more."), GoodPassword()],
        description=PASSWORD_ADVICE,
        render_kw={"autocomplete": "new-password"},
    )


def known_password_field(label: str = "Password") -> PasswordField:
    """A password somebody has, asked again."""
    return PasswordField(
        label, [NeedsText("Enter your password.")], render_kw={"autocomplete": "current-password"}
    )


class GoodPassword:
    """The house's rules for passwords, told together with the other mistakes of the form."""

    def __call__(self, form: Any, field: Any) -> None:
        if not field.data:
            return
        name, email = getattr(form, "name", None), getattr(form, "email", None)
        problem = password_problem(
            field.data, name=(name.data or "") if name else "", email=(email.data or "") if email else ""
        )
        if problem:
            raise ValidationError(problem)


class SignInForm(BaseForm):
    """Address and password. `next` is where to go, `kept` what waits to be sent afterwards."""

    email = EmailField(render_kw={"autocomplete": "username"})
    password = known_password_field()
    next = HiddenField()
    kept = HiddenField()


class AccountForm(BaseForm):
    """A new account."""

    name = LineField(
        "Your name",
        [NeedsText("Enter your name.")],
        description="As colleagues know you.",
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        "Work email address",
        description="We send a link to this address.",
        render_kw={"autocomplete": "username"},
    )
    password = new_password_field()


class AddressForm(BaseForm):
    """Only an address, for a link by mail."""

    email = EmailField(render_kw={"autocomplete": "username"})


class NewPasswordForm(BaseForm):
    """A new password after following a link."""

    password = new_password_field("New password")


class NameForm(BaseForm):
    """The person's own name."""

    name = LineField("Your name", [NeedsText("Enter your name.")], render_kw={"autocomplete": "name"})


class ChangePasswordForm(BaseForm):
    """The present password and the next one."""

    current = known_password_field("Your present password")
    password = new_password_field("New password")


class ChangeAddressForm(BaseForm):
    """The present password and the new address."""

    email = EmailField("New email address", render_kw={"autocomplete": "email"})
    current = known_password_field("Your password")


class EmptyForm(BaseForm):
    """A button: nothing but the token that proves the page is ours."""


class RoleForm(BaseForm):
    """One role to give."""

    role = one_of("Role", Role, message="Choose a role.")


class StaffInvitationForm(BaseForm):
    """Who to ask, and for what."""

    email = EmailField(description="The person needs an account with this address to accept.")
    role = one_of("Role", Role, message="Choose a role.")
