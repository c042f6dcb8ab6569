"""The form of a series: a day, and the weekday of each month on which it is held."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from wtforms import DateField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from charter_portal.core.forms import LineField, MultiCheckboxField, NeedsText
from charter_portal.training.forms.days import NewDayForm
from charter_portal.training.rules.series import LAST, dates_of

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PLACES = {1: "First", 2: "Second", 3: "Third", 4: "Fourth", LAST: "Last"}
LONGEST = timedelta(days=2 * 366)


class SeriesForm(NewDayForm):
    """A day, its series, and the months."""

    series = LineField(
        "Name of the series",
        [NeedsText("Give the series a name, for example Charter days 2027.")],
        limit=150,
        description="Days of one series stand together.",
    )
    place = SelectField(
        "Which one of the month", coerce=int, choices=[SelectChoice(*each) for each in PLACES.items()]
    )
    weekday = SelectField(
        "Day of the week", coerce=int, choices=[SelectChoice(*each) for each in enumerate(WEEKDAYS)]
    )
    first = DateField("From", [InputRequired("Enter the first day of the stretch.")])
    last = DateField("Until", [InputRequired("Enter the last day of the stretch.")])
    dates = MultiCheckboxField("Dates", choices=[], validate_choice=False)

    def validate_last(self, field: Any) -> None:
        """The stretch runs forward, and for two years at most."""
        if not field.data or not self.first.data:
            return
        if field.data < self.first.data:
            raise ValidationError("The stretch ends after it begins. Choose a later day.")
        if field.data - self.first.data > LONGEST:
            raise ValidationError("Plan two years at most. Choose an earlier day.")

    @property
    def all_dates(self) -> list[date]:
        """Every date of the pattern."""
        if not self.first.data or not self.last.data:
            return []
        return dates_of(self.weekday.data, self.place.data, self.first.data, self.last.data)

    @property
    def chosen_dates(self) -> list[date]:
        """The dates that were ticked, as far as they belong to the pattern."""
        ticked = set(self.dates.data or ())
        return [on for on in self.all_dates if on.isoformat() in ticked]
