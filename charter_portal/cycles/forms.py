"""The form of a cycle."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, DateField, IntegerField, SelectField, ValidationError
from wtforms.validators import InputRequired, NumberRange

from charter_portal.core.forms import BaseForm, LineField, LondonDateTimeField, NeedsText
from charter_portal.cycles.services import Timetable

LONGEST_GRACE = 7 * 24 * 60


class Within(NumberRange):
    """As NumberRange, also for a number too large to reckon with."""

    def __call__(self, form: Any, field: Any) -> None:
        try:
            super().__call__(form, field)
        except OverflowError:
            raise ValidationError(self.message) from None


class CycleForm(BaseForm):
    """Name, framework version and dates. Every time is a UK time."""

    name = LineField("Name of the round", [NeedsText("Give the round a name.")], limit=120)
    framework_version_id = SelectField("Version of the charter", coerce=int)
    opens_at = LondonDateTimeField(
        "Opens",
        [InputRequired("Enter when the round opens.")],
        description="UK time, for example 1 March 2027 at 9am.",
    )
    deadline_at = LondonDateTimeField(
        "Announced deadline",
        [InputRequired("Enter the announced deadline.")],
        description="UK time. Where the clocks go back and an hour comes twice, the first one counts.",
    )
    grace_minutes = IntegerField(
        "Grace after the deadline, in minutes",
        [
            InputRequired("Enter a number of minutes, or 0."),
            Within(0, LONGEST_GRACE, "Choose 0 to 10,080 minutes."),
        ],
        description="Submissions are still taken for this long. Applicants are told.",
        default=0,
    )
    assessment_from = DateField("Assessment starts", [InputRequired("Enter the day assessment starts.")])
    assessment_until = DateField("Assessment ends", [InputRequired("Enter the day assessment ends.")])
    panel_on = DateField("Panel meets", [InputRequired("Enter the day of the panel.")])
    release_on = DateField("Results shared", [InputRequired("Enter the day results are shared.")])
    published = BooleanField("Show this round on the public timetable", default=True)

    @property
    def timetable(self) -> Timetable:
        """The dates as the service takes them."""
        return Timetable(**{field: self[field].data for field in Timetable.__dataclass_fields__})
