"""Forms of posts and role profiles."""

from __future__ import annotations

from typing import Any

from wtforms import DateField, DecimalField, HiddenField, IntegerField
from wtforms.validators import InputRequired, Optional

from charter_portal.core.clock import today
from charter_portal.core.forms import (
    BaseForm,
    FormAboutPractice,
    LineField,
    NeedsText,
    NoPersonalData,
    one_of,
)
from charter_portal.workforce.enums import Employer, PostKind, PostStatus
from charter_portal.workforce.forms.choices import RecordField, number
from charter_portal.workforce.models import PostVersion, RoleProfile
from charter_portal.workforce.services import PostFacts

NO_NAMES = "Write about the post, not about a person: no names."


class VersionedForm(BaseForm):
    """A form that knows on which version it is based."""

    version = HiddenField(default="0")

    @property
    def base(self) -> int:
        """The version the writer began from."""
        return number(self.version.data) or 0


class PostForm(VersionedForm, FormAboutPractice):
    """What is true of a post, and from which day."""

    since = DateField(
        "True from",
        [InputRequired("Enter the day from which this is true.")],
        description="What was true before this day stays in the history.",
        default=today,
    )
    role_profile = RecordField("Role profile", [NeedsText("Choose a role profile.")])
    level = IntegerField(
        "Level (optional)",
        [Optional()],
        description="Of the career framework, not a pay band. Empty means the lowest of the role profile.",
    )
    title = LineField(
        "Title of the post",
        [NeedsText("Enter the title of the post."), NoPersonalData()],
        description=NO_NAMES,
    )
    kind = one_of("Terms", PostKind, message="Choose the terms.")
    status = one_of("State", PostStatus, message="Choose the state.")
    headcount = IntegerField(
        "How many people it is for",
        [InputRequired("Enter how many people the post is for.")],
        description="If some places are filled and some are not, add a post for each.",
        default=1,
    )
    wte = DecimalField(
        "Whole-time equivalent",
        [InputRequired("Enter the whole-time equivalent, for example 0.5.")],
        description="Of all places together. Two people for half a week each are 1.",
        places=2,
    )
    pay_band = LineField(
        "Pay band (optional)",
        [NoPersonalData()],
        limit=40,
        description="For example: Agenda for Change band 3.",
    )
    employer = one_of(
        "Employer", Employer, message="Choose the employer.", description="Or who looks after volunteers."
    )
    employer_name = LineField(
        "Name of the partner",
        [NoPersonalData()],
        description="If a partner employs the people in this post.",
    )
    funded_until = DateField("Funded until (optional)", [Optional()])

    def fill(self, present: PostVersion) -> None:
        """Show what is true now."""
        for name in (
            "level",
            "title",
            "kind",
            "status",
            "headcount",
            "wte",
            "pay_band",
            "employer",
            "employer_name",
            "funded_until",
        ):
            self[name].process_data(getattr(present, name))
        self.role_profile.process_data(present.role_profile_id)

    @property
    def facts(self) -> PostFacts:
        """As the service takes it."""
        profile: RoleProfile = self.role_profile.chosen
        return PostFacts(
            role_profile=profile,
            level=self.level.data if self.level.data is not None else profile.level_low,
            title=self.title.data or "",
            kind=self.kind.data,
            status=self.status.data,
            headcount=self.headcount.data,
            wte=self.wte.data,
            pay_band=self.pay_band.data or "",
            employer=self.employer.data,
            employer_name=self.employer_name.data or "",
            funded_until=self.funded_until.data,
        )


class EndPostForm(VersionedForm):
    """The day from which a post is there no more."""

    on = DateField("Ended on", [InputRequired("Enter the day the post ended.")], default=today)


class LevelsForm(VersionedForm, FormAboutPractice):
    """A profile's name and its levels."""

    name = LineField(
        "Name", [NeedsText("Enter the name of the role profile."), NoPersonalData()], description=NO_NAMES
    )
    level_low = IntegerField("Lowest level", [InputRequired("Enter the lowest level.")])
    level_high = IntegerField("Highest level", [InputRequired("Enter the highest level.")])

    def told(self) -> dict[str, Any]:
        """As the services take it."""
        return {
            "name": self.name.data or "",
            "level_low": self.level_low.data,
            "level_high": self.level_high.data,
        }


class OwnProfileForm(LevelsForm):
    """An organisation's own profile, and the scheme's that comes closest."""

    maps_to = RecordField(
        "Closest to",
        [NeedsText("Choose one of the scheme's role profiles.")],
        description="So that figures can be compared.",
    )

    def fill(self, present: RoleProfile) -> None:
        """Show the profile as it is."""
        for name in ("name", "level_low", "level_high"):
            self[name].process_data(getattr(present, name))
        self.maps_to.process_data(present.maps_to_id)
        self.version.data = str(present.version)
