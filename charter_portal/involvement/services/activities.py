"""Writing down what a service did to involve people."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, diff, record
from charter_portal.core.clock import today
from charter_portal.core.database import db, lock
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.involvement.enums import Method, Reach
from charter_portal.involvement.models import Activity
from charter_portal.involvement.services.gate import check_kept, check_service, hold_for_writing
from charter_portal.organisations.models import Organisation, Service

declare("involvement.activity.added", "involvement.activity.changed", "involvement.activity.removed")

MOST_PEOPLE = 100_000


@dataclass(frozen=True)
class ActivityWords:
    """What is written about an activity: who took part is counted, and never named."""

    title: str
    reach: Reach
    method: Method
    held_on: date
    happened: str = ""
    using_count: int = 0
    workforce_count: int = 0
    families_count: int = 0
    thanks: str = ""
    changed: str = ""


def add_activity(organisation: Organisation, *, service: Service, words: ActivityWords, by: User) -> Activity:
    """Write down an activity.

    Raises NotAllowed for readers, RuleBroken for another's service, a day to come or a count out of range.
    """
    hold_for_writing(organisation, by)
    check_service(organisation, service)
    _check(words)
    activity = Activity(
        organisation_id=organisation.id, service_id=service.id, saved_by_id=by.id, **_columns(words)
    )
    db.session.add(activity)
    record("involvement.activity.added", about=activity, by=by, after=_told(activity))
    return activity


def change_activity(
    activity: Activity, *, service: Service, words: ActivityWords, version: int, by: User
) -> None:
    """Change what is written about an activity. The same words sent twice are one save.

    Raises as add_activity, and StaleWrite when somebody else changed it since `version`.
    """
    organisation = db.session.get_one(Organisation, activity.organisation_id)
    hold_for_writing(organisation, by)
    check_kept(lock(activity))
    check_service(organisation, service)
    _check(words)
    wanted = _columns(words) | {"service_id": service.id}
    if all(getattr(activity, name) == value for name, value in wanted.items()):
        return
    if activity.version != version:
        raise StaleWrite(activity)
    told = _told(activity)
    for name, value in wanted.items():
        setattr(activity, name, value)
    activity.version += 1
    activity.saved_by_id = by.id
    db.session.flush()
    before, after = diff(told, _told(activity))
    record("involvement.activity.changed", about=activity, by=by, before=before, after=after)


def remove_activity(activity: Activity, *, by: User) -> None:
    """Take an activity off the list. Finished audits keep their count. Raises NotAllowed for readers."""
    hold_for_writing(db.session.get_one(Organisation, activity.organisation_id), by)
    lock(activity)
    record("involvement.activity.removed", about=activity, by=by, before=_told(activity))
    db.session.delete(activity)


def _check(words: ActivityWords) -> None:
    if words.held_on > today():
        raise RuleBroken("Write down an activity once it has taken place.", field="held_on")
    for name in ("using_count", "workforce_count", "families_count"):
        if not 0 <= getattr(words, name) <= MOST_PEOPLE:
            raise RuleBroken("Write a whole number, 0 or more.", field=name)


def _columns(words: ActivityWords) -> dict[str, Any]:
    return asdict(words)


def _told(activity: Activity) -> dict[str, Any]:
    """What the trail keeps: no words that somebody wrote, and no counts of people."""
    return {
        "service": activity.service_id,
        "reach": activity.reach,
        "method": activity.method,
        "held_on": activity.held_on,
    }
