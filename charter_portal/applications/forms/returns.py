"""Staff give a submission back: why, and which statements may change."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField
from wtforms.fields.core import Field

from charter_portal.core.forms import BaseForm, NeedsText, TextField
from charter_portal.framework.rules.tree import CharterTree, StatementNode


class ReturnForm(BaseForm):
    """A reason for the whole, and for each statement a tick and a note; made by `return_form_for`."""

    reason = TextField(
        "Why do you return it?",
        [NeedsText("Say in a few words why you return the application.")],
        limit=4000,
        description="The organisation reads this first. Be kind and plain.",
    )

    def tick(self, statement: StatementNode) -> Field:
        """The tick that opens one statement."""
        return self[f"open_{statement.id}"]

    def note(self, statement: StatementNode) -> Field:
        """What to change in one statement."""
        return self[f"note_{statement.id}"]

    def chosen(self, charter: CharterTree) -> dict[int, str]:
        """The numbers of the ticked statements, each with its note."""
        return {each.id: self.note(each).data or "" for each in charter.statements if self.tick(each).data}


def return_form_for(charter: CharterTree) -> ReturnForm:
    """The form for one charter, which decides how many statements there are."""
    fields: dict[str, Any] = {}
    for each in charter.statements:
        fields[f"open_{each.id}"] = BooleanField(f"{each.code} {each.title}")
        fields[f"note_{each.id}"] = TextField(f"What to change in {each.code}", limit=2000)
    return type("ReturnFormOfCharter", (ReturnForm,), fields)()
