"""What delegates say after a day, with or without their name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time

from sqlalchemy import update

from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now, today
from charter_portal.core.database import db, lock
from charter_portal.core.errors import RuleBroken
from charter_portal.training.enums import DayStatus, PlaceStatus
from charter_portal.training.models import DayFeedback, Place
from charter_portal.training.rules.feedback import kept_ratings

declare("training.feedback.given")


def may_give_feedback(place: Place) -> bool:
    """True for somebody who came, once the day is over and until they have said something."""
    over = place.day.status is DayStatus.HELD or now() >= place.day.ends_at
    return place.status is PlaceStatus.ATTENDED and over and place.feedback_on is None


def give_feedback(
    place: Place, *, ratings: Mapping[str, str | None], most_useful: str, to_change: str, anonymous: bool
) -> None:
    """Keep what a delegate says; every answer may be skipped, but not all of them.

    Given anonymously it keeps no place, no moment and no line in the trail: only the day on which it was
    given, and on the place that something was given, so that nobody speaks twice. Raises RuleBroken when
    nothing was said, it was said already, or the delegate did not come.
    """
    lock(place)
    if place.feedback_on is not None:
        raise RuleBroken("You have sent us your feedback already. Thank you.")
    if not may_give_feedback(place):
        raise RuleBroken("Feedback opens after the day, for everybody who came.")
    kept = kept_ratings(ratings)
    if not kept and not most_useful and not to_change:
        raise RuleBroken("Answer at least one question. You can skip all others.", "ratings")
    feedback = DayFeedback(
        day_id=place.day_id,
        place_id=None if anonymous else place.id,
        given_on=today(),
        ratings=kept,
        most_useful=most_useful,
        to_change=to_change,
    )
    if anonymous:
        feedback.created_at = feedback.updated_at = datetime.combine(today(), time(), UTC)
        unmoved = {"feedback_on": today(), "updated_at": Place.updated_at}
        db.session.execute(update(Place).where(Place.id == place.id).values(unmoved))
        db.session.expire(place)
    else:
        place.feedback_on = today()
    db.session.add(feedback)
    db.session.flush()
    if not anonymous:
        record("training.feedback.given", about=place, by=None)
