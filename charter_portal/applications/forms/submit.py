"""The form in which an application is signed."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField

from charter_portal.core.forms import BaseForm, LineField, NeedsText


class SubmitForm(BaseForm):
    """Who signs, in what post, and that they agree. `number` is the submission that this would make."""

    number = HiddenField()
    name = LineField(
        "Your full name",
        [NeedsText("Enter your full name.")],
        render_kw={"autocomplete": "name"},
    )
    job_title = LineField(
        "Your job title",
        [NeedsText("Enter your job title.")],
        render_kw={"autocomplete": "organization-title"},
    )
    agreed = BooleanField(
        "I agree with this declaration", [NeedsText("Tick the box if you agree with the declaration.")]
    )

    @property
    def meant_number(self) -> int | None:
        """The submission that the signer meant to make; None when the page did not say."""
        text = self.number.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None
