"""Forms of organisations."""

from __future__ import annotations

import re
from typing import Any

from wtforms import TelField, ValidationError

from charter_portal.core.forms import BaseForm, EmailField, LineField, NeedsText, clean_line, one_of
from charter_portal.organisations.enums import MemberRole, OrganisationKind, Region, Setting

_PHONE = re.compile(r"[+0-9][0-9 ()./-]{4,29}(?: ?(?:x|ext\.?) ?[0-9]{1,6})?")

ROLE_WORDS = (
    "Leads invite people and start applications. Contributors write. Sponsors sign off. Viewers read."
)


class OrganisationForm(BaseForm):
    """The organisation itself."""

    name = LineField(
        "Name of the organisation",
        [NeedsText("Enter the name of the organisation.")],
        description="As it stands on a certificate.",
        render_kw={"autocomplete": "organization"},
    )
    kind = one_of("Kind of organisation", OrganisationKind, message="Choose the kind of organisation.")
    region = one_of("Region", Region, message="Choose a region.")


class ServiceForm(BaseForm):
    """One service."""

    name = LineField(
        "Name of the service",
        [NeedsText("Enter the name of the service.")],
        description="An award goes to a service, so use the name people know.",
    )
    setting = one_of("Setting", Setting, message="Choose where the service works.")


class ContactForm(BaseForm):
    """One contact."""

    name = LineField("Name", [NeedsText("Enter the contact's name.")])
    job_title = LineField("Job title (optional)")
    email = EmailField("Email address (optional)", optional=True)
    phone = TelField(
        "Phone number (optional)", filters=[clean_line], description="Career Matters may ring this number."
    )

    def validate_phone(self, field: Any) -> None:
        """Numbers of any country, with spaces, brackets and an extension."""
        if field.data and not _PHONE.fullmatch(field.data):
            raise ValidationError("Enter a phone number like 020 7946 0000, or leave it empty.")


class MemberInvitationForm(BaseForm):
    """Who to ask to join, and in which role."""

    email = EmailField(description="The person needs an account with this address to accept.")
    role = one_of("Role", MemberRole, message="Choose a role.", description=ROLE_WORDS)


class MemberRoleForm(BaseForm):
    """A member's role."""

    role = one_of("Role", MemberRole, message="Choose a role.", description=ROLE_WORDS)


class EmptyForm(BaseForm):
    """A button: nothing but the token that proves the page is ours."""
