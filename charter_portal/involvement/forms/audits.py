"""Forms of an involvement audit."""

from __future__ import annotations

from typing import Any

from wtforms import DateField, HiddenField, IntegerField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice

from charter_portal.core.forms import BaseForm, FormAboutPractice, NoPersonalData, TextField
from charter_portal.involvement.forms.choices import NeedsAnswer, NeedsService, ServiceField, whole_number
from charter_portal.involvement.models import AuditAnswer
from charter_portal.involvement.rules.questions import Question

NOT_RATED = "none"
WORDS = 400


class StartAuditForm(BaseForm):
    """Which service, which year, which period."""

    service = ServiceField("Service", [NeedsService()])
    year = IntegerField(
        "Year of the audit",
        [NeedsAnswer("Write the year of the audit, for example 2027.")],
        description="Each service has one audit a year. For example 2027.",
    )
    since = DateField("First day of the period", [NeedsAnswer("Enter the first day of the period.")])
    until = DateField("Last day of the period", [NeedsAnswer("Enter the last day of the period.")])


class AnswerForm(FormAboutPractice):
    """A rating, what you do, and what comes next. Each may stay empty."""

    rating = RadioField("Where do you stand?", choices=[], default=NOT_RATED, validate_choice=False)
    words = TextField("What you do today", [NoPersonalData()], words=WORDS)
    what_next = TextField(
        "What comes next",
        [NoPersonalData()],
        words=150,
        description="One step is enough. It can become an action later.",
    )
    version = HiddenField(filters=[whole_number])

    def offer(self, question: Question) -> None:
        """Put the steps of the question's scale on the page."""
        self.rating.choices = [
            *(SelectChoice(step.key, step.label) for step in question.steps),
            SelectChoice(NOT_RATED, "We leave this open"),
        ]

    def fill(self, answer: AuditAnswer) -> None:
        """Show what the audit says now."""
        self.rating.data = answer.rating or NOT_RATED
        self.words.data = answer.words
        self.what_next.data = answer.what_next
        self.version.data = answer.version

    def validate_rating(self, field: Any) -> None:
        """A rating that is not on the page is nobody's answer."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError("Choose one of the answers on this page.")

    def said(self) -> dict[str, Any]:
        """What the service saves."""
        return {
            "rating": None if self.rating.data == NOT_RATED else self.rating.data,
            "words": self.words.data or "",
            "what_next": self.what_next.data or "",
            "version": self.version.data,
        }
