"""The short form after a day. Every question may be skipped."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from charter_portal.core.errors import RuleBroken
from charter_portal.core.forms import FormAboutPractice, NoPersonalData, TextField
from charter_portal.training.rules.feedback import QUESTIONS, SCALE


class FeedbackForm(FormAboutPractice):
    """The words; `feedback_form` adds a field for each question."""

    most_useful = TextField(
        "What was most useful?",
        [NoPersonalData()],
        words=150,
        description="Please leave out names of people.",
        render_kw={"rows": 4},
    )
    to_change = TextField(
        "What should we change?",
        [NoPersonalData()],
        words=150,
        description="Please leave out names of people.",
        render_kw={"rows": 4},
    )
    anonymous = BooleanField(
        "Keep my name out of it",
        description="We then keep your answers without name and time. Nobody can find out who gave them.",
        default=True,
    )

    def show(self, problem: RuleBroken) -> None:
        """As every form, and what is wrong with all ratings stands beside the first question."""
        first = f"q_{QUESTIONS[0].key}"
        super().show(RuleBroken(problem.message, first) if problem.field == "ratings" else problem)

    @property
    def questions(self) -> list[Any]:
        """The fields of the questions, in their order."""
        return [self[f"q_{question.key}"] for question in QUESTIONS]

    @property
    def ratings(self) -> dict[str, str | None]:
        """What was chosen, by question."""
        return {question.key: self[f"q_{question.key}"].data for question in QUESTIONS}


def feedback_form() -> FeedbackForm:
    """The form with the questions as they are today."""
    scale = [SelectChoice(*each) for each in SCALE.items()]
    fields = {
        f"q_{question.key}": RadioField(question.words, [Optional()], choices=scale, validate_choice=False)
        for question in QUESTIONS
    }
    form: FeedbackForm = type("FeedbackFormOfToday", (FeedbackForm,), fields)()
    return form
