"""The people who train: made trainers by staff, with words that delegates read."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from charter_portal.accounts.models import User
from charter_portal.accounts.queries import user_by_address
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken
from charter_portal.training import permissions as can
from charter_portal.training.models import Trainer
from charter_portal.training.queries.venues import coming_days_in_charge

declare("training.trainer.added", "training.trainer.changed", "training.trainer.ended")


def add_trainer(*, email: str, words: str, by: User) -> Trainer:
    """Somebody with an account may be put in charge of days from now on.

    Raises NotAllowed for anybody but staff, and RuleBroken, at the address, for an address without an open
    account or of somebody who is a trainer already.
    """
    _only_staff(by)
    user = user_by_address(email)
    if user is None or not user.is_active:
        raise RuleBroken(
            "Nobody with this address has an account yet. Ask them to create one first.", field="email"
        )
    trainer = Trainer(user_id=user.id, words=words, added_by_id=by.id)
    try:
        with db.session.begin_nested():
            db.session.add(trainer)
    except IntegrityError:
        raise RuleBroken(f"{user.name} is a trainer already.", field="email") from None
    record("training.trainer.added", about=trainer, by=by, after={"person": user.id})
    return trainer


def describe_trainer(trainer: Trainer, *, words: str, by: User) -> None:
    """Change what delegates read about a trainer. Raises NotAllowed for anybody but staff."""
    _only_staff(by)
    lock(trainer)
    before, trainer.words = trainer.words, words
    if before != words:
        record(
            "training.trainer.changed", about=trainer, by=by, before={"words": before}, after={"words": words}
        )


def end_trainer(trainer: Trainer, *, by: User) -> None:
    """The person trains no more, and sees no register from their very next click.

    Raises RuleBroken while they are down for a coming day: that day would be without them.
    """
    _only_staff(by)
    lock(trainer)
    if trainer.ended_at is not None:
        return
    if coming_days_in_charge(trainer.user_id):
        raise RuleBroken("They train a coming day. Put somebody else in charge of it first.")
    trainer.ended_at = now()
    record("training.trainer.ended", about=trainer, by=by, after={"person": trainer.user_id})


def hold_trainers(user_ids: list[int]) -> list[Trainer]:
    """Lock these people's trainer rows, always in the same order, so that no two days take them at once.

    Raises RuleBroken, at the trainers, when somebody is no trainer any more.
    """
    rows = select(Trainer).where(Trainer.user_id.in_(user_ids), Trainer.ended_at.is_(None))
    held = [lock(trainer) for trainer in db.session.scalars(rows.order_by(Trainer.id)).all()]
    if {trainer.user_id for trainer in held if trainer.ended_at is None} != set(user_ids):
        raise RuleBroken("Somebody you chose trains no more. Look at the list again.", field="trainers")
    return held


def _only_staff(by: User) -> None:
    if not can.runs_training(by):
        raise NotAllowed("Trainers are chosen by Career Matters staff.")
