"""Forms of people as codes, and their milestones. No box takes free words about a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, DateField
from wtforms.validators import InputRequired, Optional

from charter_portal.core.clock import today
from charter_portal.core.forms import BaseForm, LineField, NeedsText, one_of
from charter_portal.workforce.enums import (
    CheckKind,
    Destination,
    ErasureReason,
    LeavingReason,
    MilestoneKind,
    Supervision,
)
from charter_portal.workforce.forms.choices import RecordField, YesNoField, optional_one_of
from charter_portal.workforce.forms.posts import VersionedForm
from charter_portal.workforce.models import Milestone
from charter_portal.workforce.rules.codes import LONGEST
from charter_portal.workforce.services import MilestoneFacts

CODE_HINT = (
    "A code that only you can resolve, in your own records. No initials, no names, no dates of birth, "
    "no numbers of the NHS, prisons or police. A new person is given a code that says nothing. "
    "You may change it."
)
DAY_HINT = "Only yes or no, and a day. What was agreed stays with the person."


ASKED_BY_KIND = (
    *("check_kind", "destination", "leaving_reason"),
    *("supervision", "wellbeing_plan", "wellbeing_plan_on", "adjustments", "adjustments_on"),
)
"""What a milestone may tell beside its kind, day and post."""


class PersonForm(VersionedForm):
    """A person's code, and their service."""

    code = LineField("Code", [NeedsText("Enter a code.")], limit=LONGEST, description=CODE_HINT)
    service = RecordField("Service", [NeedsText("Choose a service.")])


class MilestoneForm(VersionedForm):
    """One milestone, and the support there was around it."""

    kind = one_of("What happened", MilestoneKind, message="Choose what happened.")
    happened_on = DateField("Day", [InputRequired("Enter the day.")], default=today)
    post = RecordField(
        "Post",
        blank="No post",
        description="Needed for a start or a move up. Otherwise the post it was about, if you know.",
        validate_choice=False,
    )
    check_kind = optional_one_of("Which check", CheckKind, blank="Not about a check")
    destination = optional_one_of("Moved on to", Destination, blank="Has not moved on")
    leaving_reason = optional_one_of(
        "Why the person left",
        LeavingReason,
        blank="Has not left",
        description="What belongs to the person alone is “own reasons, or not asked”.",
    )
    supervision = optional_one_of("Supervision", Supervision)
    wellbeing_plan = YesNoField("Wellbeing plan", description=DAY_HINT)
    wellbeing_plan_on = DateField("Day of the wellbeing plan (optional)", [Optional()])
    adjustments = YesNoField("Adjustments agreed", description=DAY_HINT)
    adjustments_on = DateField("Day of the adjustments (optional)", [Optional()])
    sure = BooleanField("The days are right. It happened in this order.")

    def narrow(self, unasked: Iterable[str]) -> None:
        """Ask no more than the page does: what it does not show is not read either."""
        for name in unasked:
            del self[name]

    def fill(self, present: Milestone) -> None:
        """Show what is written down."""
        for name in self._fields:
            if name not in {"post", "version", "sure", "csrf_token"}:
                self[name].process_data(getattr(present, name))
        self.post.process_data(present.post_id)

    @property
    def facts(self) -> MilestoneFacts:
        """As the service takes it."""
        return MilestoneFacts(
            kind=self.kind.data,
            happened_on=self.happened_on.data,
            post=self.post.chosen,
            **{name: self._told(name) for name in ASKED_BY_KIND},
        )

    def _told(self, name: str) -> Any:
        """The answer in a field, or None where it is not asked."""
        field = self._fields.get(name)
        if field is None:
            return None
        return field.answer if isinstance(field, YesNoField) else field.data


class ExitPlanForm(BaseForm):
    """The day on which a plan for the time after volunteering was agreed."""

    on = DateField("Plan agreed on", [InputRequired("Enter the day the plan was agreed.")], default=today)


class AskErasureForm(BaseForm):
    """Why somebody is to be taken out for good. No free words: they would stay when the person is gone."""

    why = one_of("Why", ErasureReason, message="Choose why.")


class EraseForm(BaseForm):
    """The word of the second person that somebody is to be taken out for good."""

    understood = BooleanField(
        "I know that this cannot be undone.", [InputRequired("Tick the box, or go back.")]
    )
