"""Forms of materials, barrier notes and of what a round asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from charter_portal.barriers.enums import Stage
from charter_portal.barriers.models import BarrierKind
from charter_portal.core.forms import (
    BaseForm,
    FormAboutPractice,
    LineField,
    MultiCheckboxField,
    NeedsText,
    NoPersonalData,
    PracticeTextField,
    one_of,
)
from charter_portal.core.words import Labelled
from charter_portal.files.enums import FileKind
from charter_portal.organisations.models import Organisation
from charter_portal.training.enums import DelegateRole, MaterialFor, Requirement
from charter_portal.training.forms.numbers import whole_number

ACCEPTED = ",".join(f".{ending}" for kind in FileKind for ending in kind.endings)


def all_of(kind: type[Labelled]) -> list[SelectChoice]:
    """Every member of an enum, to choose from."""
    return [SelectChoice(value, label) for value, label in kind.choices()]


class MaterialForm(BaseForm):
    """One file or one link for the delegates of a day."""

    title = LineField("Title", [NeedsText("Give it a title.")])
    shown = RadioField(
        "When do delegates see it?", choices=all_of(MaterialFor), default=MaterialFor.BEFORE.value
    )
    file = FileField("File", render_kw={"accept": ACCEPTED})
    url = LineField(
        "Or a web address",
        limit=2000,
        render_kw={"inputmode": "url", "spellcheck": "false", "autocapitalize": "none"},
    )


class BarrierNoteForm(FormAboutPractice):
    """One barrier that an organisation named."""

    organisation_id = SelectField("Organisation", coerce=whole_number, validate_choice=False)
    stage = one_of("Where it stands", Stage, message="Choose where the barrier stands.")
    title = LineField(
        "The barrier in a few words",
        [NeedsText("Say in a few words what the barrier is."), NoPersonalData()],
        limit=150,
        description="For example: prison vetting takes months.",
    )
    barrier_code = SelectField("Kind of barrier (optional)", validate_choice=False)
    words = PracticeTextField("What was said, and what might help", words=200)

    def offer(self, organisations: Sequence[Organisation], kinds: Sequence[BarrierKind]) -> None:
        """Let people choose among the organisations of the day and the kinds of the catalogue."""
        known = [SelectChoice(kind.code, kind.title) for kind in kinds]
        self.barrier_code.choices = [SelectChoice("", "None of these, or not sure"), *known]
        choices = [SelectChoice(each.id, each.name) for each in organisations]
        self.organisation_id.choices = [SelectChoice("", "Choose one"), *choices]

    @property
    def known_code(self) -> str | None:
        """The code of the chosen kind; None without one, or for one that is not on offer."""
        codes = {choice.value for choice in self.barrier_code.choices}
        return self.barrier_code.data or None if self.barrier_code.data in codes else None


class RequirementForm(BaseForm):
    """What a round asks of applicants about attendance."""

    requirement = RadioField(
        "Is attendance needed before applicants submit?",
        choices=all_of(Requirement),
    )
    roles = MultiCheckboxField(
        "Which roles should have been there?",
        choices=all_of(DelegateRole),
        description="Choose none when anybody will do.",
    )

    @property
    def chosen_roles(self) -> list[Any]:
        """The roles as words of the slice."""
        return [DelegateRole(value) for value in self.roles.data or ()]
