"""Selects whose choices come from the records: role profiles, posts, services, people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from charter_portal.core.words import Labelled
from charter_portal.workforce.models import PostVersion, RoleProfile


def number(value: Any) -> int | None:
    """The number behind a choice; nothing for an empty one or for what is no number."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


class RecordField(SelectField):
    """A select over records. `data` is the number of the chosen one, and `chosen` the record itself."""

    def __init__(self, label: str, validators: Any = None, *, blank: str = "Choose one", **kw: Any) -> None:
        super().__init__(label, validators, coerce=number, choices=[], **kw)
        self.blank = blank
        self.records: dict[int, Any] = {}

    @property
    def chosen(self) -> Any:
        """The chosen record, or None."""
        return self.records.get(self.data) if self.data is not None else None

    def offer(self, groups: Iterable[tuple[str, Sequence[tuple[int, str, Any]]]]) -> None:
        """Offer groups of number, words and record. One group without a name is a plain list."""
        found: list[tuple[str, list[Any]]] = [(name, list(options)) for name, options in groups]
        self.records = {key: record for _, options in found for key, _, record in options}
        empty = SelectChoice("", self.blank)
        plain = [SelectChoice(str(key), words) for _, options in found for key, words, _ in options]
        if len(found) <= 1:
            self.choices = [empty, *plain]
            return
        grouped: Any = {
            "": [empty],
            **{name: [SelectChoice(str(key), words) for key, words, _ in options] for name, options in found},
        }
        self.choices = grouped


def levels_in_words(profile: RoleProfile) -> str:
    """The level of a profile, or its lowest and highest."""
    low, high = profile.level_low, profile.level_high
    return f"level {low}" if low == high else f"levels {low} to {high}"


def offer_profiles(field: RecordField, profiles: Sequence[RoleProfile]) -> None:
    """The scheme's profiles, then the organisation's own."""
    named = [(profile.id, f"{profile.name}, {levels_in_words(profile)}", profile) for profile in profiles]
    scheme = [one for one in named if one[2].organisation_id is None]
    own = [one for one in named if one[2].organisation_id is not None]
    field.offer([("The scheme's role profiles", scheme), *([("Your own", own)] if own else [])])


def offer_posts(field: RecordField, versions: Sequence[PostVersion]) -> None:
    """Posts by service, with their terms."""
    by_service = groupby(versions, key=lambda version: version.post.service)
    field.offer(
        [
            (
                service.name,
                [(each.post_id, f"{each.title} ({each.kind.label.lower()})", each.post) for each in group],
            )
            for service, group in by_service
        ]
    )


def optional_one_of(
    label: str, kind: type[Labelled], *, blank: str = "Not written down", **kw: Any
) -> SelectField:
    """A select over an enum that may stay empty; `data` is a member or None."""
    return SelectField(
        label,
        choices=[SelectChoice("", blank), *(SelectChoice(value, words) for value, words in kind.choices())],
        coerce=lambda value: kind(value) if value in {member.value for member in kind} else None,
        validate_choice=False,
        **kw,
    )


_ANSWERS = {"yes": True, "no": False}


class YesNoField(RadioField):
    """Yes, no, or not written down; `data` is True, False or None."""

    def __init__(self, label: str, **kw: Any) -> None:
        super().__init__(
            label,
            choices=[
                SelectChoice("yes", "Yes"),
                SelectChoice("no", "No"),
                SelectChoice("", "Not written down"),
            ],
            coerce=str,
            validate_choice=False,
            **kw,
        )

    def process_data(self, value: Any) -> None:
        """Show what is stored."""
        self.data = {True: "yes", False: "no"}.get(value, "")

    @property
    def answer(self) -> bool | None:
        """The answer given."""
        return _ANSWERS.get(self.data or "")
