"""Forms of the Partnership Board."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import DateField, HiddenField
from wtforms.fields.choices import SelectChoice

from charter_portal.core.forms import (
    FormAboutPractice,
    MultiCheckboxField,
    NeedsText,
    NoPersonalData,
    TextField,
)
from charter_portal.involvement.forms.choices import NO_NAMES, NeedsAnswer, whole_number
from charter_portal.involvement.models import BoardMeeting
from charter_portal.involvement.services import MeetingWords
from charter_portal.organisations.models import Service


class MeetingForm(FormAboutPractice):
    """When the board meets, what it looks back on, and what people said."""

    held_on = DateField("Day of the meeting", [NeedsAnswer("Enter the day of the meeting.")])
    since = DateField("It looks back from", [NeedsAnswer("Enter the first day it looks back on.")])
    until = DateField("to", [NeedsAnswer("Enter the last day it looks back on.")])
    services = MultiCheckboxField("Services", coerce=whole_number, validate_choice=False)
    said = TextField(
        "What people said (optional)",
        [NoPersonalData()],
        words=600,
        description=f"What people with lived experience, families and staff told the board. {NO_NAMES}",
    )
    talked_about = TextField(
        "What the board talked about (optional)", [NoPersonalData()], words=600, description=NO_NAMES
    )
    version = HiddenField(filters=[whole_number])

    def offer(self, services: Sequence[Service]) -> None:
        """Let people choose among these services."""
        self.known = {service.id: service for service in services}
        self.services.choices = [SelectChoice(service.id, service.name) for service in services]

    def fill(self, meeting: BoardMeeting) -> None:
        """Show what is written about a meeting."""
        self.held_on.data = meeting.held_on
        self.since.data, self.until.data = meeting.period_from, meeting.period_to
        self.services.data = [service.id for service in meeting.services]
        self.said.data, self.talked_about.data = meeting.said, meeting.talked_about
        self.version.data = meeting.version

    def words(self) -> MeetingWords:
        """What the service keeps."""
        assert self.held_on.data and self.since.data and self.until.data, "The form asks for days."
        return MeetingWords(
            held_on=self.held_on.data,
            since=self.since.data,
            until=self.until.data,
            services=[self.known[number] for number in self.services.data or [] if number in self.known],
            said=self.said.data or "",
            talked_about=self.talked_about.data or "",
        )


class DecisionForm(FormAboutPractice):
    """One decision."""

    decision = TextField(
        "What was decided?",
        [NeedsText("Write what was decided."), NoPersonalData()],
        words=150,
        description=NO_NAMES,
    )
