"""The form of one statement. It keeps text of any sensible length: the word limit counts when submitting."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, RadioField

from charter_portal.applications.forms.choices import NO_LEVEL, ChosenFrom, level_choices, whole_number
from charter_portal.applications.models import Response
from charter_portal.core.forms import BaseForm, TextField
from charter_portal.framework.rules.tree import CharterTree, LevelNode


class ResponseForm(BaseForm):
    """Own rating, account, and what people with lived experience say."""

    own_level = RadioField(
        "Your own rating",
        [ChosenFrom("Choose one of the ratings on this page.")],
        description="Choose the highest tier whose words you can show evidence for today.",
        validate_choice=False,
        choices=[],
        default=NO_LEVEL,
    )
    narrative = TextField(
        "Your account",
        description="Say what you do, how you know that it works, and what comes next. "
        "Point to your evidence by its number, such as “see evidence 3”.",
    )
    lived_experience = TextField("Their words, or what you learned from them")
    version = HiddenField(filters=[whole_number])

    def offer(self, charter: CharterTree) -> None:
        """Put the charter's levels on the page."""
        self.own_level.choices = level_choices(charter.levels, "I have not decided yet")

    def fill(self, response: Response, charter: CharterTree) -> None:
        """Show what the response says now."""
        level = charter.level_by_id.get(response.own_level_id or 0)
        self.own_level.data = level.key if level else NO_LEVEL
        self.narrative.data = response.narrative
        self.lived_experience.data = response.lived_experience
        self.version.data = response.version

    def rating(self, charter: CharterTree) -> LevelNode | None:
        """The level that was chosen, or None for not decided yet."""
        return charter.level_by_key.get(self.own_level.data or "")

    def words(self, charter: CharterTree) -> dict[str, Any]:
        """What the service saves."""
        return {
            "own_level": self.rating(charter),
            "narrative": self.narrative.data or "",
            "lived_experience": self.lived_experience.data or "",
            "version": self.version.data,
        }
