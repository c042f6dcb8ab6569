"""The floor's reports: the national picture as it was kept, and a service's peer workforce at a glance."""

from __future__ import annotations

import statistics
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from flask import abort, g, render_template
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from benchmarks import floor_tables as t
from benchmarks.floor_lists import MEMBER, STAFF, needs

YEAR = timedelta(days=365)
STEPS = (
    "interest applied shortlisted interviewed offered checks_started checks_cleared started days_90 "
    "months_6 months_12"
).split()


def national() -> str:
    """The newest picture: its tables, and a bar for each figure."""
    needs(STAFF)
    rounds = g.db.scalars(select(t.Cycle).order_by(t.Cycle.deadline_at.desc())).all()
    picture = g.db.scalar(
        select(t.Picture).options(joinedload(t.Picture.cycle)).order_by(t.Picture.until.desc()).limit(1)
    )
    groups: dict[str, list[Any]] = defaultdict(list)
    for measure in picture.document["measures"]:
        groups[measure["group"]].append(measure)
    return render_template("floor/national.html", picture=picture, rounds=rounds, groups=groups)


def dashboard(number: int) -> str:
    """One service: posts by level, people on each step this year and last, days between steps, volunteers."""
    person = needs(MEMBER)
    service = g.db.get(t.Service, number) or abort(404)
    application = g.db.get(t.Application, service.application_id)
    member = select(t.Member.id).where(
        t.Member.person_id == person.id, t.Member.organisation_id == application.organisation_id
    )
    if g.db.scalar(member) is None:
        abort(403)
    today = date.today()
    posts = g.db.execute(
        select(t.Post.level, t.Post.status, func.count(), func.sum(t.Post.headcount))
        .where(t.Post.service_id == number)
        .group_by(t.Post.level, t.Post.status)
        .order_by(t.Post.level)
    ).all()
    milestones = g.db.execute(
        select(t.Milestone.person_id, t.Milestone.kind, t.Milestone.happened_on)
        .where(t.Milestone.service_id == number, t.Milestone.happened_on > today - 2 * YEAR)
        .order_by(t.Milestone.person_id, t.Milestone.happened_on)
    ).all()
    volunteers = g.db.execute(
        select(t.Follower.id, t.Follower.code, t.Post.title, func.max(t.Milestone.happened_on))
        .join(t.Post, t.Post.id == t.Follower.post_id)
        .join(t.Milestone, (t.Milestone.person_id == t.Follower.id) & (t.Milestone.kind == "started"))
        .where(t.Follower.service_id == number, t.Post.kind == "volunteer")
        .group_by(t.Follower.id)
        .order_by(func.max(t.Milestone.happened_on))
    ).all()
    return render_template(
        "floor/workforce.html",
        service=service,
        posts=posts,
        funnel=_funnel(milestones, today),
        volunteers=volunteers,
    )


def _funnel(milestones: Any, today: date) -> list[tuple[str, int, int, float | None]]:
    """For each step: people this year, people last year, and the median days since the step before."""
    now: dict[str, set[int]] = defaultdict(set)
    before: dict[str, set[int]] = defaultdict(set)
    days: dict[str, list[int]] = defaultdict(list)
    last: tuple[int, date] | None = None
    for person, kind, on in milestones:
        recent = on > today - YEAR
        (now if recent else before)[kind].add(person)
        if recent and last is not None and last[0] == person:
            days[kind].append((on - last[1]).days)
        last = (person, on)
    return [
        (
            step,
            len(now[step]),
            len(before[step]),
            statistics.median(days[step]) if days[step] else None,
        )
        for step in STEPS
    ]
