"""Letting go: of codes some time after somebody has gone, of a barrier's words some time after its end."""

from __future__ import annotations

from sqlalchemy import update

from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now, today
from charter_portal.core.database import db, lock, unit_of_work
from charter_portal.workforce.models import BarrierEntry, Milestone, Person
from charter_portal.workforce.queries.keeping import (
    entries_past_keeping,
    is_past_keeping,
    people_past_keeping,
)

declare("workforce.person.anonymised", "workforce.barrier.let_go")

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


def let_go_of_the_log() -> int:
    """Remove the words of barriers that ended long ago; kind, stage, days and outcome stay to be counted.

    What was shared from them stands in the library under rules of its own. A worker's chore; returns how
    many barriers it was.
    """
    done = 0
    for number in entries_past_keeping(today(), limit=AT_ONCE):
        with unit_of_work() as session:
            entry = session.get(BarrierEntry, number)
            done += entry is not None and _empty(entry)
    return done


def _empty(entry: BarrierEntry) -> bool:
    lock(entry)
    if not is_past_keeping(entry, today()):
        return False
    taken = len(entry.tries)
    entry.tries = []
    entry.words = "No longer kept."
    entry.action = entry.result = entry.owner_role = entry.note_words = ""
    entry.owner_id = None
    entry.let_go_at = now()
    entry.version += 1
    db.session.flush()
    record("workforce.barrier.let_go", about=entry, by=None, after={"tries": taken})
    return True
