"""The form that brings a filled-in table in."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField
from wtforms.fields.choices import SelectChoice

from charter_portal.core.forms import BaseForm, NeedsText


class ImportForm(BaseForm):
    """Which table it is, and the file."""

    table = RadioField(
        "What is in the file",
        [NeedsText("Choose what is in the file.")],
        invalid_choice_message="Choose what is in the file.",
        choices=[SelectChoice("posts", "Posts"), SelectChoice("milestones", "Milestones")],
    )
    file = FileField(
        "File",
        [FileRequired("Choose the file that you filled in.")],
        description="An Excel workbook (.xlsx) or CSV, made from our template. The first sheet is read.",
        render_kw={"accept": ".xlsx,.csv"},
    )
    sure = BooleanField("Milestones in an unusual order are right")
