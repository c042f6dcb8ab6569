"""The pathway of a service: rungs with posts and people, moves in a period, and the funnel on the way in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from sqlalchemy import Select, case, func, select

from charter_portal.core.database import db
from charter_portal.workforce.enums import MilestoneKind, PostStatus, Rung
from charter_portal.workforce.models import Post, PostVersion, RoleProfile
from charter_portal.workforce.queries.places import endings, moves, people_by_step
from charter_portal.workforce.queries.posts import true_on
from charter_portal.workforce.queries.spans import FUNNEL, IN_VETTING, step_spans
from charter_portal.workforce.rules.order import AFTER_START
from charter_portal.workforce.rules.periods import Period
from charter_portal.workforce.rules.rungs import RUNGS, is_upwards, missing, rung_of


@dataclass
class Step:
    """One rung: the posts that exist, by state, and how many people work there."""

    rung: Rung
    posts: int = 0
    headcount: Counter[PostStatus] = field(default_factory=Counter)
    wte: Decimal = Decimal(0)
    people: int = 0
    is_missing: bool = False

    @property
    def places(self) -> int:
        """How many people the posts of this rung are for."""
        return self.headcount.total()

    @property
    def vacant(self) -> int:
        """How many of these places are open to somebody new."""
        return self.headcount[PostStatus.VACANT]


@dataclass(frozen=True)
class Move:
    """So many people went from one rung to another in the period; without the first they came in."""

    before: Rung | None
    after: Rung
    people: int

    @property
    def upwards(self) -> bool:
        """To a higher rung."""
        return self.before is not None and is_upwards(self.before, self.after)


@dataclass(frozen=True)
class Pathway:
    """The whole way from volunteering to leadership, on one day and in one period."""

    steps: list[Step]
    moves: list[Move]
    moved_on: int
    left: int

    @property
    def missing(self) -> list[Rung]:
        """The rungs one cannot climb by, lowest first."""
        return [step.rung for step in self.steps if step.is_missing]

    @property
    def upwards(self) -> list[Move]:
        """The moves to a higher rung."""
        return [move for move in self.moves if move.upwards]

    @property
    def arrivals(self) -> int:
        """How many people came in."""
        return sum(move.people for move in self.moves if move.before is None)


@dataclass(frozen=True)
class FunnelStep:
    """One step on the way in: who reached it in the period, and the median days since the step before."""

    step: str
    label: str
    people: int
    people_before: int
    median_days: float | None
    median_days_before: float | None
    timed: int
    """How many people the median rests on."""


def post_totals(service_ids: Collection[int], day: date) -> Select[*tuple[Any, ...]]:
    """Posts on a day, summed by kind, role, level and state: number, headcount and whole-time equivalent."""
    return (
        select(
            PostVersion.kind,
            RoleProfile.role,
            PostVersion.level,
            PostVersion.status,
            func.count().label("posts"),
            func.sum(PostVersion.headcount).label("headcount"),
            func.sum(PostVersion.wte).label("wte"),
        )
        .select_from(PostVersion)
        .join(Post, Post.id == PostVersion.post_id)
        .join(RoleProfile, RoleProfile.id == PostVersion.role_profile_id)
        .where(Post.service_id.in_(service_ids), true_on(day))
        .group_by(PostVersion.kind, RoleProfile.role, PostVersion.level, PostVersion.status)
    )


def pathway_of(service_ids: Collection[int], period: Period) -> Pathway:
    """The pathway of these services on the last day of a period, with the moves of the period."""
    steps = {rung: Step(rung) for rung in RUNGS}
    for row in db.session.execute(post_totals(service_ids, period.until)):
        step = steps[rung_of(row.kind, row.role)]
        step.posts += row.posts
        step.headcount[row.status] += row.headcount
        step.wte += Decimal(str(row.wte))
    for row in db.session.execute(people_by_step(service_ids, period.until)):
        steps[rung_of(row.kind, row.role)].people += row.people
    for rung in missing({step.rung for step in steps.values() if step.posts}):
        steps[rung].is_missing = True
    gone: Counter[MilestoneKind] = Counter()
    for row in db.session.execute(endings(service_ids, period.since, period.until)):
        gone[row.kind] += row.people
    return Pathway(
        list(steps.values()),
        moves_in(service_ids, period),
        moved_on=gone[MilestoneKind.MOVED_ON],
        left=gone[MilestoneKind.LEFT],
    )


def moves_in(service_ids: Collection[int], period: Period) -> list[Move]:
    """The starts and moves of a period from rung to rung, lowest first."""
    found: Counter[tuple[Rung | None, Rung]] = Counter()
    for row in db.session.execute(moves(service_ids, period.since, period.until)):
        before = rung_of(row.from_kind, row.from_role) if row.from_kind is not None else None
        found[before, rung_of(row.to_kind, row.to_role)] += row.people
    heights = {rung: place for place, rung in enumerate(RUNGS)}
    ordered = sorted(found, key=lambda pair: (heights[pair[1]], -1 if pair[0] is None else heights[pair[0]]))
    return [Move(before, after, found[before, after]) for before, after in ordered]


def funnel_of(service_ids: Collection[int], period: Period) -> list[FunnelStep]:
    """The way in, step by step, in this period and the one before; time in vetting on its own, last."""
    earlier = period.before()
    spans = step_spans(service_ids, earlier.since, period.until)
    now: dict[str, _Reached] = defaultdict(_Reached)
    then: dict[str, _Reached] = defaultdict(_Reached)
    # Thousands of rows: the database tells the periods apart, so that no day has to be read from text.
    is_now = case((spans.c.happened_on >= period.since, 1), else_=0)
    for step, person, days, recent in db.session.execute(
        select(spans.c.step, spans.c.person_id, spans.c.days, is_now)
    ):
        (now if recent else then)[step].add(person, days)
    labels = {kind.value: kind.label for kind in FUNNEL} | {IN_VETTING: "In vetting (prison and police)"}
    return [
        FunnelStep(
            step,
            label,
            people=len(now[step].people),
            people_before=len(then[step].people),
            median_days=now[step].median(step),
            median_days_before=then[step].median(step),
            timed=len(now[step].timed),
        )
        for step, label in labels.items()
    ]


@dataclass
class _Reached:
    """One step in one period: who reached it, who with days to count, and those days."""

    people: set[int] = field(default_factory=set)
    timed: set[int] = field(default_factory=set)
    days: list[int] = field(default_factory=list)

    def add(self, person: int, days: int | None) -> None:
        self.people.add(person)
        if days is not None:
            self.timed.add(person)
            self.days.append(days)

    def median(self, step: str) -> float | None:
        """The median days; a time that is reached by waiting has none worth telling."""
        return None if step in AFTER_START or not self.days else float(median(self.days))
