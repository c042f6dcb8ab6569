"""Forms of venues, rooms and trainers."""

from __future__ import annotations

from wtforms import IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from charter_portal.core.forms import BaseForm, EmailField, LineField, NeedsText, TextField
from charter_portal.organisations.enums import Region
from charter_portal.training.forms.numbers import NumberRange


class VenueForm(BaseForm):
    """A venue, with what people need to know to get in."""

    name = LineField("Name of the venue", [NeedsText("Enter the name of the venue.")])
    region = SelectField(
        "Region (optional)",
        choices=[SelectChoice(value, words) for value, words in [("", "Not said"), *Region.choices()]],
        coerce=lambda value: Region(value) if value else None,
        description="People filter the list of days by it.",
    )
    address = TextField("Address", [NeedsText("Enter the address.")], limit=1000, render_kw={"rows": 4})
    access_notes = TextField(
        "Access",
        words=200,
        description="Step-free ways in, lifts, toilets, hearing loops, quiet rooms. Everybody reads this.",
    )
    travel_notes = TextField("Getting there", words=200, description="Stations, buses, parking.")


class RoomForm(BaseForm):
    """A room of a venue."""

    name = LineField("Name of the room", [NeedsText("Enter the name of the room.")])
    seats = IntegerField(
        "Seats",
        [InputRequired("Enter how many people the room seats."), NumberRange(1, 2000, "Enter 1 to 2,000.")],
        description="As the room is laid out for a training day.",
    )


class TrainerForm(BaseForm):
    """Who trains from now on."""

    email = EmailField(description="They need an account with this address.")
    words = TextField(
        "What delegates read about them",
        words=80,
        description="What they bring, in two or three sentences. Agree it with them.",
    )


class TrainerWordsForm(BaseForm):
    """What delegates read about a trainer."""

    words = TextField(
        "What delegates read about them",
        words=80,
        description="What they bring, in two or three sentences. Agree it with them.",
    )
