"""Forms of days and of programmes. Every time is a UK time."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from wtforms import BooleanField, DecimalField, HiddenField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from charter_portal.core.forms import (
    BaseForm,
    LineField,
    LondonDateTimeField,
    MultiCheckboxField,
    NeedsText,
    TextField,
    one_of,
)
from charter_portal.training.enums import Audience, Way
from charter_portal.training.forms.numbers import NumberRange, whole_number
from charter_portal.training.models import ProgrammeTemplate, Room, Trainer, TrainingDay
from charter_portal.training.services.plans import DayPlan
from charter_portal.training.services.steps import NewTime

NO_ROOM = SelectChoice("", "No room (online)")
PROGRAMME_HINT = (
    "One line for each step: the minutes, then what happens. After a bar you may say more. "
    "For example: 30 Welcome | Who we are"
)


def room_field() -> SelectField:
    """A select over rooms that `offer_rooms` fills; `data` is a number or None."""
    return SelectField("Venue and room", coerce=lambda value: int(value) if value else None)


def places_field() -> IntegerField:
    """How many places there are."""
    checks = [InputRequired("Enter how many places there are."), NumberRange(1, 2000, "Enter 1 to 2,000.")]
    return IntegerField("Places", checks)


def offer_rooms(field: SelectField, rooms: Sequence[Room]) -> None:
    """Let people choose among these rooms, or none."""
    choices = [
        SelectChoice(str(room.id), f"{room.venue.name}: {room.name} ({room.seats} seats)") for room in rooms
    ]
    field.choices = [NO_ROOM, *choices]


class WordsForm(BaseForm):
    """What people read about a day, whichever way it is made."""

    title = LineField("Title", [NeedsText("Give the day a title.")], limit=150)
    summary = TextField("What the day is about", words=300, description="Everybody reads this.")
    access_notes = TextField(
        "Access on the day",
        words=150,
        description="Captions, breaks, quiet space, what to expect. The venue's own notes are shown too.",
    )
    joining_words = TextField(
        "Joining details",
        words=200,
        description="Link, phone number, how to get in. Only booked people see this.",
        render_kw={"rows": 4},
    )
    what_next = TextField("What happens next", words=150, description="What delegates do after the day.")


class DayForm(WordsForm):
    """A whole day. Once it is published, `keep_what_is_promised` takes out what has steps of its own."""

    audience = one_of("Audience", Audience, message="Choose whom the day is for.")
    way = one_of("How it is held", Way, message="Choose how the day is held.")
    starts_at = LondonDateTimeField(
        "Starts", [InputRequired("Enter when the day starts.")], description="UK time."
    )
    ends_at = LondonDateTimeField(
        "Ends", [InputRequired("Enter when the day ends.")], description="UK time."
    )
    booking_closes_at = LondonDateTimeField(
        "Booking closes",
        [InputRequired("Enter when booking closes.")],
        description="UK time, before it starts.",
    )
    room_id = room_field()
    trainers = MultiCheckboxField("Trainers", coerce=whole_number)
    capacity = places_field()
    per_organisation = IntegerField(
        "Most places for one organisation",
        [Optional(), NumberRange(1, 2000, "Enter 1 to 2,000, or leave it empty.")],
        description="Leave it empty for no limit.",
    )
    hold_hours = IntegerField(
        "Hours that an offered place is held",
        [InputRequired("Enter a number of hours."), NumberRange(1, 336, "Enter 1 to 336 hours.")],
        description="For people on the waiting list, from the mail on.",
        default=48,
    )
    price = DecimalField(
        "Price for each place, in pounds",
        [InputRequired("Enter a price, or 0."), NumberRange(0, 10_000, "Enter 0 to 10,000 pounds.")],
        description="Without VAT. Enter 0 when it is free.",
        places=2,
        default=Decimal(0),
    )
    version = HiddenField(filters=[whole_number])

    def offer(self, rooms: Sequence[Room], trainers: Sequence[Trainer]) -> None:
        """Fill in the rooms and people to choose from."""
        offer_rooms(self.room_id, rooms)
        self.trainers.choices = [SelectChoice(each.user_id, each.user.name) for each in trainers]

    def keep_what_is_promised(self) -> None:
        """Take out what booked people rely on; it has steps of its own."""
        for name in ("audience", "starts_at", "ends_at", "room_id", "capacity"):
            del self[name]

    def fill(self, day: TrainingDay) -> None:
        """Begin from a day as it stands."""
        self.version.data = day.version
        self.price.data = Decimal(day.price_pence) / 100
        self.trainers.data = [each.user_id for each in day.trainers]

    def plan(self, day: TrainingDay | None = None) -> DayPlan:
        """What was filled in; what the form does not ask comes from the day."""
        assert self.price.data is not None
        given = {
            name: self[name].data if name in self else getattr(day, name)
            for name in DayPlan.__dataclass_fields__
            if name not in {"trainers", "price_pence"}
        }
        return DayPlan(
            **given, trainers=tuple(self.trainers.data or ()), price_pence=int(self.price.data * 100)
        )


class NewDayForm(DayForm):
    """A new day with its programme. There is nothing yet that a save could overwrite."""

    version = None
    programme = TextField("Programme", description=PROGRAMME_HINT, render_kw={"rows": 10})

    def begin_from(self, template: ProgrammeTemplate, programme: str) -> None:
        """Fill in what a programme to start from says."""
        self.title.data, self.audience.data = template.name, template.audience
        self.summary.data, self.what_next.data = template.summary, template.what_next
        self.programme.data = programme


class ProgrammeForm(BaseForm):
    """The programme of a day."""

    programme = TextField("Programme", description=PROGRAMME_HINT, render_kw={"rows": 14})
    version = HiddenField(filters=[whole_number])


class TemplateForm(BaseForm):
    """A programme to start days from."""

    name = LineField("Name", [NeedsText("Give the programme a name.")], limit=150)
    audience = one_of("Audience", Audience, message="Choose whom the programme is for.")
    summary = TextField("What the day is about", words=300)
    programme = TextField(
        "Programme",
        [NeedsText("Write at least one line.")],
        description=PROGRAMME_HINT,
        render_kw={"rows": 14},
    )
    what_next = TextField("What happens next", words=150)


class CloneForm(BaseForm):
    """When a copy of a day is held."""

    starts_at = LondonDateTimeField(
        "Starts", [InputRequired("Enter when the new day starts.")], description="UK time."
    )
    room_id = room_field()
    trainers = MultiCheckboxField("Trainers", coerce=whole_number)
    offer = DayForm.offer


class PublishForm(BaseForm):
    """The button that opens a day for booking."""

    announce = BooleanField("Tell every assessor that this day is open for booking")


class MoveForm(BaseForm):
    """When and where a day is held from now on."""

    starts_at = LondonDateTimeField(
        "Starts", [InputRequired("Enter when it starts.")], description="UK time."
    )
    ends_at = LondonDateTimeField("Ends", [InputRequired("Enter when it ends.")], description="UK time.")
    booking_closes_at = LondonDateTimeField(
        "Booking closes", [InputRequired("Enter when booking closes.")], description="UK time."
    )
    room_id = room_field()
    version = HiddenField(filters=[whole_number])

    @property
    def new_time(self) -> NewTime:
        """What the service takes."""
        assert self.starts_at.data and self.ends_at.data and self.booking_closes_at.data
        return NewTime(
            starts_at=self.starts_at.data,
            ends_at=self.ends_at.data,
            booking_closes_at=self.booking_closes_at.data,
            room_id=self.room_id.data,
        )


class CancelForm(BaseForm):
    """Why a day is cancelled."""

    reason = TextField(
        "Why is it cancelled?",
        [NeedsText("Say why. Everybody who would have come reads it.")],
        words=150,
        description="Everybody with a place or on the waiting list reads this.",
    )


class CapacityForm(BaseForm):
    """How many places a day has."""

    capacity = places_field()
