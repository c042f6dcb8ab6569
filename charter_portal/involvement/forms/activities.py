"""Forms of activities."""

from __future__ import annotations

from typing import Any

from wtforms import DateField, HiddenField, IntegerField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from charter_portal.core.forms import (
    FormAboutPractice,
    LineField,
    NeedsText,
    NoPersonalData,
    TextField,
    one_of,
)
from charter_portal.involvement.enums import Method, Reach
from charter_portal.involvement.forms.choices import (
    NO_NAMES,
    FilterForm,
    NeedsAnswer,
    NeedsService,
    ServiceField,
    any_of,
    member_of,
    whole_number,
)
from charter_portal.involvement.models import Activity
from charter_portal.involvement.services import ActivityWords

COUNTS = ("using_count", "workforce_count", "families_count")


def _how_many(label: str) -> IntegerField:
    return IntegerField(label, [Optional()])


class ActivityForm(FormAboutPractice):
    """What was done, with how many people, and what it changed."""

    service = ServiceField("Service", [NeedsService()])
    title = LineField(
        "Title",
        [NeedsText("Give the activity a title."), NoPersonalData()],
        description="For example: Reference group on the welcome letter.",
    )
    reach = RadioField(
        "How much say did people have?",
        choices=[SelectChoice(each.value, each.label, {"hint": each.meaning}) for each in Reach],
        validate_choice=False,
    )
    method = one_of("How was it done?", Method, message="Choose how it was done.")
    held_on = DateField(
        "When was it?",
        [NeedsAnswer("Enter the day of the activity.")],
        description="For something that went on for longer, use the last day.",
    )
    happened = TextField("What happened?", [NoPersonalData()], words=300, description=NO_NAMES)
    using_count = _how_many("People who use the service")
    workforce_count = _how_many("People with lived experience in the workforce")
    families_count = _how_many("Families and carers")
    thanks = TextField(
        "How were people paid or thanked?",
        [NoPersonalData()],
        words=150,
        description="For example pay, vouchers, travel, childcare, lunch, training, a reference.",
    )
    changed = TextField(
        "What changed because of it?",
        [NoPersonalData()],
        words=200,
        description="Leave this empty until something has changed. You can come back.",
    )
    version = HiddenField(filters=[whole_number])

    def validate_reach(self, field: Any) -> None:
        """One band of the spectrum has to be chosen."""
        if member_of(Reach, field.data) is None:
            raise ValidationError("Choose how much say people had.")

    def fill(self, activity: Activity) -> None:
        """Show what is written about an activity."""
        self.service.data = activity.service_id
        self.reach.data, self.method.data = activity.reach.value, activity.method
        for name in ("title", "held_on", "happened", *COUNTS, "thanks", "changed", "version"):
            self[name].data = getattr(activity, name)

    def said(self) -> ActivityWords:
        """What the service keeps."""
        assert self.held_on.data is not None, "The form asks for a day."
        counts = {name: self[name].data or 0 for name in COUNTS}
        return ActivityWords(
            title=self.title.data or "",
            reach=Reach(self.reach.data),
            method=self.method.data,
            held_on=self.held_on.data,
            happened=self.happened.data or "",
            thanks=self.thanks.data or "",
            changed=self.changed.data or "",
            **counts,
        )


class ActivityFilterForm(FilterForm):
    """Which activities to show."""

    service = ServiceField("Service", blank="Any")
    reach = any_of("Spectrum", Reach)
