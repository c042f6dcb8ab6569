"""Forms: CSRF from the session, text that is clean before it is checked, kind messages."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import Field
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from charter_portal.core.clock import MissingTime, from_london, to_london
from charter_portal.core.errors import RuleBroken
from charter_portal.core.personal_data import Finding, likely_personal_data
from charter_portal.core.words import Labelled

LINE_LIMIT = 200
TEXT_LIMIT = 60_000
ADDRESS_LIMIT = 254
_LINE_ENDS = ("\r\n", "\r", "\x85", "\u2028", "\u2029")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BIDI_OVERRIDE = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def clean_text(text: str | None) -> str | None:
    """Normal form C, one kind of line end, no control characters or lone surrogates, trimmed."""
    if text is None:
        return None
    for end in _LINE_ENDS:
        text = text.replace(end, "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


def clean_line(text: str | None) -> str | None:
    """As clean_text, on one line, without the marks that turn text around."""
    cleaned = clean_text(text)
    return None if cleaned is None else re.sub(r"\s+", " ", _BIDI_OVERRIDE.sub("", cleaned)).strip()


def count_words(text: str | None) -> int:
    """Words as people count them: pieces between white space. The page counts the same way."""
    return len((text or "").split())


_PLAIN_WORDS = {
    "Not a valid choice.": "Choose one of the answers shown.",
    "Not a valid choice": "Choose one of the answers shown.",
    "Invalid Choice: could not coerce.": "Choose one of the answers shown.",
    "Invalid choice(s): one or more data inputs could not be coerced.": "Choose from the answers shown.",
    "Not a valid integer value.": "Enter a whole number, for example 30.",
    "Not a valid decimal value.": "Enter a number, for example 2.5.",
    "Not a valid date value.": "Enter a real date, for example 2027-03-31.",
    "Not a valid datetime value.": "Enter a real date and time, for example 2027-03-31 17:00.",
    "This field is required.": "This needs an answer.",
    "Invalid input.": "Look at this answer again.",
    "CSRF token missing.": "Please send this page again.",
    "The CSRF token is missing.": "Please send this page again.",
}


class _PlainTranslations:
    """WTForms' own messages in the words of the house: no blame, and what to do."""

    def gettext(self, string: str) -> str:
        return _PLAIN_WORDS.get(string, string)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        if "valid choice" in singular:
            return "Choose from the answers shown."
        return singular if count == 1 else plural


class BaseForm(FlaskForm):
    """The house's form: it can show a broken rule beside the field that broke it."""

    class Meta(FlaskForm.Meta):
        """Plain words instead of WTForms' own messages."""

        def get_translations(self, form: Any) -> Any:
            return _PlainTranslations()

    def show(self, problem: RuleBroken) -> None:
        """Put a rule's message beside its field, or at the top when it names none."""
        target = self._fields.get(problem.field or "")
        if target is None:
            self.form_errors.append(problem.message)
        else:
            target.errors = [*target.errors, problem.message]


class LineField(StringField):
    """One line of text, cleaned; refuses more than `limit` characters without losing any."""

    def __init__(self, label: str | None = None, validators: Any = None, limit: int = LINE_LIMIT, **kw: Any):
        super().__init__(label, validators, filters=[clean_line], **kw)
        self.limit = limit

    def pre_validate(self, form: Any) -> None:
        if self.data and len(self.data) > self.limit:
            raise ValidationError(f"Use {self.limit} characters or fewer. You have {len(self.data)}.")


class SearchField(LineField):
    """A line of a form that travels in the address.

    The browser takes no more than `limit` of it, because a web server refuses a very long address with a
    bare page of its own before the portal sees it.
    """

    def __init__(self, label: str | None = None, validators: Any = None, limit: int = LINE_LIMIT, **kw: Any):
        super().__init__(label, validators, limit=limit, render_kw={"maxlength": limit}, **kw)


class TextField(TextAreaField):
    """Several lines of text, cleaned, with an optional limit in words told before typing."""

    def __init__(
        self,
        label: str | None = None,
        validators: Any = None,
        words: int | None = None,
        limit: int = TEXT_LIMIT,
        **kw: Any,
    ):
        super().__init__(label, validators, filters=[clean_text], **kw)
        self.words = words
        self.limit = limit
        if words:
            self.flags.max_words = words

    def pre_validate(self, form: Any) -> None:
        if self.data and len(self.data) > self.limit:
            raise ValidationError(f"This text is very long. Use {self.limit:,} characters or fewer.")
        if self.words and count_words(self.data) > self.words:
            raise ValidationError(f"Use {self.words} words or fewer. You have {count_words(self.data)}.")


class NoPersonalData:
    """The text does not seem to tell who somebody is; if it does, it says what was seen and what helps.

    The form of such a field is a `FormAboutPractice`: there the writer can say that nobody is meant.
    """

    def __call__(self, form: Any, field: Field) -> None:
        found = likely_personal_data(field.data) if isinstance(field.data, str) else []
        confirmation = getattr(form, "not_about_a_person", None)
        if not found or (confirmation is not None and confirmation.data):
            return
        way_out = ""
        if confirmation is not None:
            form.may_be_about_a_person = True
            way_out = f" If it is not about a person, tick “{confirmation.label.text}”."
        raise ValidationError(f"{seen(found)} Please take it out and write about the role instead.{way_out}")


def seen(found: list[Finding]) -> str:
    """One sentence that names the first few findings, so that the writer can go to them."""
    named = [f"{each.kind} (“{each.snippet}”)" for each in found[:3]]
    listed = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    return f"This looks like {listed}{', and more' if len(found) > 3 else ''}."


class FormAboutPractice(BaseForm):
    """A form with text boxes about roles and practice, in which nobody should be recognised.

    Its page writes `personal_data_tick(form)` before the button. The tick box only shows once something
    was seen, and has to be ticked anew each time.
    """

    not_about_a_person = BooleanField("None of this tells who a person is")
    may_be_about_a_person = False

    @property
    def asks_about_a_person(self) -> bool:
        """True when the page should show the tick box: something was seen, now or just before."""
        return bool(self.may_be_about_a_person or self.not_about_a_person.data)


class PracticeTextField(TextField):
    """Several lines about roles and practice, with a warning beside the box and a check for personal data."""

    WARNING = (
        "Write about roles and practice. Please leave out names, contact details, dates of birth, "
        "and anybody’s health or convictions."
    )

    def __init__(self, label: str | None = None, validators: Any = (), **kw: Any):
        kw["description"] = " ".join(filter(None, (kw.get("description"), self.WARNING)))
        super().__init__(label, [*validators, NoPersonalData()], **kw)


def one_of(
    label: str, kind: type[Labelled], *, message: str, blank: str = "Choose one", **kw: Any
) -> SelectField:
    """A select over an enum; `data` is a member. Until one is chosen it asks with `message`."""
    choices = [SelectChoice(value, words) for value, words in kind.choices()]
    return SelectField(
        label,
        [NeedsText(message)],
        choices=[SelectChoice("", blank), *choices],
        coerce=lambda value: kind(value) if value else None,
        invalid_value_message=message,
        invalid_choice_message=message,
        **kw,
    )


class MultiCheckboxField(SelectMultipleField):
    """Several choices as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class LondonDateTimeField(DateTimeLocalField):
    """A London wall time typed by a person; `data` is the UTC moment."""

    data: datetime | None

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        typed = self.data
        if typed is not None:
            try:
                self.data = from_london(typed)
            except MissingTime:
                self.data = None
                raise ValueError(
                    f"The clocks go forward on {typed.day} {typed:%B %Y}, so {typed:%H:%M} does not happen. "
                    "Choose a time before 1am or from 2am."
                ) from None

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(str(part) for part in self.raw_data)
        return to_london(self.data).strftime("%Y-%m-%dT%H:%M") if isinstance(self.data, datetime) else ""


class NeedsText:
    """The field needs some text; the message says what to write. One message at a time is enough."""

    field_flags = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Any, field: Field) -> None:
        if field.errors:
            return
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            raise ValidationError(self.message)


_ADDRESS = re.compile(
    r"[^@\s,;:<>()\[\]\"\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?\.[A-Za-z]{2,63}"
)


class EmailAddress:
    """The text looks like one email address; only a mail that arrives proves it."""

    def __call__(self, form: Any, field: Field) -> None:
        typed = field.data or ""
        if len(typed) > ADDRESS_LIMIT or ".." in typed or not _ADDRESS.fullmatch(typed):
            raise ValidationError("Enter an email address like name@example.org.")


class EmailField(LineField):
    """One email address; its class name makes the page ask for the right keyboard."""

    def __init__(self, label: str = "Email address", *, optional: bool = False, **kw: Any) -> None:
        checks = [Optional(), EmailAddress()] if optional else [EmailAddress()]
        super().__init__(label, checks, limit=ADDRESS_LIMIT, **kw)


def normal_address(address: str) -> str:
    """The form under which an address is unique: no white space, compatible letters, lower case."""
    return unicodedata.normalize("NFKC", address).strip().casefold()
