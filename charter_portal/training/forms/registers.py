"""Forms at the door: marking a line, adding somebody who came without a place, taking the list."""

from __future__ import annotations

from wtforms import BooleanField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf

from charter_portal.core.forms import BaseForm, EmailField, LineField, NeedsText, one_of
from charter_portal.training.enums import DelegateRole, RegisterDeed, Way
from charter_portal.training.services.registers import WalkIn

WAYS = [SelectChoice(way.value, way.label) for way in (Way.IN_PERSON, Way.ONLINE)]


class MarkForm(BaseForm):
    """One press of a button of the register."""

    deed = StringField(validators=[AnyOf([deed.value for deed in RegisterDeed])])

    @property
    def chosen(self) -> RegisterDeed:
        """What the button does."""
        return RegisterDeed(self.deed.data)


class WalkInForm(BaseForm):
    """Somebody who came without a place."""

    name = LineField("Name", [NeedsText("Enter their name.")], render_kw={"autocomplete": "off"})
    email = EmailField(description="Their certificate and materials go to this address.")
    role = one_of("Role in the organisation", DelegateRole, message="Choose a role.")
    organisation = LineField(
        "Organisation (optional)",
        description="As it is called in the portal. Leave it empty when it is not there yet.",
        render_kw={"list": "organisations-here", "autocomplete": "off"},
    )
    joins = RadioField("How they take part", choices=WAYS, default=Way.IN_PERSON.value)
    room = BooleanField("There is room for one more")

    @property
    def who(self) -> WalkIn:
        """What the service takes."""
        assert self.name.data and self.email.data
        return WalkIn(
            name=self.name.data,
            email=self.email.data,
            role=self.role.data,
            joins=Way(self.joins.data),
            organisation=self.organisation.data or "",
        )


class DoorForm(BaseForm):
    """Whether the list shows what delegates need."""

    needs = BooleanField(
        "Show what delegates need",
        description="Only if somebody at the door has to know. It is noted that you took it.",
    )
