"""The demo's peer workforce: three services over two years, written down by their leads and an editor.

Every person is a code. `workforce_teams` tells whom it follows.
"""

from __future__ import annotations

from collections.abc import Mapping
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
from charter_portal.cli.demo.workforce_teams import TEAMS, Team, Way
from charter_portal.core.clock import today
from charter_portal.framework.queries import charter_of
from charter_portal.organisations.models import Service
from charter_portal.workforce import services
from charter_portal.workforce.enums import Employer, Place, Supervision
from charter_portal.workforce.enums import MilestoneKind as M
from charter_portal.workforce.models import Person, Post
from charter_portal.workforce.queries.posts import posts_ever, profiles_for
from charter_portal.workforce.services import MilestoneFacts, PostFacts

TWO_YEARS = 730
BEFORE_CHECKS = ((M.INTEREST, 0), (M.APPLIED, 9), (M.SHORTLISTED, 20), (M.INTERVIEWED, 31), (M.OFFERED, 38))


def write_down(calendar: Calendar, now: date) -> None:
    """Posts and ways are written down from the organisation's own records; a lead opens the circle."""
    for minute, team in enumerate(TEAMS):
        calendar.at(workday(now, -12), f"10:{10 * minute:02}", partial(_set_out, team, now))
        calendar.at(workday(now, -10), f"14:{10 * minute:02}", partial(_follow, team, now))
    calendar.at(workday(now, -12), "11:30", _open_the_circle)
    calendar.at(workday(now, -8), "10:40", _show_figures)


def _show_figures() -> None:
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
            figure = add_figure(draft, key=key, months=12, by=lead)
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
        services.add_post(service, facts, since=now - timedelta(days=TWO_YEARS), by=lead)


def _follow(team: Team, now: date) -> None:
    service, lead = bodies.service_named(team.service), people.found(team.body.lead)
    posts = _posts_of(service)
    for way in team.ways:
        person = services.add_person(service, code=way.code, by=lead)
        _come_in(person, way, team, posts, now, lead)
        for days, kind, told in way.after:
            facts = dict(told)
            if "post" in facts:
                facts["post"] = posts[facts["post"]]
            _note(person, kind, now - timedelta(days=days), lead, **facts)
        if way.plan is not None:
            services.plan_exit(person, on=now - timedelta(days=way.plan), by=lead)


def _come_in(person: Person, way: Way, team: Team, posts: Mapping[str, Post], now: date, by: User) -> None:
    first = now - timedelta(days=way.since)
    for kind, days in BEFORE_CHECKS:
        _note(person, kind, first + timedelta(days=days), by)
        if kind is way.stops_at:
            return
    day = first + timedelta(days=42)
    check = {"check_kind": team.check}
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
