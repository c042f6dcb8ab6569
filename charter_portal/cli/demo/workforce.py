"""The demo's peer workforce: two organisations over twenty months, written down by their leads and an editor.

Every person is a code. Ways are told in days before today, so that clocks run and funnels move.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from charter_portal.accounts.models import User
from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.queries import applications_of, response_to
from charter_portal.applications.services import add_figure, cite
from charter_portal.cli.demo import organisations as bodies
from charter_portal.cli.demo import people
from charter_portal.cli.demo.calendar import Calendar, workday
from charter_portal.core.clock import today
from charter_portal.framework.queries import charter_of
from charter_portal.organisations.models import Service
from charter_portal.workforce import services
from charter_portal.workforce.enums import (
    CheckKind,
    Destination,
    Employer,
    LeavingReason,
    Place,
    PostKind,
    PostStatus,
    Supervision,
)
from charter_portal.workforce.enums import MilestoneKind as M
from charter_portal.workforce.models import Person, Post
from charter_portal.workforce.queries.posts import posts_ever, profiles_for
from charter_portal.workforce.services import MilestoneFacts, PostFacts

TWENTY_MONTHS = 610
BEFORE_CHECKS = ((M.INTEREST, 0), (M.APPLIED, 9), (M.SHORTLISTED, 20), (M.INTERVIEWED, 31), (M.OFFERED, 38))


@dataclass(frozen=True)
class Job:
    """A post of the demo. What is not told is usual."""

    profile: str
    title: str
    places: int = 1
    wte: str = "1"
    kind: PostKind = PostKind.PAID
    status: PostStatus = PostStatus.FILLED
    pay_band: str = ""
    partner: str = ""
    funded_for: int | None = None
    """Days from today until the money ends."""


@dataclass(frozen=True)
class Way:
    """How somebody came in, and what happened after the start; days are counted back from today."""

    code: str
    since: int
    vetting: int
    post: str
    after: tuple[tuple[int, M, Mapping[str, Any]], ...] = ()
    refused: bool = False
    stops_at: M | None = None
    plan: int | None = None
    """Days ago on which an exit plan was agreed."""


@dataclass(frozen=True)
class Team:
    """A service of the demo with its posts and people."""

    body: bodies.Body
    service: str
    jobs: Sequence[Job]
    ways: Sequence[Way] = field(default_factory=tuple)


VOLUNTEERING, PAID = "Peer support volunteer", "Peer support worker"
APPRENTICE, SUPPORT = "Peer worker apprentice", "Support, time and recovery worker"
LEAD = "Peer team lead"


def _up(days: int, post: str) -> tuple[int, M, Mapping[str, Any]]:
    return days, M.PROMOTION, {"post": post}


def _gone(days: int, reason: LeavingReason) -> tuple[int, M, Mapping[str, Any]]:
    return days, M.LEFT, {"leaving_reason": reason}


def _on(days: int, to: Destination) -> tuple[int, M, Mapping[str, Any]]:
    return days, M.MOVED_ON, {"destination": to}


LEVEL_3: tuple[int, M, Mapping[str, Any]] = (60, M.QUALIFICATION, {})
RIVERBEND = Team(
    bodies.RIVERBEND,
    "Riverbend Liaison and Diversion",
    (
        Job("volunteer", VOLUNTEERING, 10, "2.5", PostKind.VOLUNTEER),
        Job("peer_supporter", APPRENTICE, 2, "2", PostKind.APPRENTICE, funded_for=95),
        Job("peer_supporter", PAID, 5, "4.2", pay_band="Band 3", partner="Second Crossing Trust"),
        Job("peer_supporter", "Peer support worker, courts", status=PostStatus.VACANT, pay_band="Band 3"),
        Job("str_worker", SUPPORT, 2, "1.8", pay_band="Band 4"),
        Job(
            "practitioner", "Liaison and Diversion practitioner", status=PostStatus.ON_HOLD, pay_band="Band 6"
        ),
        Job("service_manager", LEAD, pay_band="Band 7"),
    ),
    (
        Way("RB-01", 600, 96, VOLUNTEERING, (_up(300, PAID), _up(40, SUPPORT))),
        Way("RB-02", 590, 91, VOLUNTEERING, (_up(280, APPRENTICE), LEVEL_3, _up(30, PAID))),
        Way("RB-03", 580, 104, VOLUNTEERING, (_on(200, Destination.PAID_ELSEWHERE),)),
        Way("RB-04", 560, 120, VOLUNTEERING, (_up(170, PAID),), refused=True),
        Way("RB-05", 610, 60, VOLUNTEERING, plan=20),
        Way("RB-06", 540, 88, PAID, (_gone(120, LeavingReason.PAY_OR_HOURS),)),
        Way("RB-07", 520, 70, VOLUNTEERING),
        Way("RB-08", 505, 62, PAID),
        Way("RB-09", 470, 75, VOLUNTEERING, (_up(90, APPRENTICE),)),
        Way("RB-10", 455, 58, SUPPORT),
        Way("RB-11", 400, 54, VOLUNTEERING, (_gone(150, LeavingReason.OWN_REASONS),)),
        Way("RB-12", 330, 47, VOLUNTEERING, (_up(20, PAID),)),
        Way("RB-13", 300, 44, VOLUNTEERING),
        Way("RB-14", 270, 39, PAID),
        Way("RB-15", 240, 35, VOLUNTEERING),
        Way("RB-16", 215, 36, VOLUNTEERING),
        Way("RB-17", 190, 33, VOLUNTEERING),
        Way("RB-18", 160, 28, VOLUNTEERING),
        Way("RB-19", 120, 0, VOLUNTEERING, stops_at=M.CHECKS_STARTED),
        Way("RB-20", 75, 0, VOLUNTEERING, stops_at=M.INTERVIEWED),
        Way("RB-21", 30, 0, VOLUNTEERING, stops_at=M.APPLIED),
    ),
)
LANTERNWAY = Team(
    bodies.LANTERNWAY,
    "Lanternway Peer Mentoring",
    (
        Job("volunteer", VOLUNTEERING, 4, "0.8", PostKind.VOLUNTEER),
        Job("peer_supporter", "Peer mentor", 2, "1.6"),
        Job("service_manager", "Peer mentoring manager"),
    ),
    (
        Way("LW-101", 500, 66, VOLUNTEERING, (_up(180, "Peer mentor"),)),
        Way("LW-102", 430, 52, VOLUNTEERING),
        Way("LW-103", 350, 40, "Peer mentor"),
        Way("LW-104", 200, 31, VOLUNTEERING),
        Way("LW-105", 60, 0, VOLUNTEERING, stops_at=M.OFFERED),
    ),
)


def write_down(calendar: Calendar, now: date) -> None:
    """Posts and ways are written down from the organisation's own records; a lead opens the circle."""
    for minute, team in enumerate((RIVERBEND, LANTERNWAY)):
        calendar.at(workday(now, -12), f"10:{10 * minute:02}", partial(_set_out, team, now))
        calendar.at(workday(now, -10), f"14:{10 * minute:02}", partial(_follow, team, now))
    calendar.at(workday(now, -12), "11:30", _open_the_circle)
    calendar.at(workday(now, -8), "10:40", _show_a_figure)


def _show_a_figure() -> None:
    """The lead of Riverbend lets the records speak for two statements of the draft."""
    organisation, lead = bodies.registered(bodies.RIVERBEND), people.found(bodies.RIVERBEND.lead)
    drafts = (each for each in applications_of(lead) if each.status is ApplicationStatus.DRAFT)
    draft = next((each for each in drafts if each.organisation_id == organisation.id), None)
    if draft is None:
        return
    charter = charter_of(draft.cycle.framework_version_id)
    for key, code in (("posts_by_level", "4.3"), ("vetting_days", "3.1")):
        statement = charter.statement_by_code(code)
        response = response_to(draft, statement.id) if statement else None
        if response is not None:
            figure = add_figure(draft, key=key, months=24, by=lead)
            cite(response, evidence=figure, where_to_look="", by=lead)


def _open_the_circle() -> None:
    organisation = bodies.registered(bodies.RIVERBEND)
    lead = people.found(bodies.RIVERBEND.lead)
    services.name_for_circle(organisation, people.found("tomasz"), Place.EDITOR, by=lead)


def _set_out(team: Team, now: date) -> None:
    services.load_shipped_profiles()
    service, lead = bodies.service_named(team.service), people.found(team.body.lead)
    profiles = {profile.key: profile for profile in profiles_for(service.organisation)}
    for job in team.jobs:
        profile = profiles[job.profile]
        facts = PostFacts(
            role_profile=profile,
            level=profile.level_low,
            title=job.title,
            kind=job.kind,
            status=job.status,
            headcount=job.places,
            wte=Decimal(job.wte),
            pay_band=job.pay_band,
            employer=Employer.PARTNER if job.partner else Employer.OWN,
            employer_name=job.partner,
            funded_until=now + timedelta(days=job.funded_for) if job.funded_for else None,
        )
        services.add_post(service, facts, since=now - timedelta(days=TWENTY_MONTHS + 30), by=lead)


def _follow(team: Team, now: date) -> None:
    service, lead = bodies.service_named(team.service), people.found(team.body.lead)
    posts = _posts_of(service)
    for way in team.ways:
        person = services.add_person(service, code=way.code, by=lead)
        _come_in(person, way, posts, now, lead)
        for days, kind, told in way.after:
            facts = dict(told)
            if "post" in facts:
                facts["post"] = posts[facts["post"]]
            _note(person, kind, now - timedelta(days=days), lead, **facts)
        if way.plan is not None:
            services.plan_exit(person, on=now - timedelta(days=way.plan), by=lead)


def _come_in(person: Person, way: Way, posts: Mapping[str, Post], now: date, by: User) -> None:
    first = now - timedelta(days=way.since)
    for kind, days in BEFORE_CHECKS:
        _note(person, kind, first + timedelta(days=days), by)
        if kind is way.stops_at:
            return
    day = first + timedelta(days=42)
    check = {"check_kind": CheckKind.POLICE_VETTING}
    _note(person, M.CHECKS_STARTED, day, by, **check)
    if way.stops_at is M.CHECKS_STARTED:
        return
    if way.refused:
        _note(person, M.CHECKS_REFUSED, day + timedelta(days=way.vetting // 2), by, **check)
        _note(person, M.CHECKS_RECONSIDERED, day + timedelta(days=way.vetting // 2 + 10), by, **check)
    day += timedelta(days=way.vetting)
    _note(person, M.CHECKS_CLEARED, day, by, **check)
    start = day + timedelta(days=10)
    support = {
        "supervision": Supervision.FORTNIGHTLY,
        "wellbeing_plan": True,
        "wellbeing_plan_on": start + timedelta(days=7),
    }
    _note(person, M.STARTED, start, by, post=posts[way.post], **support)
    _reach(person, way, start, now, by)


def _reach(person: Person, way: Way, start: date, now: date, by: User) -> None:
    """The times somebody reached before they went."""
    ends = [days for days, kind, _ in way.after if kind in (M.LEFT, M.MOVED_ON)]
    last = now - timedelta(days=ends[0]) if ends else now - timedelta(days=14)
    for kind, days in ((M.DAYS_90, 90), (M.MONTHS_6, 183), (M.MONTHS_12, 366)):
        if start + timedelta(days=days) < last:
            _note(person, kind, start + timedelta(days=days), by)


def _note(person: Person, kind: M, day: date, by: User, **told: Any) -> None:
    facts = MilestoneFacts(kind=kind, happened_on=day, **told)
    services.record_milestone(person, facts, by=by, sure=True)


def _posts_of(service: Service) -> dict[str, Post]:
    newest = posts_ever(service.organisation, today())
    return {version.title: version.post for version in newest if version.post.service_id == service.id}
