"""Questions about jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select

from charter_portal.core.clock import now
from charter_portal.core.database import db
from charter_portal.jobs.enums import JobState
from charter_portal.jobs.models import Job

LIVE = (JobState.WAITING, JobState.RUNNING)


def jobs_about(thing: Any, kind: str | None = None) -> Select[Job]:
    """The work asked for one thing, newest first."""
    rows = select(Job).where(Job.subject_type == thing.__tablename__, Job.subject_id == thing.id)
    return (rows.where(Job.kind == kind) if kind else rows).order_by(Job.id.desc())


def latest_job(thing: Any, kind: str) -> Job | None:
    """The newest job of a kind for a thing, in whatever state."""
    return db.session.scalar(jobs_about(thing, kind).limit(1))


def live_job(key: str) -> Job | None:
    """The waiting or running job with this key."""
    return db.session.scalar(select(Job).where(Job.key == key, Job.state.in_(LIVE)))


def stopped_jobs() -> Select[Job]:
    """Work that the portal gave up, newest first."""
    return select(Job).where(Job.state == JobState.STOPPED).order_by(Job.id.desc())


def due(moment: datetime | None = None) -> Select[Job]:
    """What may be started now: waiting and due, or running in hands that let go."""
    moment = moment or now()
    waiting = and_(Job.state == JobState.WAITING, Job.next_attempt_at <= moment)
    abandoned = and_(Job.state == JobState.RUNNING, Job.claimed_until <= moment)
    return select(Job).where(or_(waiting, abandoned)).order_by(Job.next_attempt_at, Job.id)
