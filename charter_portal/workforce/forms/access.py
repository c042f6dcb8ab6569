"""Forms of the circle, and of an organisation's limits."""

from __future__ import annotations

from wtforms import IntegerField
from wtforms.validators import InputRequired

from charter_portal.core.forms import BaseForm, EmailField, NeedsText
from charter_portal.workforce.forms.choices import RecordField
from charter_portal.workforce.forms.posts import VersionedForm


class NamingForm(BaseForm):
    """Which member to name as an editor."""

    person = RecordField("Person", [NeedsText("Choose a person.")])


class ReaderForm(BaseForm):
    """The address of somebody of Career Matters: who works there is not for everybody to list."""

    email = EmailField("Their email address", description="Ask the person at Career Matters for it.")


class LimitsForm(VersionedForm):
    """How long volunteering lasts, and how long codes are kept."""

    volunteer_months = IntegerField(
        "Volunteering lasts at most, in months",
        [InputRequired("Enter a number of months, for example 18.")],
        description="18 is usual. Reminders go out 6, 3 and 1 months before the end.",
    )
    keep_months = IntegerField(
        "Codes are kept after somebody has gone, in months",
        [InputRequired("Enter a number of months, for example 24.")],
        description="Then the code is taken away. Kinds, days and posts stay, so that figures stay true.",
    )
