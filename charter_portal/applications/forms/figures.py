"""The form that attaches a live figure."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from charter_portal.applications.forms.choices import whole_number
from charter_portal.applications.models import Application
from charter_portal.applications.services.evidence import TITLE_LIMIT
from charter_portal.core.forms import BaseForm, LineField, NeedsText
from charter_portal.organisations.models import Service
from charter_portal.workforce.rules.figures import Definition
from charter_portal.workforce.rules.periods import CHOICES, USUAL


class FigureForm(BaseForm):
    """Which figure, over how long, for which service."""

    figure = RadioField(
        "Figure", [NeedsText("Choose a figure.")], invalid_choice_message="Choose a figure."
    )
    months = SelectField(
        "Length of time",
        coerce=whole_number,
        choices=[SelectChoice(str(months), f"The last {months} months") for months in CHOICES],
        default=USUAL,
        description="It ends on the day somebody looks. On submission it ends on that day, for good.",
    )
    service = SelectField(
        "Service",
        coerce=whole_number,
        description="Small numbers of people are hidden. Several services together may show more.",
    )
    title = LineField(
        "Title (optional)", limit=TITLE_LIMIT, description="Without one, it goes by the name of the figure."
    )

    def offer(self, application: Application, figures: Sequence[Definition]) -> FigureForm:
        """Let people choose among these figures and the services of the application; returns the form."""
        self.services = {service.id: service for service in application.services}
        self.figure.choices = [
            SelectChoice(each.key, each.label, {"hint": each.definition}) for each in figures
        ]
        self.service.choices = [
            SelectChoice("", "All services of this application"),
            *(SelectChoice(str(number), service.name) for number, service in self.services.items()),
        ]
        return self

    @property
    def chosen_service(self) -> Service | None:
        """The chosen service; None for all of them."""
        return self.services.get(self.service.data) if self.service.data else None
