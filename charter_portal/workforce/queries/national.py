"""Raw totals over every organisation, for those who publish a national picture.

Nothing here is safe to show: whoever does so applies disclosure control first. Each answer is one statement,
whatever the number of organisations and people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from charter_portal.core.database import db
from charter_portal.organisations.enums import Region, Setting
from charter_portal.organisations.models import Organisation, Service
from charter_portal.workforce.enums import PostKind, PostStatus
from charter_portal.workforce.models import Post, PostVersion
from charter_portal.workforce.queries.posts import true_on
from charter_portal.workforce.queries.spans import medians, reached, step_spans, vetting_spans
from charter_portal.workforce.rules.periods import Period


@dataclass(frozen=True)
class LevelTotal:
    """Posts of one level, kind and state in one setting and region."""

    setting: Setting
    region: Region
    level: int
    kind: PostKind
    status: PostStatus
    posts: int
    headcount: int
    wte: float


@dataclass(frozen=True)
class StepTotal:
    """People who reached one step of the way in, in one setting and region. `step` may also be "vetting"."""

    setting: Setting
    region: Region
    step: str
    people: int


@dataclass(frozen=True)
class VettingTime:
    """The median days in vetting and how many people it rests on; without a setting or region for all."""

    setting: Setting | None
    region: Region | None
    people: int
    median_days: float


def posts_by_level(day: date) -> list[LevelTotal]:
    """Posts of all organisations on a day, by setting, region, level, kind and state."""
    rows = (
        select(
            Service.setting,
            Organisation.region,
            PostVersion.level,
            PostVersion.kind,
            PostVersion.status,
            func.count().label("posts"),
            func.sum(PostVersion.headcount).label("headcount"),
            func.sum(PostVersion.wte).label("wte"),
        )
        .select_from(PostVersion)
        .join(Post, Post.id == PostVersion.post_id)
        .join(Service, Service.id == Post.service_id)
        .join(Organisation, Organisation.id == Service.organisation_id)
        .where(true_on(day))
        .group_by(
            Service.setting, Organisation.region, PostVersion.level, PostVersion.kind, PostVersion.status
        )
        .order_by(Service.setting, Organisation.region, PostVersion.level)
    )
    return [
        LevelTotal(
            row.setting,
            row.region,
            row.level,
            row.kind,
            row.status,
            row.posts,
            int(row.headcount),
            float(row.wte),
        )
        for row in db.session.execute(rows)
    ]


def pathway_totals(period: Period) -> list[StepTotal]:
    """People who reached each step in a period, by setting and region of the service where they did."""
    spans = _placed(step_spans(None, period.since, period.until))
    rows = reached(spans, spans.c.setting, spans.c.region, spans.c.step)
    return [StepTotal(row.by_0, row.by_1, row.by_2, row.people) for row in db.session.execute(rows)]


def vetting_medians(period: Period) -> list[VettingTime]:
    """Median days in prison and police vetting: for all, for each setting, and for each region."""
    spans = _placed(vetting_spans(None, period.since, period.until).subquery("vetting"))
    found = []
    for by in ((), (spans.c.setting,), (spans.c.region,)):
        for row in db.session.execute(medians(spans, *by)):
            if row.median is None:
                continue
            key = row.by_0 if by else None
            setting = key if by and by[0] is spans.c.setting else None
            region = key if by and by[0] is spans.c.region else None
            found.append(VettingTime(setting, region, row.people, float(row.median)))
    return found


def _placed(spans: Any) -> Any:
    """Spans with the setting and region of their service."""
    return (
        select(spans, Service.setting, Organisation.region)
        .join(Service, Service.id == spans.c.service_id)
        .join(Organisation, Organisation.id == Service.organisation_id)
        .subquery("placed")
    )
