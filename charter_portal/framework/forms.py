"""Forms of the charter's staff pages."""

from flask_wtf.file import FileField, FileRequired

from charter_portal.core.forms import BaseForm


class LoadCharterForm(BaseForm):
    """A charter file to check and load as a draft."""

    file = FileField(
        "Charter file (YAML)",
        [FileRequired("Choose a charter file.")],
        description="The file is checked first. Nothing changes until every line is right.",
    )


class ConfirmForm(BaseForm):
    """Only the token: for a button that asks once."""
