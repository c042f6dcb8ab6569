"""Numbers that people type, and numbers that a page sends along unseen."""

from __future__ import annotations

from typing import Any

from wtforms import ValidationError
from wtforms.validators import NumberRange as NumberRangeOfWTForms


class NumberRange(NumberRangeOfWTForms):
    """As WTForms', also for a number too large to reckon with."""

    def __call__(self, form: Any, field: Any) -> None:
        try:
            super().__call__(form, field)
        except OverflowError:
            raise ValidationError(self.message) from None


def whole_number(text: Any) -> int:
    """A number that a page sent along unseen; anything else counts as one that no row has."""
    written = str(text if text is not None else "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else -1
