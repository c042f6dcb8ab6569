"""Forms of assessment. An unfinished score is welcome: only finishing asks for everything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField, IntegerField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import Field
from wtforms.validators import Optional

from charter_portal.assessment.enums import ConflictKind
from charter_portal.assessment.models import AgreedLevel, AssessorProfile, Score
from charter_portal.assessment.queries import Candidate
from charter_portal.core.forms import BaseForm, MultiCheckboxField, NeedsText, TextField
from charter_portal.framework.rules.tree import CharterTree, StatementNode

NO_CONFLICT = "no_conflict"
EXPERIENCE = {"yes": True, "no": False, "prefer_not_to_say": None}
CONFLICT_HINTS = {
    ConflictKind.WORKED_THERE: "Paid or unpaid, at any time. An application for a job counts too.",
    ConflictKind.HELPED: "For example, you advised them or read a draft.",
    ConflictKind.CLOSE_PERSON: "Family, a partner, a close friend, or somebody you do not get on with.",
    ConflictKind.PREFER_NOT_TO_SAY: "Choose this too if you would rather not read this application.",
}


class OneOf:
    """The answer is one of those on the page; no answer passes unless `needed` says what to choose."""

    def __init__(self, needed: str = "") -> None:
        self.needed = needed

    def __call__(self, form: Any, field: Field) -> None:
        if field.data is None and self.needed:
            raise ValidationError(self.needed)
        if field.data is not None and field.data not in {choice.value for choice in field.choices}:
            raise ValidationError("Choose one of these answers.")


def whole_number(text: Any) -> int:
    """A number that a page sent along unseen; anything else counts as zero, which no saved row has."""
    written = str(text or "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else 0


class ProfileForm(BaseForm):
    """What an assessor says about themselves; every question may stay open."""

    lived_experience = RadioField(
        "Do you have lived experience of the criminal justice system, the care system, or both?",
        [OneOf()],
        validate_choice=False,
        choices=[
            SelectChoice("yes", "Yes"),
            SelectChoice("no", "No"),
            SelectChoice("prefer_not_to_say", "Prefer not to say"),
        ],
    )
    daily_limit = IntegerField(
        "How many statements would you like to score in a day, at most?",
        [Optional()],
        description="You can leave this empty. At that number we suggest a pause, and you can carry on.",
    )

    def validate_daily_limit(self, field: IntegerField) -> None:
        """Zero and less are no pace, and a thousand is no day."""
        if field.data is not None and not 0 < field.data < 1000:
            raise ValidationError("Use a whole number from 1 to 999, or leave this empty.")

    def fill(self, profile: AssessorProfile | None) -> None:
        """Show what was chosen before; nothing is chosen for anybody."""
        if profile is not None:
            words = {answer: word for word, answer in EXPERIENCE.items()}
            self.lived_experience.data = words[profile.lived_experience]
            self.daily_limit.data = profile.daily_limit


class DeclarationForm(BaseForm):
    """No conflict, or which one. Once reading has begun only a conflict can be declared."""

    answer = RadioField(
        "Is there a conflict of interest?",
        [OneOf("Choose the answer that fits best.")],
        validate_choice=False,
        choices=[],
    )
    note = TextField(
        "Anything staff should know (you can leave this empty)",
        words=150,
        description="Please write nothing about your own or another person’s past, health or offences.",
    )

    def offer(self, *, is_open: bool) -> None:
        """Put the answers on the page."""
        kinds = [
            SelectChoice(kind.value, kind.label, {"hint": CONFLICT_HINTS.get(kind)}) for kind in ConflictKind
        ]
        if not is_open:
            hint = {"hint": "I know of nothing that could sway me, or look as if it could."}
            kinds.insert(0, SelectChoice(NO_CONFLICT, "I have no conflict of interest", hint))
        self.answer.choices = kinds


class ScoreForm(BaseForm):
    """One assessor's level and words for one statement. Everything may stay open until finishing."""

    level = RadioField("Level", [OneOf()], validate_choice=False, choices=[])
    reason = TextField(
        "Why this level?",
        words=300,
        description="Name the evidence you rely on, such as “evidence 2, page 4”.",
    )
    strengths = TextField("What is strong here?", words=200)
    lift = TextField("What would lift it?", words=200)
    version = HiddenField(filters=[whole_number])

    def offer(self, charter: CharterTree, statement: StatementNode) -> None:
        """Put the levels on the page, each with what this statement takes at it."""
        self.level.choices = [
            SelectChoice(level.key, level.name, {"hint": statement.criteria.get(level.key, level.meaning)})
            for level in charter.levels
        ]

    def fill(self, row: Score | AgreedLevel | None, charter: CharterTree) -> None:
        """Show what is kept so far."""
        if row is None:
            self.version.data = 0
            return
        self.level.data = charter.level_by_id[row.level_id].key if row.level_id else None
        self.reason.data, self.strengths.data, self.lift.data = row.reason, row.strengths, row.lift
        self.version.data = row.version

    @property
    def words(self) -> dict[str, Any]:
        """What a service takes."""
        return {
            "level": self.level.data,
            "reason": self.reason.data or "",
            "strengths": self.strengths.data or "",
            "lift": self.lift.data or "",
            "version": self.version.data,
        }


class AgreeForm(ScoreForm):
    """The level agreed for one statement, why, and the feedback that the applicant will read."""

    level = RadioField(
        "Agreed level", [OneOf("Choose the level you agreed on.")], validate_choice=False, choices=[]
    )
    reason = TextField(
        "Why this level?",
        [NeedsText("Say in a few words why this level was agreed.")],
        words=300,
        description="For the record. Name the evidence that decided it.",
    )
    strengths = TextField(
        "What is strong here?", words=300, description="The applicant reads this in the feedback."
    )
    lift = TextField("What would lift it?", words=300, description="The applicant reads this too.")


class AllocateForm(BaseForm):
    """Which assessors to ask."""

    assessors = MultiCheckboxField("Who can read it", validate_choice=False, choices=[])

    def offer(self, candidates: Iterable[Candidate]) -> None:
        """Put those who may be asked on the page, with their load and what they chose to say."""
        self.assessors.choices = [
            SelectChoice(str(each.person.id), each.person.name, {"hint": weighed(each)})
            for each in candidates
            if each.unavailable is None
        ]


class EndForm(BaseForm):
    """Why a reading ends."""

    reason = TextField(
        "Why does this reading end?",
        [NeedsText("Say in a few words why this ends.")],
        words=150,
        description="Kept in the audit trail. The assessor is told that it ends, not why.",
    )


def weighed(candidate: Candidate) -> str:
    """What staff weigh when they choose, in a sentence or two."""
    if candidate.load == 0:
        load = "Reads nothing else now."
    else:
        load = f"Reads {candidate.load} other {'application' if candidate.load == 1 else 'applications'} now."
    return f"{load} Has told us of lived experience." if candidate.has_lived_experience else load
