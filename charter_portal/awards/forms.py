"""Forms of awards. Every message says what to do."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import Field
from wtforms.validators import Optional

from charter_portal.awards.enums import AwardState
from charter_portal.awards.models import Decision
from charter_portal.core.forms import BaseForm, NeedsText, SearchField, TextField
from charter_portal.core.words import Labelled
from charter_portal.framework.rules.tree import CharterTree, LevelNode
from charter_portal.organisations.enums import OrganisationKind, Region

NOT_YET = "-"
"""The answer "not yet"; no level has this key, because keys are words."""

SEARCH_LIMIT = 100


def whole_number(text: Any) -> int:
    """A number that a page sent along unseen; anything else counts as one that no row has."""
    written = str(text if text is not None else "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else -1


class OneOfThese:
    """The answer is one of those on the page."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Any, field: Field) -> None:
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(self.message)


class DecisionForm(BaseForm):
    """A proposal: the level, why when it differs from the award rule, and the message to the applicant."""

    level = RadioField(
        "What do you propose?",
        [OneOfThese("Choose a level, or “Not yet”.")],
        validate_choice=False,
        choices=[],
    )
    override_reason = TextField(
        "Why it differs",
        words=300,
        description="Only needed when you choose another level than the award rule. Staff read this.",
    )
    summary = TextField(
        "Message to the applicant",
        [NeedsText("Write a message to the applicant.")],
        words=500,
        render_kw={"rows": 8},
        description="It opens the feedback. Be kind and specific: what stood out, and what comes next.",
    )
    version = HiddenField(filters=[whole_number])

    def offer(self, charter: CharterTree) -> None:
        """Put the tiers on the page, highest first, and “Not yet” with equal weight."""
        tiers = [
            SelectChoice(each.key, each.name, {"hint": each.meaning}) for each in reversed(charter.tiers)
        ]
        hint = {"hint": "No award this time. The applicant gets the same full feedback."}
        self.level.choices = [*tiers, SelectChoice(NOT_YET, "Not yet", hint)]

    def fill(self, decision: Decision | None, engine: LevelNode | None) -> None:
        """Begin from the present proposal, or from what the award rule gives."""
        self.version.data = decision.version if decision else 0
        if decision is None:
            self.level.data = engine.key if engine else NOT_YET
            return
        self.level.data = decision.level.key if decision.level else NOT_YET
        self.override_reason.data, self.summary.data = decision.override_reason, decision.summary

    def chosen(self, charter: CharterTree) -> LevelNode | None:
        """The level that was chosen; None for “not yet”."""
        return charter.level_by_key.get(self.level.data or "")


class VersionForm(BaseForm):
    """A deed on the proposal that the person has read."""

    version = HiddenField(filters=[whole_number])


class SendBackForm(VersionForm):
    """What the proposer should look at again."""

    reason = TextField(
        "What should be looked at again?",
        [NeedsText("Say what to look at again, so that the proposer can help.")],
        words=300,
    )


class ReleaseForm(BaseForm):
    """The decisions that the person checked, by number."""

    decisions = HiddenField()

    @property
    def expected(self) -> list[int]:
        """The numbers, and one that no row has for anything else."""
        return [whole_number(part) for part in (self.decisions.data or "").split(",")][:10_000]


class WithdrawForm(BaseForm):
    """Why an award is withdrawn."""

    reason = TextField(
        "Why is it withdrawn?",
        [NeedsText("Give the reason. The organisation reads it; the public does not.")],
        words=300,
        description="The organisation reads this on its outcome page. The public does not see it.",
    )


class FilterForm(BaseForm):
    """A form in the address: no token, because it changes nothing."""

    class Meta(BaseForm.Meta):
        """No CSRF token."""

        csrf = False


def any_of(label: str, members: Any, blank: str = "Any") -> SelectField:
    """A select that also offers all of them."""
    choices = [SelectChoice("", blank), *(SelectChoice(member.value, member.label) for member in members)]
    return SelectField(label, [Optional()], choices=choices, validate_choice=False)


def member_of(kind: type[Labelled], value: str | None) -> Any:
    """The member with this value, or None: an unknown filter counts as none."""
    return next((member for member in kind if member.value == value), None)


class RegisterForm(FilterForm):
    """The filters of the public register."""

    search = SearchField("Organisation or service", limit=SEARCH_LIMIT)
    level = SelectField("Level", [Optional()], validate_choice=False)
    region = any_of("Region", Region, "Every region")
    kind = any_of("Type of organisation", OrganisationKind, "Every type")

    def offer(self, levels: list[tuple[str, str]]) -> None:
        """Fill in the levels that somebody holds."""
        self.level.choices = [SelectChoice("", "Every level"), *(SelectChoice(*level) for level in levels)]

    @property
    def filters(self) -> dict[str, Any]:
        """What the query takes."""
        return {
            "search": (self.search.data or "")[:SEARCH_LIMIT],
            "level": _known(self.level),
            "region": member_of(Region, self.region.data),
            "kind": member_of(OrganisationKind, self.kind.data),
        }


class AwardsForm(FilterForm):
    """The filters of the staff's list of awards."""

    search = SearchField("Organisation, service or certificate number", limit=SEARCH_LIMIT)
    state = any_of("State", AwardState, "Every state")
    level = SelectField("Level", [Optional()], validate_choice=False)
    offer = RegisterForm.offer

    @property
    def filters(self) -> dict[str, Any]:
        """What the query takes."""
        return {
            "search": (self.search.data or "")[:SEARCH_LIMIT],
            "state": member_of(AwardState, self.state.data),
            "level": _known(self.level),
        }


class LookupForm(FilterForm):
    """The code on a certificate."""

    code = SearchField(
        "Code on the certificate", limit=SEARCH_LIMIT, description="For example ABCD-EFGH-2345-6789."
    )


def _known(field: SelectField) -> str:
    return field.data if field.data in {choice.value for choice in field.choices} else ""
