"""National pictures that were made, and the raw counts that the next one is made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from charter_portal.awards.queries import tiers_by_place
from charter_portal.barriers.queries import kinds
from charter_portal.core.clock import to_london
from charter_portal.core.database import db
from charter_portal.cycles.enums import Phase
from charter_portal.cycles.models import Cycle
from charter_portal.cycles.queries import cycles_newest_first
from charter_portal.framework.queries import charter_of
from charter_portal.organisations.enums import Region, Setting
from charter_portal.reporting.models import NationalPicture
from charter_portal.reporting.rules.measuring import ALL, Axes, Counts, Group, Measure, Median, Tier, axes_of
from charter_portal.reporting.rules.picture import Picture
from charter_portal.workforce.enums import PostStatus
from charter_portal.workforce.queries import pathway_totals, posts_by_level, vetting_medians
from charter_portal.workforce.queries.log import commonest_barriers
from charter_portal.workforce.queries.spans import FUNNEL, IN_VETTING
from charter_portal.workforce.rules.clock import add_months
from charter_portal.workforce.rules.periods import Period

AXES: Axes = axes_of(list(Setting), list(Region))
USUAL_LEVELS = range(2, 9)
LONGEST_MONTHS = 12
MOST_READ = 4
_read: dict[tuple[int, datetime], Picture] = {}

Place = tuple[str, str, int]


def rounds_with_results() -> list[Cycle]:
    """The rounds that a picture can be made of, newest first: those whose results are shared."""
    return [cycle for cycle in cycles_newest_first() if cycle.published and cycle.phase is Phase.RELEASED]


def period_of(cycle: Cycle, rounds: Iterable[Cycle] | None = None) -> Period:
    """The days that the picture of a round is about: the twelve months until it closed, without days on
    which the round before it was still open. So no day is in two pictures.
    """
    until = _last_day(cycle)
    known = cycles_newest_first() if rounds is None else rounds
    begin = add_months(until, -LONGEST_MONTHS)
    earlier = [_last_day(each) for each in known if each.published and _last_day(each) < until]
    return Period(max([begin, *earlier]) + timedelta(days=1), until)


def picture_of(cycle: Cycle) -> NationalPicture | None:
    """The picture of a round with its files, or None when it was not made yet."""
    return db.session.scalar(
        select(NationalPicture)
        .where(NationalPicture.cycle_id == cycle.id)
        .options(
            joinedload(NationalPicture.workbook_file),
            joinedload(NationalPicture.report_file),
            joinedload(NationalPicture.compared_with).joinedload(NationalPicture.cycle),
        )
    )


def read_picture(made: NationalPicture) -> Picture:
    """What a picture says. It never changes, so each process reads the newest few of them once."""
    key = (made.id, made.created_at)
    if key not in _read:
        if len(_read) >= MOST_READ:
            _read.clear()
        _read[key] = Picture(made.document)
    return _read[key]


def pictured_cycles() -> set[int]:
    """The numbers of the rounds of which there is a picture."""
    return set(db.session.scalars(select(NationalPicture.cycle_id)))


def picture_before(since: date) -> NationalPicture | None:
    """The newest picture that ends before a day, with its raw counts, or None."""
    rows = select(NationalPicture).where(NationalPicture.until < since)
    newest = rows.order_by(NationalPicture.until.desc()).limit(1)
    return db.session.scalar(newest.options(undefer(NationalPicture.counts)))


def overlaps_another(cycle: Cycle, period: Period) -> bool:
    """True when another round's picture is about some of the same days."""
    rows = select(NationalPicture.id).where(
        NationalPicture.cycle_id != cycle.id,
        NationalPicture.since <= period.until,
        NationalPicture.until >= period.since,
    )
    return db.session.scalar(rows.limit(1)) is not None


def raw_counts(cycle: Cycle, period: Period) -> Counts:
    """What the records say now of a round's period, in as many statements for ten people as for a million.

    Nothing of it is safe to show.
    """
    steps: dict[str, list[Place]] = defaultdict(list)
    for row in pathway_totals(period):
        steps[row.step].append((row.setting, row.region, row.people))
    return Counts(
        since=period.since,
        until=period.until,
        measures=(*_posts(period.until), *_way_in(steps), *_barriers(period)),
        tiers=_tiers(cycle),
        vetting=AXES.filled(steps[IN_VETTING]),
        medians={
            (row.setting or ALL, row.region or ALL): Median(row.people, row.median_days)
            for row in vetting_medians(period)
        },
    )


def _posts(day: date) -> list[Measure]:
    """Places that are filled: each is a person, so they are counted and guarded as people."""
    levels: dict[int, list[Place]] = {level: [] for level in USUAL_LEVELS}
    for row in posts_by_level(day):
        if row.status is PostStatus.FILLED:
            levels.setdefault(row.level, []).append((row.setting, row.region, row.headcount))
    return [
        Measure(Group.POSTS, str(level), f"Level {level}", AXES.filled(found))
        for level, found in sorted(levels.items())
    ]


def _way_in(steps: dict[str, list[Place]]) -> list[Measure]:
    return [Measure(Group.WAY_IN, kind.value, kind.label, AXES.filled(steps[kind.value])) for kind in FUNNEL]


def _barriers(period: Period) -> list[Measure]:
    """Every barrier that may be logged, and retired ones that were: one may well stand for one person."""
    found: dict[int, list[Place]] = defaultdict(list)
    for row in commonest_barriers(period):
        found[row.kind_id].append((row.setting, row.region, row.entries))
    return [
        Measure(Group.BARRIERS, kind.code, kind.title, AXES.filled(found[kind.id]))
        for kind in kinds(with_retired=True)
        if kind.retired_at is None or found[kind.id]
    ]


def _tiers(cycle: Cycle) -> tuple[Tier, ...]:
    places: dict[str, list[Place]] = defaultdict(list)
    for row in tiers_by_place(cycle):
        places[row.level_key].append((row.setting, row.region, row.services))
    return tuple(
        Tier(tier.key, tier.name, AXES.filled(places[tier.key]))
        for tier in charter_of(cycle.framework_version_id).tiers
    )


def _last_day(cycle: Cycle) -> date:
    return to_london(cycle.deadline_at).date()
