"""Forms of the action plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, HiddenField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from charter_portal.core.forms import FormAboutPractice, LineField, NeedsText, NoPersonalData, TextField
from charter_portal.files.enums import EVIDENCE_KINDS, FileKind
from charter_portal.involvement.enums import ActionSource, ActionStatus
from charter_portal.involvement.forms.choices import (
    NO_NAMES,
    NOBODY,
    FilterForm,
    ServiceField,
    any_of,
    member_of,
    whole_number,
)
from charter_portal.involvement.models import Action
from charter_portal.involvement.queries import ActionFilter
from charter_portal.involvement.services import ActionWords

ACCEPTED = ",".join(f".{ending}" for kind in FileKind if kind in EVIDENCE_KINDS for ending in kind.endings)
Owners = Sequence[tuple[int, str]]


class ActionForm(FormAboutPractice):
    """What to do, who does it, and by when."""

    title = LineField(
        "What is to be done?",
        [NeedsText("Say in a few words what is to be done."), NoPersonalData()],
        description="Begin with a verb. For example: Offer travel money for reference groups.",
    )
    detail = TextField(
        "What will be different then? (optional)", [NoPersonalData()], words=200, description=NO_NAMES
    )
    service = ServiceField("Service (optional)", blank="The whole organisation")
    owner = SelectField("Who looks after it?", coerce=whole_number, validate_choice=False)
    owner_title = LineField(
        "Or a role, in words",
        [NoPersonalData()],
        description="If nobody of your organisation's people here looks after it. For example: Peer lead.",
    )
    due_on = DateField("By when? (optional)", [Optional()])
    version = HiddenField(filters=[whole_number])

    def offer(self, owners: Owners, kept: tuple[int, str] | None = None) -> None:
        """Let people choose among the members, and whoever looks after it now."""
        listed = dict([kept] if kept else []) | dict(owners)
        self.owner.choices = [
            SelectChoice(NOBODY, "Nobody yet, or a role"),
            *(SelectChoice(str(number), name) for number, name in listed.items()),
        ]

    def validate_owner(self, field: Any) -> None:
        """Only somebody on the list."""
        if str(field.data) not in {choice.value for choice in field.choices}:
            raise ValidationError("Choose somebody from the list.")

    def fill(self, action: Action) -> None:
        """Show what is written about an action."""
        self.service.data, self.owner.data = action.service_id or 0, action.owner_id or 0
        for name in ("title", "detail", "owner_title", "due_on", "version"):
            self[name].data = getattr(action, name)

    def said(self) -> ActionWords:
        """What the service keeps."""
        return ActionWords(
            title=self.title.data or "",
            detail=self.detail.data or "",
            service=self.service.service,
            owner_id=self.owner.data or None,
            owner_title=self.owner_title.data or "",
            due_on=self.due_on.data,
        )


class NoteForm(FormAboutPractice):
    """How far it is."""

    words = TextField(
        "How far is it?",
        [NeedsText("Write how far it is."), NoPersonalData()],
        words=200,
        description=NO_NAMES,
    )


class FinishForm(FormAboutPractice):
    """What shows that it is done."""

    proof = TextField(
        "What shows that it is done?",
        [NoPersonalData()],
        words=300,
        description=f"Say what was done and how you know. Words, a file, or both. {NO_NAMES}",
    )
    file = FileField("A file that shows it (optional)", render_kw={"accept": ACCEPTED})
    done_on = DateField(
        "When was it done? (optional)", [Optional()], description="Leave this empty for today."
    )


class DropForm(FormAboutPractice):
    """Why it is let go."""

    reason = TextField(
        "Why do you let it go?",
        [NeedsText("Say why, so that others understand it later."), NoPersonalData()],
        words=150,
        description="Letting go is fine: plans change. For example: the service moved, so it is not needed.",
    )


class ActionFilterForm(FilterForm):
    """Which actions to show."""

    status = any_of("State", ActionStatus)
    owner = SelectField("Who", [], validate_choice=False)
    service = ServiceField("Service", blank="Any")
    source = any_of("Comes from", ActionSource)
    overdue = BooleanField("Only those whose date has passed")

    def offer(self, owners: Owners) -> None:
        """Let people choose among the members."""
        self.owner.choices = [
            SelectChoice("", "Anybody"),
            SelectChoice(NOBODY, "Nobody here, or a role"),
            *(SelectChoice(str(number), name) for number, name in owners),
        ]

    def chosen(self) -> ActionFilter:
        """The filters as the query takes them; an unknown value counts as none."""
        owner = self.owner.data or ""
        known = owner in {choice.value for choice in self.owner.choices}
        return ActionFilter(
            status=member_of(ActionStatus, self.status.data),
            owner_id=whole_number(owner) if owner and known else None,
            service_id=self.service.service.id if self.service.service else None,
            source=member_of(ActionSource, self.source.data),
            overdue=bool(self.overdue.data),
        )
