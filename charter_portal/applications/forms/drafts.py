"""What an application is about, and taking it back."""

from __future__ import annotations

from typing import Any

from wtforms import FieldList, Form, FormField, HiddenField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice

from charter_portal.applications.forms.choices import NO_LEVEL, ChosenFrom, level_choices, whole_number
from charter_portal.applications.models import Application
from charter_portal.applications.rules.scope import NamedPartner
from charter_portal.core.forms import BaseForm, LineField, MultiCheckboxField, NeedsText, TextField
from charter_portal.framework.rules.tree import CharterTree, LevelNode
from charter_portal.organisations.models import Service

MOST_PARTNERS = 20


class PartnerForm(Form):
    """One partner. Both lines may stay empty."""

    name = LineField("Name of the partner")
    contribution = TextField(
        "What the partner brings", limit=1000, description="For example: it employs your peers."
    )

    def validate_name(self, field: LineField) -> None:
        """What somebody brings needs a name beside it."""
        if self.contribution.data and not field.data:
            raise ValidationError("Give this partner's name, or clear what it brings.")


class ScopeForm(BaseForm):
    """Title, services, partners and aim."""

    title = LineField(
        "Title of your application",
        [NeedsText("Give your application a title, such as the name of your service.")],
        description="The application is listed under it. If you get an award, it stands on the certificate.",
    )
    services = MultiCheckboxField(
        "Which services is it for?",
        [ChosenFrom("Choose services from this list.")],
        description="An award goes to a service. Choose more than one if they apply together.",
        validate_choice=False,
        choices=[],
    )
    partners = FieldList(FormField(PartnerForm), "Partners", max_entries=MOST_PARTNERS)
    aim = RadioField(
        "Which tier do you aim for?",
        [ChosenFrom("Choose one of these answers.")],
        description="It helps you plan. Assessors look at your evidence, so you may change your mind.",
        validate_choice=False,
        choices=[],
        default=NO_LEVEL,
    )
    version = HiddenField(filters=[whole_number])

    def offer(self, services: list[Service], charter: CharterTree) -> None:
        """Put the organisation's services and the charter's tiers on the page."""
        self.services.choices = [
            SelectChoice(str(each.id), each.name, {"hint": each.setting.label}) for each in services
        ]
        self.aim.choices = level_choices(charter.tiers, "Not decided yet", with_meaning=True)

    def fill(self, application: Application, charter: CharterTree) -> None:
        """Show what the application says now."""
        self.title.data = application.title
        self.services.data = [str(each.id) for each in application.services]
        aim = charter.level_by_id.get(application.aim_level_id or 0)
        self.aim.data = aim.key if aim else NO_LEVEL
        for each in application.partners:
            self.partners.append_entry({"name": each.name, "contribution": each.contribution})
        self.version.data = application.version

    def add_partner(self, rows: int = 1) -> None:
        """Show so many more empty places for partners, up to the most there may be."""
        for _ in range(min(rows, MOST_PARTNERS - len(self.partners))):
            self.partners.append_entry()

    def chosen_services(self, services: list[Service]) -> list[Service]:
        """The services that were ticked."""
        return [each for each in services if str(each.id) in (self.services.data or [])]

    def chosen_aim(self, charter: CharterTree) -> LevelNode | None:
        """The tier that was chosen, or None for not decided yet."""
        return charter.level_by_key.get(self.aim.data or "")

    def named_partners(self) -> list[NamedPartner]:
        """The places that hold a name."""
        rows: list[dict[str, Any]] = self.partners.data
        return [NamedPartner(row["name"], row["contribution"] or "") for row in rows if row["name"]]


class WithdrawForm(BaseForm):
    """Taking an application back. The reason is nobody's right to ask, so it may stay empty."""

    reason = TextField(
        "Why do you withdraw? (you can leave this empty)",
        limit=2000,
        description="Career Matters reads this. Do not write about a person's record or health.",
    )
