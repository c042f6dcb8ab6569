"""Choices made of an organisation's services and people, and numbers that a page sends along unseen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from charter_portal.core.forms import BaseForm
from charter_portal.organisations.models import Service

NOBODY = "0"
WHO_SEES = "People of your organisation see this. Nobody else does."
NO_NAMES = "Leave out names, health, offences, and details that could point to one person."


def whole_number(text: Any) -> int:
    """A number that a page sent along unseen; anything else counts as nought, which no row has."""
    written = str(text or "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else 0


class ServiceField(SelectField):
    """One of an organisation's services; `data` is its number, `service` the row."""

    def __init__(self, label: str, validators: Any = None, *, blank: str = "Choose one", **options: Any):
        super().__init__(label, validators or [], coerce=whole_number, validate_choice=False, **options)
        self.blank = blank
        self.services: dict[int, Service] = {}

    def offer(self, services: Sequence[Service]) -> None:
        """Let people choose among these."""
        self.services = {service.id: service for service in services}
        self.choices = [
            SelectChoice("", self.blank),
            *(SelectChoice(str(service.id), service.name) for service in services),
        ]

    @property
    def service(self) -> Service | None:
        """The service that was chosen, if one was."""
        return self.services.get(self.data or 0)

    @property
    def chosen(self) -> Service:
        """The service, once the form has made sure that there is one."""
        assert self.service is not None, "The form asks for a service."
        return self.service


class NeedsService:
    """A service of the list has to be chosen."""

    field_flags = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        if field.service is None:
            raise ValidationError("Choose the service.")


class NeedsAnswer:
    """A day or number has to be given. One that cannot be read has a message of its own already."""

    field_flags = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        if field.data is not None:
            return
        if not any(str(part).strip() for part in field.raw_data or []):
            field.errors[:] = []
            raise StopValidation(self.message)


class FilterForm(BaseForm):
    """A form in the address: no token, because it changes nothing."""

    class Meta(BaseForm.Meta):
        """No CSRF token."""

        csrf = False


def any_of(label: str, kind: Any, **options: Any) -> SelectField:
    """A select over an enum that also offers “Any”."""
    choices = [SelectChoice("", "Any"), *(SelectChoice(member.value, member.label) for member in kind)]
    return SelectField(label, [], choices=choices, validate_choice=False, **options)


def member_of(kind: Any, value: str | None) -> Any:
    """The member of an enum with this value, or None."""
    return next((member for member in kind if member.value == value), None)
