"""The rows of a service as the tables that can be filled in elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from charter_portal.organisations.models import Organisation, Service
from charter_portal.workforce.models import Milestone, PostVersion
from charter_portal.workforce.queries.people import milestones_for_export
from charter_portal.workforce.queries.posts import posts_of, profiles_for, titles_on
from charter_portal.workforce.rules.sheets import MILESTONES, POST_WORDS, POSTS, WORDS, YES_NO

Rows = list[Sequence[Any]]
Choices = dict[str, Sequence[str]]


def post_choices(organisation: Organisation) -> Choices:
    """What may stand in each column of the table of posts."""
    choices: Choices = {POSTS["role_profile"]: [profile.name for profile in profiles_for(organisation)]}
    return choices | {POSTS[key]: [word.label for word in kind] for key, kind in POST_WORDS.items()}


def milestone_choices() -> Choices:
    """What may stand in each column of the table of milestones."""
    choices: Choices = {MILESTONES[key]: [word.label for word in kind] for key, kind in WORDS.items()}
    return choices | {MILESTONES[key]: YES_NO for key in ("wellbeing_plan", "adjustments")}


def post_rows(service: Service, day: date) -> Rows:
    """The posts of a service on a day, in the columns of the table."""
    return [_post_row(version) for version in posts_of(service, day)]


def milestone_rows(service: Service, day: date) -> Rows:
    """Every milestone of the people a service follows by code, in the columns of the table."""
    found = milestones_for_export(service)
    titles = titles_on({each.post_id for each in found if each.post_id}, day)
    return [_milestone_row(each, titles) for each in found]


def _post_row(version: PostVersion) -> Sequence[Any]:
    return (
        version.title,
        version.role_profile.name,
        version.level,
        version.kind.label,
        version.status.label,
        version.headcount,
        version.wte,
        version.pay_band,
        version.employer.label,
        version.employer_name,
        version.funded_until,
        version.valid_from,
    )


def _milestone_row(milestone: Milestone, titles: dict[int, PostVersion]) -> Sequence[Any]:
    post = titles.get(milestone.post_id or 0)
    words = (milestone.check_kind, milestone.destination, milestone.leaving_reason, milestone.supervision)
    return (
        milestone.person.code,
        milestone.kind.label,
        milestone.happened_on,
        post.title if post else "",
        *(word.label if word else "" for word in words),
        _answer(milestone.wellbeing_plan),
        milestone.wellbeing_plan_on,
        _answer(milestone.adjustments),
        milestone.adjustments_on,
    )


def _answer(value: bool | None) -> str:
    return "" if value is None else YES_NO[0 if value else 1]
