"""Questions about what was handed over."""

from __future__ import annotations

from sqlalchemy import select

from charter_portal.applications.models import Application, Submission
from charter_portal.core.database import db


def submission_numbered(application: Application, number: int) -> Submission | None:
    """One of the submissions of an application, counted from 1."""
    return db.session.scalar(
        select(Submission).where(Submission.application_id == application.id, Submission.number == number)
    )
