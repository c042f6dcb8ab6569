"""Choices that are made of a charter's levels, an organisation's services, a charter's statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import Field

from charter_portal.framework.rules.tree import LevelNode

NO_LEVEL = "none"


class ChosenFrom:
    """Everything chosen is one of the choices of the page; the message says what to do otherwise."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Any, field: Field) -> None:
        chosen = field.data if isinstance(field.data, list) else [field.data]
        if not set(chosen) <= {choice.value for choice in field.choices}:
            raise ValidationError(self.message)


def level_choices(
    levels: Sequence[LevelNode], none_yet: str, *, with_meaning: bool = False
) -> list[SelectChoice]:
    """“None yet” first, then each level, lowest first, with its meaning as a hint where that is wanted."""
    hints = {each.key: {"hint": each.meaning} if with_meaning else {} for each in levels}
    return [
        SelectChoice(NO_LEVEL, none_yet),
        *(SelectChoice(each.key, each.name, hints[each.key]) for each in levels),
    ]


def whole_number(text: Any) -> int:
    """A number that a page sent along unseen; anything else counts as zero, which no row has."""
    written = str(text or "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else 0
