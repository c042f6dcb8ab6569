"""Forms of barriers: the catalogue, the library, and what staff decide on an offer."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, DateField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from charter_portal.barriers.enums import STAGE_WORDS, SolutionStatus, Stage
from charter_portal.barriers.models import BarrierKind, Solution
from charter_portal.barriers.services import SolutionWords
from charter_portal.core.forms import (
    BaseForm,
    LineField,
    MultiCheckboxField,
    NeedsText,
    SearchField,
    TextField,
)
from charter_portal.organisations.enums import Setting

SEARCH_LIMIT = 100
TITLE_LIMIT = 120
WORDS = 300


def whole_number(text: Any) -> int:
    """A number that a page sent along unseen; anything else counts as one that no row has."""
    written = str(text if text is not None else "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else -1


class VersionForm(BaseForm):
    """A deed on what the person has read."""

    version = HiddenField(filters=[whole_number])


class KindFields(BaseForm):
    """What a barrier of the catalogue says."""

    title = LineField("Name of the barrier", [NeedsText("Enter a name.")], limit=TITLE_LIMIT)
    description = TextField(
        "What it is, in plain words",
        [NeedsText("Say what the barrier is.")],
        words=WORDS,
        description="Two or three short sentences. People with lived experience read this.",
    )
    stages = MultiCheckboxField(
        "Where people usually meet it",
        [NeedsText("Choose at least one stage.")],
        choices=[SelectChoice(each.value, each.label, {"hint": STAGE_WORDS[each]}) for each in Stage],
    )

    @property
    def chosen_stages(self) -> list[Stage]:
        """The stages that were ticked."""
        return [Stage(word) for word in self.stages.data or ()]


class KindForm(KindFields, VersionForm):
    """A barrier that is there already."""


class NewKindForm(KindFields):
    """A new barrier, with the code that never changes."""

    code = LineField(
        "Code",
        [NeedsText("Enter a code.")],
        limit=40,
        description="Small letters and digits, joined by _. It never changes, and files use it.",
    )


class SolutionForm(VersionForm):
    """One solution, as staff keep it."""

    kind = SelectField("Barrier", coerce=whole_number, validate_choice=True)
    title = LineField(
        "What helped, in one line", [NeedsText("Say in one line what helped.")], limit=TITLE_LIMIT
    )
    text = TextField(
        "How it works",
        [NeedsText("Say how it works.")],
        words=WORDS,
        description="Short sentences. No names of people or organisations, and nobody’s story.",
    )
    setting = SelectField("Setting (optional)", validate_choice=True)
    source = LineField("Where it comes from", description="A document or a body that others can look up.")
    link = LineField("Web address (optional)", limit=500)
    checked_on = DateField("Checked on", [Optional()])
    is_policy = BooleanField(
        "It rests on law or policy", description="It then comes back for review on the day below."
    )
    review_on = DateField("Look at it again on (needed for law or policy)", [Optional()])

    def offer(self, kinds: list[BarrierKind]) -> None:
        """Put the barriers and settings on the page."""
        self.kind.choices = [SelectChoice(kind.id, kind.title) for kind in kinds]
        every = [SelectChoice(each.value, each.label) for each in Setting]
        self.setting.choices = [SelectChoice("", "Any setting"), *every]

    def fill(self, solution: Solution) -> None:
        """Begin from what is kept."""
        for name in ("title", "text", "source", "link", "checked_on", "is_policy", "review_on", "version"):
            self[name].data = getattr(solution, name)
        self.kind.data = solution.kind_id
        self.setting.data = solution.setting.value if solution.setting else ""

    @property
    def chosen_setting(self) -> Setting | None:
        """The setting that was chosen, if any."""
        return Setting(self.setting.data) if self.setting.data else None

    @property
    def words(self) -> SolutionWords:
        """What was typed, as the services take it."""
        return SolutionWords(
            title=self.title.data or "",
            text=self.text.data or "",
            source=self.source.data or "",
            link=self.link.data or "",
            checked_on=self.checked_on.data,
            is_policy=bool(self.is_policy.data),
            review_on=self.review_on.data,
        )


class PublishForm(VersionForm):
    """Take an offer in, with or without a word of where it comes from."""

    hide_origin = BooleanField(
        "Say nothing of the setting and region", description="Tick this when the words give it away."
    )


class ReasonForm(BaseForm):
    """Why something is left out or taken out."""

    reason = TextField(
        "Why",
        [NeedsText("Say why, in words that help whoever shared it.")],
        words=150,
        description="Whoever shared it reads this. Be kind, and say what would help.",
    )


class EmptyForm(BaseForm):
    """A button: nothing but the token that proves the page is ours."""


class LibraryFilter(BaseForm):
    """What to show of the library. It changes nothing, so it needs no token."""

    class Meta(BaseForm.Meta):
        csrf = False

    search = SearchField("Words", limit=SEARCH_LIMIT)
    stage = SelectField(
        "Stage",
        choices=[SelectChoice("", "Every stage"), *(SelectChoice(s.value, s.label) for s in Stage)],
        validate_choice=False,
    )

    @property
    def chosen_stage(self) -> Stage | None:
        """The stage that was chosen; anything else means every stage."""
        return next((stage for stage in Stage if stage.value == self.stage.data), None)


class QueueFilter(BaseForm):
    """Which solutions staff want to see."""

    class Meta(BaseForm.Meta):
        csrf = False

    search = SearchField("Words", limit=SEARCH_LIMIT)
    show = SelectField("Show", validate_choice=False)
    kind = SelectField("Barrier", validate_choice=False)

    def offer(self, kinds: list[BarrierKind], *, with_offers: bool) -> None:
        """Put the states and barriers on the page; who may not read offers is not asked about them."""
        hidden = set() if with_offers else {SolutionStatus.OFFERED, SolutionStatus.DECLINED}
        states = [SelectChoice(each.value, each.label) for each in SolutionStatus if each not in hidden]
        self.show.choices = [SelectChoice("", "Everything"), SelectChoice("due", "Due for review"), *states]
        self.kind.choices = [
            SelectChoice("", "Every barrier"),
            *(SelectChoice(k.code, k.title) for k in kinds),
        ]
