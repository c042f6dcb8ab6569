"""Letting go of codes: some time after somebody has gone, nobody needs to know who it was."""

from __future__ import annotations

from sqlalchemy import update

from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now, today
from charter_portal.core.database import db, lock, unit_of_work
from charter_portal.workforce.models import Milestone, Person
from charter_portal.workforce.queries.keeping import people_past_keeping

declare("workforce.person.anonymised")

AT_ONCE = 200
SUPPORT = ("supervision", "wellbeing_plan", "wellbeing_plan_on", "adjustments", "adjustments_on")


def anonymise_the_gone() -> int:
    """Take the code from everybody who has been gone longer than their organisation keeps codes.

    What stays is counted and belongs to nobody: kinds, days and posts, so that figures of past years stay
    true. Supervision, plans and adjustments go with the code. A worker's chore; returns how many it was.
    """
    done = 0
    for number in people_past_keeping(today(), limit=AT_ONCE):
        with unit_of_work() as session:
            person = session.get(Person, number)
            done += person is not None and _anonymise(person)
    return done


def _anonymise(person: Person) -> bool:
    lock(person)
    if person.anonymised_at is not None or person.post_id is not None:
        return False
    person.code = person.code_key = person.exit_plan_on = None
    person.anonymised_at = now()
    person.version += 1
    db.session.execute(
        update(Milestone).where(Milestone.person_id == person.id).values(**dict.fromkeys(SUPPORT))
    )
    record("workforce.person.anonymised", about=person, by=None)
    return True
