"""Live figures: each with its definition, worked out for some services and a period, as a document.

Counts of people go through disclosure control here, so a document may be read by anybody. Posts, days and
barriers are no people and are shown as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from charter_portal.core.database import db
from charter_portal.core.disclosure import Shown, percentage, safe_list, safe_median, shown_count
from charter_portal.organisations.models import Service
from charter_portal.workforce.enums import CheckKind, PostKind, PostStatus
from charter_portal.workforce.queries.clock import conversions
from charter_portal.workforce.queries.log import barriers_closed
from charter_portal.workforce.queries.pathway import FUNNEL, moves_in, post_totals
from charter_portal.workforce.queries.retention import stays
from charter_portal.workforce.queries.spans import VETTING, longest_for_each, reached, step_spans
from charter_portal.workforce.rules.figures import Definition, Row, document
from charter_portal.workforce.rules.periods import Period

Answer = tuple[Sequence[str], list[Row]]
Work = Callable[[list[int], Period], Answer]

_registry: dict[str, tuple[Definition, Work]] = {}


def figure(key: str, label: str, unit: str, definition: str) -> Callable[[Work], Work]:
    """Put a figure into the registry, with the words that go wherever it goes."""

    def register(work: Work) -> Work:
        _registry[key] = (Definition(key, label, definition, unit), work)
        return work

    return register


def figure_keys() -> list[str]:
    """The keys of every figure, in the order in which pages offer them."""
    return list(_registry)


def figure_definition(key: str) -> Definition:
    """What a figure is. Raises KeyError for a key that is not there."""
    return _registry[key][0]


def figure_for(key: str, services: Sequence[Service], period: Period, today: date) -> dict[str, Any]:
    """The figure of these services in a period, as it is known today; a document to show or to freeze.

    Raises KeyError for a key that is not there.
    """
    what, work = _registry[key]
    columns, rows = work([service.id for service in services], period)
    return document(
        what,
        services=sorted(service.name for service in services),
        period=period,
        as_of=today,
        columns=columns,
        rows=rows,
    )


@figure(
    "posts_by_level",
    "Posts by level",
    "posts",
    "Posts that existed on the last day of the period, filled or not, by level of the career framework. "
    "Levels are not pay bands. One post may be for several people.",
)
def _posts_by_level(services: list[int], period: Period) -> Answer:
    paid: Counter[int] = Counter()
    unpaid: Counter[int] = Counter()
    for row in db.session.execute(post_totals(services, period.until)):
        (unpaid if row.kind is PostKind.VOLUNTEER else paid)[row.level] += row.posts
    rows = [
        Row(f"Level {level}", (Shown(paid[level] + unpaid[level]), Shown(paid[level]), Shown(unpaid[level])))
        for level in sorted({*paid, *unpaid})
    ]
    return ("Level", "Posts", "Paid or apprentice", "Volunteer"), rows


@figure(
    "places_filled",
    "Places filled and vacant",
    "people",
    "Places in posts on the last day of the period, and their whole-time equivalent (WTE). A filled place is "
    "a person. So small numbers are hidden, and others are rounded to the nearest 5.",
)
def _places_filled(services: list[int], period: Period) -> Answer:
    places: Counter[PostStatus] = Counter()
    wte: Counter[PostStatus] = Counter()
    for row in db.session.execute(post_totals(services, period.until)):
        places[row.status] += row.headcount
        wte[row.status] += Decimal(str(row.wte))  # type: ignore[assignment]
    safe = safe_list([places[status] for status in PostStatus])
    rows = [
        Row(status.label, (shown, _beside(shown, wte[status])))
        for status, shown in zip(PostStatus, safe.values, strict=True)
    ]
    rows.append(Row("All places", (safe.total, _beside(safe.total, sum(wte.values()), safe.hides_some))))
    return ("State", "Places", "WTE"), rows


@figure(
    "conversions",
    "From volunteering into paid work",
    "people",
    "People who went from a volunteer post straight into a paid post or an apprenticeship. The new start "
    "lies in the period. Each person counts once for each kind.",
)
def _conversions(services: list[int], period: Period) -> Answer:
    rows = db.session.execute(conversions(services, period.since, period.until))
    found = {row.kind: row.people for row in rows}
    safe = safe_list([found.get(PostKind.PAID, 0), found.get(PostKind.APPRENTICE, 0)])
    return ("Into", "People"), [
        Row("A paid post", (safe.values[0],)),
        Row("An apprenticeship", (safe.values[1],)),
        Row("Both", (safe.total,)),
    ]


@figure(
    "moves_up",
    "Moves up",
    "people",
    "People who moved to a higher step of the pathway in the period, by the step they reached. The pathway "
    "leads from volunteering to leadership.",
)
def _moves_up(services: list[int], period: Period) -> Answer:
    found: Counter[str] = Counter()
    for move in moves_in(services, period):
        if move.upwards:
            found[move.after.label] += move.people
    safe = safe_list(list(found.values()) or [0])
    rows = [Row(label, (shown,)) for label, shown in zip(found, safe.values, strict=False)]
    return ("Step reached", "People"), [*rows, Row("All steps", (safe.total,))]


def _retention(services: list[int], period: Period, months: int) -> Answer:
    found = stays(services, period, months)
    safe = safe_list([found.here, found.moved_on, found.left])
    share = [percentage(value, safe.total) for value in safe.values]
    return ("After this time", "People", "Share"), [
        Row("Still in a post", (safe.values[0], share[0])),
        Row("Moved on to something else", (safe.values[1], share[1])),
        Row("Left", (safe.values[2], share[2])),
        Row("All who started", (safe.total, percentage(safe.total, safe.total))),
    ]


@figure(
    "retention_6",
    "Still here after 6 months",
    "people",
    "People whose first six months after a start ended in the period, and what was true on that day. Moving "
    "on to other work or learning is counted on its own.",
)
def _retention_6(services: list[int], period: Period) -> Answer:
    return _retention(services, period, 6)


@figure(
    "retention_12",
    "Still here after 12 months",
    "people",
    "People whose first twelve months after a start ended in the period, and what was true on that day. "
    "Moving on to other work or learning is counted on its own.",
)
def _retention_12(services: list[int], period: Period) -> Answer:
    return _retention(services, period, 12)


@figure(
    "vetting_days",
    "Days in vetting",
    "days",
    "The median number of days from the first start of prison or police vetting until it was cleared. It is "
    "about vetting cleared in the period. Time until a refusal was reconsidered counts. Medians of 1 to 7 "
    "people are hidden.",
)
def _vetting_days(services: list[int], period: Period) -> Answer:
    return _days_in(services, period, {"Prison and police vetting": VETTING, **_each(VETTING)})


@figure(
    "other_check_days",
    "Days in other checks",
    "days",
    "The median number of days from the start of a DBS check, proof of identity or references until cleared. "
    "It is about checks cleared in the period. Medians of 1 to 7 people are hidden.",
)
def _other_check_days(services: list[int], period: Period) -> Answer:
    return _days_in(services, period, _each([check for check in CheckKind if check not in VETTING]))


@figure(
    "way_in",
    "The way in",
    "people",
    "People who reached each step in the period, from a first interest to a year in post. Small numbers are "
    "hidden and others are rounded to the nearest 5.",
)
def _way_in(services: list[int], period: Period) -> Answer:
    spans = step_spans(services, period.since, period.until)
    found = {row.by_0: row.people for row in db.session.execute(reached(spans, spans.c.step))}
    return ("Step", "People"), [Row(kind.label, (shown_count(found.get(kind.value, 0)),)) for kind in FUNNEL]


@figure(
    "barriers_closed",
    "Barriers closed",
    "barriers",
    "Barriers in the log of these services that were closed in the period, solved or not. Beside them stands "
    "how many were opened. A barrier is a matter of the service, not a person.",
)
def _barriers_closed(services: list[int], period: Period) -> Answer:
    found = barriers_closed(services, period)
    return ("What became of it", "Barriers"), [
        Row("Solved", (Shown(found.solved),)),
        Row("Closed without a solution", (Shown(found.not_solved),)),
        Row("Opened in the period", (Shown(found.opened),)),
    ]


def _each(checks: Sequence[CheckKind]) -> dict[str, tuple[CheckKind, ...]]:
    return {check.label: (check,) for check in checks}


def _days_in(services: list[int], period: Period, groups: dict[str, tuple[CheckKind, ...]]) -> Answer:
    """The median of each group of checks, now and in the period before, with how many people it rests on."""
    rows = []
    for label, checks in groups.items():
        now = longest_for_each(services, period.since, period.until, checks)
        earlier = period.before()
        then = longest_for_each(services, earlier.since, earlier.until, checks)
        people = shown_count(len(now))
        before = safe_median(then, beside=shown_count(len(then)))
        rows.append(Row(label, (safe_median(now, beside=people), people, before)))
    return ("Check", "Median days", "People", "Median days, period before"), rows


def _beside(places: Shown, wte: Any, hides_some: bool = False) -> Shown:
    """Whole-time equivalents beside a count of people: hidden with it, and to the nearest half."""
    if places.hidden or hides_some:
        return Shown(None, hidden=True)
    return Shown(round(float(wte) * 2) / 2)
