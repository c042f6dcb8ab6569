"""Forms of the barrier log. Every box of free words is about practice, and is checked for who a person is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, DateField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from charter_portal.accounts.models import User
from charter_portal.barriers.enums import STAGE_WORDS, ShareScope, Stage
from charter_portal.barriers.models import BarrierKind
from charter_portal.barriers.rules.consent import CURRENT, WORDINGS
from charter_portal.core.clock import today
from charter_portal.core.forms import (
    BaseForm,
    FormAboutPractice,
    LineField,
    NeedsText,
    NoPersonalData,
    PracticeTextField,
    SearchField,
)
from charter_portal.framework.rules.tree import CharterTree
from charter_portal.organisations.models import Service
from charter_portal.workforce.enums import EntryStatus, Severity, TryOutcome
from charter_portal.workforce.forms.choices import RecordField, number, offer_posts
from charter_portal.workforce.forms.posts import VersionedForm
from charter_portal.workforce.models import BarrierEntry, PostVersion
from charter_portal.workforce.queries.log import LogFilter
from charter_portal.workforce.services import EntryFacts
from charter_portal.workforce.workflow import ENDS

WORDS = 400
SEARCH_LIMIT = 100


def _radios(label: str, kind: Any, *, message: str, **kw: Any) -> RadioField:
    return RadioField(
        label,
        [InputRequired(message)],
        choices=[SelectChoice(each.value, each.label) for each in kind],
        coerce=lambda value: kind(value) if value else None,
        invalid_value_message=message,
        invalid_choice_message=message,
        **kw,
    )


def _in_a_row(words: str) -> str:
    """Words that go on after a colon. DBS stays as it is."""
    return words[0].lower() + words[1:]


class EntryForm(VersionedForm, FormAboutPractice):
    """One barrier: what is in the way, where, who looks after it, and when it is looked at again."""

    kind = RecordField("Barrier", [NeedsText("Choose the barrier that is nearest.")])
    stage = SelectField(
        "Stage",
        [InputRequired("Choose the stage.")],
        choices=[
            SelectChoice("", "Choose one"),
            *(SelectChoice(each.value, f"{each.label}: {_in_a_row(STAGE_WORDS[each])}") for each in Stage),
        ],
        coerce=lambda value: Stage(value) if value else None,
        invalid_value_message="Choose the stage.",
        invalid_choice_message="Choose the stage.",
    )
    service = RecordField("Service", [NeedsText("Choose the service.")])
    post = RecordField("Post (optional)", blank="No one post")
    severity = _radios("How much it holds up", Severity, message="Choose how much it holds up.")
    words = PracticeTextField("What is in the way", [NeedsText("Say what is in the way.")], words=WORDS)
    action = PracticeTextField("What you will do (optional)", words=WORDS)
    owner = RecordField("Who looks after it (optional)", blank="Nobody by name")
    owner_role = LineField(
        "Or a role (optional)",
        [NoPersonalData()],
        limit=120,
        description="For example Service manager. A role, and no name.",
    )
    opened_on = DateField("Noticed on", [InputRequired("Enter the day you noticed it.")], default=today)
    review_on = DateField(
        "Look at it again on (optional)", [Optional()], description="A reminder goes out on this day."
    )

    def offer(
        self,
        *,
        kinds: Sequence[BarrierKind],
        services: Sequence[Service],
        posts: Sequence[PostVersion],
        people: Sequence[User],
    ) -> None:
        """Put what there is to choose from on the page."""
        self.kind.offer([("", [(each.id, each.title, each) for each in kinds])])
        self.service.offer([("", [(each.id, each.name, each) for each in services])])
        self.owner.offer([("", [(each.id, each.name, each) for each in people])])
        offer_posts(self.post, posts)

    def fill(self, entry: BarrierEntry) -> None:
        """Begin from what is written down."""
        for name in (
            "stage",
            "severity",
            "words",
            "action",
            "owner_role",
            "opened_on",
            "review_on",
            "version",
        ):
            self[name].data = getattr(entry, name)
        for name in ("kind", "service", "post", "owner"):
            self[name].data = getattr(entry, f"{name}_id")

    @property
    def facts(self) -> EntryFacts:
        """What was typed, as the services take it."""
        return EntryFacts(
            service=self.service.chosen,
            kind=self.kind.chosen,
            post=self.post.chosen,
            stage=self.stage.data,
            severity=self.severity.data,
            words=self.words.data or "",
            action=self.action.data or "",
            owner=self.owner.chosen,
            owner_role=self.owner_role.data or "",
            opened_on=self.opened_on.data,
            review_on=self.review_on.data,
        )


class TryForm(FormAboutPractice):
    """Something that was tried."""

    words = PracticeTextField("What you tried", [NeedsText("Say what you tried.")], words=200)
    tried_on = DateField("When", [InputRequired("Enter the day.")], default=today)
    outcome = _radios("What came of it", TryOutcome, message="Choose what came of it.")


class CloseForm(VersionedForm, FormAboutPractice):
    """How a barrier ended."""

    outcome = RadioField(
        "How did it end?",
        [InputRequired("Choose how it ended.")],
        choices=[SelectChoice(each.value, each.label) for each in ENDS],
        coerce=lambda value: EntryStatus(value) if value else None,
        invalid_value_message="Choose how it ended.",
        invalid_choice_message="Choose how it ended.",
    )
    result = PracticeTextField(
        "What came of it", [NeedsText("Say in a sentence what came of it.")], words=WORDS
    )
    closed_on = DateField("When", [InputRequired("Enter the day.")], default=today)


class ShareForm(FormAboutPractice):
    """The words that are shared, and nothing else; and how far the service agrees to that, box by box."""

    agreed = BooleanField(WORDINGS[CURRENT][ShareScope.SERVICES])
    agreed_public = BooleanField(WORDINGS[CURRENT][ShareScope.PUBLIC])

    title = LineField(
        "What helped, in one line",
        [NeedsText("Say in one line what helped."), NoPersonalData()],
        limit=120,
        description="For example: A weekly call with the vetting team.",
    )
    text = PracticeTextField(
        "How it works",
        [NeedsText("Say how it works.")],
        words=300,
        description="Leave out the names of your organisation, of prisons and of places, too.",
    )

    @property
    def scope(self) -> ShareScope | None:
        """How far they agreed; the second box alone agrees to nothing."""
        if not self.agreed.data:
            return None
        return ShareScope.PUBLIC if self.agreed_public.data else ShareScope.SERVICES


class StatementForm(BaseForm):
    """An evidence statement to link."""

    statement = SelectField(
        "Evidence statement", [NeedsText("Choose a statement.")], coerce=number, choices=[]
    )

    def offer(self, charter: CharterTree | None, linked: set[int]) -> None:
        """Put the statements of the charter on the page that are not linked yet."""
        nodes = charter.statements if charter is not None else ()
        options = [
            SelectChoice(each.id, f"{each.code} {each.title}") for each in nodes if each.id not in linked
        ]
        self.statement.choices = [SelectChoice("", "Choose one"), *options]


class LogFilterForm(BaseForm):
    """Which barriers to show. It changes nothing, so it needs no token."""

    class Meta(BaseForm.Meta):
        csrf = False

    search = SearchField("Words", limit=SEARCH_LIMIT)
    show = SelectField(
        "Show",
        choices=[
            SelectChoice("", "Open and being worked on"),
            SelectChoice("due", "Review day has come"),
            *(SelectChoice(each.value, each.label) for each in EntryStatus),
            SelectChoice("all", "Everything"),
        ],
        validate_choice=False,
    )
    stage = SelectField(
        "Stage",
        choices=[SelectChoice("", "Every stage"), *(SelectChoice(s.value, s.label) for s in Stage)],
        validate_choice=False,
    )
    kind = SelectField("Barrier", choices=[], validate_choice=False)
    service = SelectField("Service", choices=[], validate_choice=False)

    def offer(self, kinds: Sequence[BarrierKind], services: Sequence[Service]) -> None:
        """Put barriers and services on the page."""
        self.kind.choices = [
            SelectChoice("", "Every barrier"),
            *(SelectChoice(str(k.id), k.title) for k in kinds),
        ]
        self.service.choices = [
            SelectChoice("", "Every service"),
            *(SelectChoice(str(s.id), s.name) for s in services),
        ]

    @property
    def wanted(self) -> LogFilter:
        """The filter, where anything that is no choice means no filter."""
        status = next((each for each in EntryStatus if each.value == self.show.data), None)
        return LogFilter(
            status=status,
            live=not self.show.data,
            overdue=self.show.data == "due",
            stage=next((each for each in Stage if each.value == self.stage.data), None),
            kind_id=number(self.kind.data),
            service_id=number(self.service.data),
            search=(self.search.data or "")[:SEARCH_LIMIT],
        )

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen, for the links of the page."""
        return {name: self[name].data for name in self._fields if self[name].data}
