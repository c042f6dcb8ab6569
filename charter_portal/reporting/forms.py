"""Filter forms: read from the address, so that a filtered list can be kept as a bookmark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import DateField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from charter_portal.applications.enums import ApplicationStatus
from charter_portal.audit_trail.enums import Outcome
from charter_portal.core.forms import BaseForm, SearchField
from charter_portal.core.words import Labelled
from charter_portal.cycles.models import Cycle
from charter_portal.framework.rules.tree import CharterTree
from charter_portal.organisations.enums import OrganisationKind, Region, Setting
from charter_portal.reporting.queries import ConsoleFilter, TrailFilter
from charter_portal.reporting.rules.measuring import ALL

LISTED = [state for state in ApplicationStatus if state is not ApplicationStatus.DRAFT]


class FilterForm(BaseForm):
    """A form in the address: no token, because it changes nothing."""

    class Meta(BaseForm.Meta):
        """No CSRF token."""

        csrf = False


def any_of(label: str, members: Sequence[Labelled], **options: Any) -> SelectField:
    """A select that also offers “Any”."""
    choices = [SelectChoice("", "Any"), *(SelectChoice(member.value, member.label) for member in members)]
    return SelectField(label, [Optional()], choices=choices, validate_choice=False, **options)


class ConsoleForm(FilterForm):
    """The filters of the staff console."""

    search = SearchField("Search title, organisation or reference", limit=100)
    state = any_of("State", LISTED)
    tier = SelectField("Tier decided or aimed for", [Optional()], validate_choice=False)
    kind = any_of("Type of organisation", list(OrganisationKind))
    region = any_of("Region", list(Region))
    assessor = SelectField("Assessor", [Optional()], validate_choice=False)

    def offer(self, charter: CharterTree, assessors: list[tuple[int, str]]) -> None:
        """Fill in the choices that depend on the round."""
        self.tier.choices = [SelectChoice("", "Any"), *(SelectChoice(t.key, t.name) for t in charter.tiers)]
        self.assessor.choices = [
            SelectChoice("", "Any"),
            *(SelectChoice(str(i), name) for i, name in assessors),
        ]

    def chosen(self, charter: CharterTree) -> ConsoleFilter:
        """The filters as the query takes them; an unknown value counts as none."""
        number = self.assessor.data or ""
        return ConsoleFilter(
            search=(self.search.data or "")[:100],
            state=member_of(ApplicationStatus, self.state.data),
            tier=charter.level_by_key.get(self.tier.data or ""),
            kind=member_of(OrganisationKind, self.kind.data),
            region=member_of(Region, self.region.data),
            assessor_id=int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else None,
        )


class TrailForm(FilterForm):
    """The filters of the audit trail."""

    event = SearchField("Event begins with", limit=120, description="For example awards. or accounts.person")
    actor = SearchField("Email address of the person", limit=254)
    subject = SearchField("About", limit=80, description="For example application 12")
    outcome = any_of("Outcome", list(Outcome))
    since = DateField("From", [Optional()])
    until = DateField("To", [Optional()])

    def chosen(self) -> TrailFilter:
        """The filters as the query takes them; a date that is none counts as none."""
        return TrailFilter(
            event=self.event.data or "",
            actor=self.actor.data or "",
            subject=self.subject.data or "",
            outcome=member_of(Outcome, self.outcome.data),
            since=self.since.data,
            until=self.until.data,
        )


class PictureForm(FilterForm):
    """The filters of the national picture."""

    round = SelectField("Round", [Optional()], validate_choice=False)
    setting = SelectField("Setting", [Optional()], validate_choice=False)
    region = SelectField("Region", [Optional()], validate_choice=False)

    def offer(self, rounds: Sequence[Cycle], chosen: Cycle) -> None:
        """Fill in the choices, with the round that is shown chosen."""
        self.round.choices = [SelectChoice(str(each.id), each.name) for each in rounds]
        self.round.data = str(chosen.id)
        self.setting.choices = [SelectChoice("", "All settings"), *_choices(Setting)]
        self.region.choices = [SelectChoice("", "All regions"), *_choices(Region)]

    def round_of(self, rounds: Sequence[Cycle]) -> Cycle | None:
        """The round that was asked for, when it is one of these."""
        return next((each for each in rounds if str(each.id) == self.round.data), None)

    def place(self) -> tuple[str, str]:
        """Setting and region as the picture takes them; an unknown one counts as all."""
        setting = member_of(Setting, self.setting.data)
        region = member_of(Region, self.region.data)
        return setting.value if setting else ALL, region.value if region else ALL


def _choices(members: type[Labelled]) -> list[SelectChoice]:
    return [SelectChoice(member.value, member.label) for member in members]


def member_of(kind: Any, value: str | None) -> Any:
    """The member of an enum with this value, or None."""
    return next((member for member in kind if member.value == value), None)
