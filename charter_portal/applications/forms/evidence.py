"""Forms of the evidence library and of citations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField, MultipleFileField
from wtforms import SelectField, ValidationError
from wtforms.fields.choices import SelectChoice

from charter_portal.applications.forms.choices import whole_number
from charter_portal.applications.models import Evidence
from charter_portal.applications.services.evidence import TITLE_LIMIT
from charter_portal.core.forms import BaseForm, LineField, NeedsText
from charter_portal.files.enums import EVIDENCE_KINDS, FileKind

ACCEPTED = ",".join(f".{ending}" for kind in FileKind if kind in EVIDENCE_KINDS for ending in kind.endings)
WHERE_HINT = "For example page 4, section 2, or minute 12. It helps assessors to find it."
TITLE_HINT = "Say what it is, without names of people. For example: Recruitment policy 2026."


class AddFilesForm(BaseForm):
    """One file or several for the library."""

    files = MultipleFileField("Files", render_kw={"accept": ACCEPTED})
    title = LineField("Title, if you add one file", limit=TITLE_LIMIT, description=TITLE_HINT)

    def validate_files(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("Choose at least one file.")


class AddLinkForm(BaseForm):
    """A link for the library."""

    url = LineField(
        "Web address",
        [NeedsText("Enter the address of the page, like https://example.org/report.")],
        limit=2000,
        description="Begins with https:// or http://. Assessors must be able to open it without signing in.",
        render_kw={"inputmode": "url", "spellcheck": "false", "autocapitalize": "none"},
    )
    title = LineField(
        "Title", [NeedsText("Give the link a title.")], limit=TITLE_LIMIT, description=TITLE_HINT
    )


class TitleForm(BaseForm):
    """Another title for an item of the library."""

    title = LineField(
        "Title", [NeedsText("Give this evidence a title.")], limit=TITLE_LIMIT, description=TITLE_HINT
    )


class WhereForm(BaseForm):
    """Where in an item to look."""

    where_to_look = LineField("Where to look", description=WHERE_HINT)


class CiteForm(WhereForm):
    """Point at an item that is in the library already."""

    # Its own id, because the part of the page that it stands in is called “evidence”.
    evidence = SelectField(
        "Evidence from your library", id="chosen-evidence", coerce=whole_number, validate_choice=False
    )

    def offer(self, library: Sequence[Evidence]) -> CiteForm:
        """Let people choose among these items; returns the form."""
        self.evidence.choices = [
            SelectChoice("", "Choose one"),
            *(SelectChoice(str(each.id), f"{each.number}. {each.title}") for each in library),
        ]
        return self

    def validate_evidence(self, field: Any) -> None:
        if not field.data or str(field.data) not in {choice.value for choice in field.choices}:
            raise ValidationError("Choose a piece of evidence from your library.")


class AddAndCiteForm(BaseForm):
    """Put one new file into the library and point at it in the same step. Shares a page with CiteForm."""

    files = FileField("File", render_kw={"accept": ACCEPTED})
    title = LineField("Title", limit=TITLE_LIMIT, description=TITLE_HINT)
    where_in_file = LineField("Where to look", description=WHERE_HINT)

    def validate_files(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("Choose a file.")
