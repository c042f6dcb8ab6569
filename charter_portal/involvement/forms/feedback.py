"""Forms about feedback forms: opening one, and answering it."""

from __future__ import annotations

from typing import Any

from wtforms import DateField, HiddenField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice

from charter_portal.core.forms import (
    BaseForm,
    FormAboutPractice,
    LineField,
    MultiCheckboxField,
    NeedsText,
    NoPersonalData,
    TextField,
    one_of,
)
from charter_portal.core.tokens import new_token
from charter_portal.involvement.enums import Audience
from charter_portal.involvement.forms.choices import NeedsAnswer, NeedsService, ServiceField
from charter_portal.involvement.models import FeedbackForm
from charter_portal.involvement.queries.feedback import asked_in, bank, scale_of
from charter_portal.involvement.rules.feedback import MOST_ASKED

SKIP = ""
ANSWER = "answer_"
WORDS = 150


class OpenFeedbackForm(BaseForm):
    """For whom, which questions, and how long."""

    service = ServiceField("Service", [NeedsService()])
    title = LineField(
        "Title",
        [NeedsText("Give the form a title.")],
        description="People see it at the top. For example: How was it for you?",
        limit=120,
    )
    audience = one_of("For whom is it?", Audience, message="Choose for whom it is.")
    questions = MultiCheckboxField(
        f"Questions (up to {MOST_ASKED})",
        validate_choice=False,
        description="Few questions get more answers. Everybody can skip each of them.",
    )
    opens_on = DateField("First day", [NeedsAnswer("Enter the first day.")])
    closes_on = DateField(
        "Last day",
        [NeedsAnswer("Enter the last day.")],
        description="Results come once the form has closed, if eight people or more have answered.",
    )

    def offer(self) -> None:
        """Put every question of the bank on the page, each with those it is meant for."""
        self.questions.choices = [
            SelectChoice(
                each.key,
                each.text,
                {
                    "hint": f"{'One of four answers' if each.is_scale else 'In their own words'}. "
                    f"For {_who(each.audiences)}."
                },
            )
            for each in bank().questions
        ]

    def validate_questions(self, field: Any) -> None:
        """Between one and a few, and such that fit the people asked."""
        audience = self.audience.data
        chosen = bank().chosen(field.data or [])
        if not chosen:
            raise ValidationError("Choose at least one question.")
        if len(chosen) > MOST_ASKED:
            raise ValidationError(f"Choose {MOST_ASKED} questions or fewer. You have {len(chosen)}.")
        strangers = [each.text for each in chosen if audience and audience.value not in each.audiences]
        if strangers:
            raise ValidationError(f"These are for other people: {' '.join(strangers)}")


def _who(audiences: tuple[str, ...]) -> str:
    """Those a question is meant for, in words."""
    if len(audiences) == len(Audience):
        return "everybody"
    return ", or ".join(Audience(name).label.lower() for name in audiences)


def reply_form(asked: FeedbackForm) -> Any:
    """The form that people answer, built from the questions that it keeps. Nothing in it is required."""

    class ReplyForm(FormAboutPractice):
        """A mark that makes the same page sent twice one reply, and the questions."""

        mark = HiddenField(default=new_token)

        @property
        def questions(self) -> list[Any]:
            """The fields of the questions, in their order."""
            return [self[f"{ANSWER}{each.key}"] for each in asked_in(asked)]

        def answers(self) -> dict[str, str]:
            """What was answered, by question."""
            return {each.key: self[f"{ANSWER}{each.key}"].data or "" for each in asked_in(asked)}

    steps = [SelectChoice(step.key, step.label) for step in scale_of(asked)]
    for question in asked_in(asked):
        field = (
            RadioField(
                question.text,
                choices=[*steps, SelectChoice(SKIP, "I skip this one")],
                default=SKIP,
                validate_choice=False,
            )
            if question.is_scale
            else TextField(
                question.text,
                [NoPersonalData()],
                words=WORDS,
                description="Please leave out names, yours too.",
            )
        )
        setattr(ReplyForm, f"{ANSWER}{question.key}", field)
    return ReplyForm()
