"""The form that brings a filled-in barrier log in."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired

from charter_portal.core.forms import FormAboutPractice


class LogFileForm(FormAboutPractice):
    """The file, and the word that it tells nobody's story when something looked so."""

    file = FileField(
        "File",
        [FileRequired("Choose the file that you filled in.")],
        description="An Excel workbook (.xlsx) or CSV, made from our template. The first sheet is read.",
        render_kw={"accept": ".xlsx,.csv"},
    )
