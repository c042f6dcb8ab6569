"""Which days exist for whom, and who trains them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, or_, select

from charter_portal.accounts.permissions import reads_everything
from charter_portal.core.database import db
from charter_portal.training.models import DayTrainer, Trainer, TrainingDay


def days_visible_to(person: Any) -> Select[TrainingDay]:
    """The days that exist for this person: those once published for everybody, those being planned for staff.

    A trainer also sees the plans of their own days.
    """
    rows = select(TrainingDay)
    published = TrainingDay.published_at.is_not(None)
    if not person.is_authenticated:
        return rows.where(published)
    if reads_everything(person):
        return rows
    return rows.where(or_(published, TrainingDay.id.in_(days_trained_by(person))))


def days_trained_by(person: Any) -> Select[Any]:
    """The numbers of the days that this person trains; none once they are no longer a trainer."""
    return (
        select(DayTrainer.day_id)
        .join(Trainer, Trainer.user_id == DayTrainer.user_id)
        .where(DayTrainer.user_id == person.id, Trainer.ended_at.is_(None))
    )


def is_trainer_now(person: Any) -> bool:
    """True while the person may be put in charge of days."""
    rows = select(Trainer.id).where(Trainer.user_id == person.id, Trainer.ended_at.is_(None))
    return db.session.scalar(rows) is not None
