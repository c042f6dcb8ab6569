"""Forms of booking: who comes, how they join, and what they need."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from charter_portal.core.errors import RuleBroken
from charter_portal.core.forms import BaseForm, EmailField, LineField, NeedsText, TextField, one_of
from charter_portal.core.tokens import new_token
from charter_portal.training.enums import DelegateRole, Way
from charter_portal.training.models import TrainingDay
from charter_portal.training.rules.places import Delegate
from charter_portal.training.rules.purposes import Purpose

MOST_AT_ONCE = 20
_KEY = re.compile(r"[A-Za-z0-9_-]{43}")
_WAYS = [SelectChoice(Way.IN_PERSON.value, "In person"), SelectChoice(Way.ONLINE.value, "Online")]


def _coerced(value: Any) -> Way | None:
    return Way(value) if value in {Way.ONLINE, Way.IN_PERSON} else None


class NeedsFields(Form):
    """What somebody needs. Never required (bar T3)."""

    access = TextField("Access needs (optional)", limit=2000, render_kw={"rows": 2, "autocomplete": "off"})
    dietary = LineField("Dietary needs (optional)", limit=200, render_kw={"autocomplete": "off"})


class DelegateFields(NeedsFields):
    """One person. On a day that is held in one way only, that way is taken without asking."""

    name = LineField("Full name", [NeedsText("Enter the person's name.")], render_kw={"autocomplete": "off"})
    email = EmailField(description="We write to this address.", render_kw={"autocomplete": "off"})
    role = one_of("Role in the organisation", DelegateRole, message="Choose a role.")
    joins = RadioField(
        "How do they join?",
        [NeedsText("Choose how this person joins.")],
        choices=_WAYS,
        coerce=_coerced,
        validate_choice=False,
    )

    def suit(self, day: TrainingDay) -> None:
        """Ask only what the day leaves open."""
        if day.way is not Way.HYBRID:
            self._fields.pop("joins", None)

    def delegate(self, day: TrainingDay) -> Delegate:
        """What was typed. Without a choice the day's own way counts."""
        return Delegate(
            name=self.name.data or "",
            email=self.email.data or "",
            role=self.role.data,
            joins=self.joins.data if "joins" in self._fields else day.way,
            access=self.access.data or "",
            dietary=self.dietary.data or "",
        )


class OnceForm(BaseForm):
    """A form that makes one thing, however often it is sent."""

    asked_key = HiddenField()

    def begin(self) -> None:
        """Give a fresh form its own key."""
        self.asked_key.data = new_token()

    @property
    def key(self) -> str:
        """The key that came back; anything that is none counts as a form of its own."""
        sent = self.asked_key.data or ""
        return sent if _KEY.fullmatch(sent) else new_token()


class BookForm(OnceForm):
    """Places for people of an organisation."""

    delegates = FieldList(FormField(DelegateFields, label="Person"), min_entries=1, max_entries=MOST_AT_ONCE)
    together = RadioField(
        "What if too few places are free for everybody?",
        [Optional()],
        choices=[
            SelectChoice("no", "Book who fits", {"hint": "The others wait, in the order you typed them."}),
            SelectChoice(
                "yes", "We come together", {"hint": "Everybody waits until there are enough places for all."}
            ),
        ],
        default="no",
    )

    purpose = SelectField(
        "Which application is it for? (optional)",
        [Optional()],
        choices=[],
        validate_choice=False,
        description="A booking for the organisation as a whole counts for each of its applications.",
    )

    def offer(self, purposes: Sequence[Purpose]) -> None:
        """Let people say what the booking is for. Where there is nothing to say, nothing is asked."""
        if not purposes:
            self._fields.pop("purpose", None)
            return
        whole = ("", "The organisation as a whole")
        self.purpose.choices = [whole, *((each.key, each.label) for each in purposes)]

    def suit(self, day: TrainingDay) -> None:
        """Ask of each person only what the day leaves open."""
        for entry in self.delegates:
            entry.form.suit(day)

    def people(self, day: TrainingDay) -> list[Delegate]:
        """Everybody who was typed, in that order."""
        return [entry.form.delegate(day) for entry in self.delegates]

    def validate(self, extra_validators: Any = None) -> bool:
        """As ever; with several people on the page each message says whom it is about."""
        is_sound = super().validate(extra_validators)
        if len(self.delegates) > 1:
            for number, entry in enumerate(self.delegates, start=1):
                for field in entry.form:
                    field.errors = [f"Person {number}: {message}" for message in field.errors]
        return is_sound

    @property
    def takes_more(self) -> bool:
        """True while another person fits on the page."""
        return len(self.delegates) < MOST_AT_ONCE

    def add_person(self) -> None:
        """One more empty row; nothing that was typed is looked at yet."""
        if self.takes_more:
            self.delegates.append_entry()

    def remove_person(self, place: str) -> None:
        """Take one row away, and keep what was typed in the others; one row always stays."""
        rows = [entry.data for entry in self.delegates]
        if place.isascii() and place.isdecimal() and int(place[:3]) < len(rows) and len(rows) > 1:
            del rows[int(place[:3])]
        while self.delegates.entries:
            self.delegates.pop_entry()
        for row in rows:
            self.delegates.append_entry(row)

    def show(self, problem: RuleBroken) -> None:
        """Put a rule's message beside the field of the person whom it concerns."""
        found = re.fullmatch(r"delegates-(\d+)-(\w+)", problem.field or "")
        fields = self.delegates.entries[int(found[1])].form._fields if found else {}
        target = fields.get(found[2]) if found else None
        if target is None:
            super().show(problem)
            return
        target.errors = [*target.errors, problem.message]
        row = self.delegates.entries[int(found[1])] if found else None
        self.delegates.errors = [*self.delegates.errors, {row.name if row else "": [problem.message]}]


class OwnPlaceForm(OnceForm):
    """An assessor's own place."""

    joins = DelegateFields.joins
    access = NeedsFields.access
    dietary = NeedsFields.dietary


class ColleagueForm(BaseForm):
    """Who comes instead."""

    name = DelegateFields.name
    email = EmailField(optional=True, render_kw={"autocomplete": "off"})
    role: SelectField = DelegateFields.role
    joins = DelegateFields.joins
    access = NeedsFields.access
    dietary = NeedsFields.dietary

    suit = DelegateFields.suit
    delegate = DelegateFields.delegate


class NeedsForm(BaseForm):
    """What a delegate needs, for those who take care of the day and so read what stands there."""

    access = NeedsFields.access
    dietary = NeedsFields.dietary


class NewNeedsForm(NeedsForm):
    """What a delegate needs, for those who write it and do not see what stands there."""

    remove = BooleanField("Delete what is recorded")

    def begin(self, *, is_recorded: bool) -> None:
        """Ask about deleting only where there is something to delete."""
        self.is_recorded = is_recorded
        if not is_recorded:
            self._fields.pop("remove", None)

    def validate(self, extra_validators: Any = None) -> bool:
        """As ever; an empty page deletes nothing unless somebody says so."""
        is_sound = super().validate(extra_validators)
        if is_sound and self.is_recorded and not (self.access.data or self.dietary.data or self.remove.data):
            self.show(RuleBroken("Write what is needed now, or tick the box to delete it.", "access"))
            return False
        return is_sound
