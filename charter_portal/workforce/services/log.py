"""Writing in the barrier log. The trail names the fields that changed, but no words: words may have to go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.barriers.enums import SolutionStatus, Stage
from charter_portal.barriers.models import BarrierKind
from charter_portal.barriers.queries import solutions_from
from charter_portal.barriers.services import take_back
from charter_portal.core.clock import today
from charter_portal.core.database import db, lock
from charter_portal.core.errors import RuleBroken, StaleWrite, StepNotOpen
from charter_portal.organisations.models import Organisation, Service
from charter_portal.workforce.enums import EntryStatus, Severity
from charter_portal.workforce.models import BarrierEntry, Post
from charter_portal.workforce.queries.access import writers_of
from charter_portal.workforce.services.gate import hold_for_leading, hold_for_writing
from charter_portal.workforce.workflow import barrier_workflow

declare("workforce.barrier.opened", "workforce.barrier.changed", "workforce.barrier.erased")

LONGEST_TIME = 30
STEPS = {EntryStatus.SOLVED: "solve", EntryStatus.NOT_SOLVED: "give_up", EntryStatus.CLOSED: "close"}


@dataclass(frozen=True, kw_only=True)
class EntryFacts:
    """What the log says of a barrier."""

    service: Service
    kind: BarrierKind
    stage: Stage
    severity: Severity
    words: str
    opened_on: date
    post: Post | None = None
    action: str = ""
    owner: User | None = None
    owner_role: str = ""
    review_on: date | None = None

    def columns(self) -> dict[str, Any]:
        """As the columns of an entry keep it."""
        return {
            "service_id": self.service.id,
            "kind_id": self.kind.id,
            "post_id": self.post.id if self.post else None,
            "stage": self.stage,
            "severity": self.severity,
            "words": self.words,
            "action": self.action,
            "owner_id": self.owner.id if self.owner else None,
            "owner_role": self.owner_role,
            "opened_on": self.opened_on,
            "review_on": self.review_on,
        }


def open_entry(organisation: Organisation, facts: EntryFacts, *, by: User) -> BarrierEntry:
    """Write a barrier down. Raises NotAllowed for those who only read, RuleBroken naming the field."""
    hold_for_writing(organisation, by=by)
    _check(organisation, facts, known=None)
    return add_row(organisation, facts, by=by)


def add_row(organisation: Organisation, facts: EntryFacts, *, by: User, **more: Any) -> BarrierEntry:
    """The row itself, once everything is checked; imports bring more of its columns."""
    entry = BarrierEntry(
        organisation_id=organisation.id,
        opened_by_id=by.id,
        status=EntryStatus.OPEN,
        **facts.columns(),
        **more,
    )
    db.session.add(entry)
    db.session.flush()
    record("workforce.barrier.opened", about=entry, by=by, after={"kind": facts.kind.code})
    return entry


def change_entry(entry: BarrierEntry, facts: EntryFacts, *, version: int, by: User) -> None:
    """Reword or move a barrier. Raises as open_entry, and StaleWrite when it changed since `version`."""
    hold_entry(entry, by=by)
    _check(entry.organisation, facts, known=entry)
    if entry.closed_on is not None and facts.opened_on > entry.closed_on:
        raise RuleBroken("It was closed before this day. Choose an earlier one.", field="opened_on")
    wanted = facts.columns()
    changed = [name for name, value in wanted.items() if getattr(entry, name) != value]
    if not changed:
        return
    if entry.version != version:
        raise StaleWrite(entry)
    for name in changed:
        setattr(entry, name, wanted[name])
    note_change(entry, by, *changed)


def start_work(entry: BarrierEntry, *, by: User) -> None:
    """Somebody works on it now."""
    hold_entry(entry, by=by)
    barrier_workflow.take("start", entry, by=by)


def close_entry(
    entry: BarrierEntry, *, outcome: EntryStatus, result: str, closed_on: date, version: int, by: User
) -> None:
    """It is solved, could not be solved, or is no longer a matter; says what came of it, and when.

    Raises RuleBroken naming the field, StepNotOpen when it has ended already, StaleWrite when somebody
    changed it since `version`.
    """
    hold_entry(entry, by=by)
    if outcome not in STEPS:
        raise RuleBroken("Choose how it ended.", field="outcome")
    if not result.strip():
        raise RuleBroken("Say in a sentence what came of it.", field="result")
    if not entry.opened_on <= closed_on <= today():
        raise RuleBroken("Choose a day from when it was opened until today.", field="closed_on")
    if not entry.is_live:
        raise StepNotOpen("This barrier has ended already. Open it again first.")
    if entry.version != version:
        raise StaleWrite(entry)
    entry.result, entry.closed_on = result, closed_on
    # The step reads the row afresh, so these are written before it; if it may not be taken, all of it goes.
    db.session.flush()
    barrier_workflow.take(STEPS[outcome], entry, by=by)
    entry.version += 1


def reopen_entry(entry: BarrierEntry, *, by: User) -> None:
    """It is back. What came of it the first time stays in its words until somebody writes anew."""
    hold_entry(entry, by=by)
    barrier_workflow.take("reopen", entry, by=by)
    entry.closed_on = None
    entry.version += 1


def erase_entry(entry: BarrierEntry, *, by: User) -> None:
    """Take a barrier out of the log with everything in it; the trail keeps that it was there. Leads only.

    What was shared from it is taken back, too: without the barrier nobody could do that later. Raises
    NotAllowed for others.
    """
    hold_for_leading(entry.organisation, by=by)
    lock(entry)
    shared = solutions_from([entry.id]).get(entry.id)
    if shared is not None and shared.status in {SolutionStatus.OFFERED, SolutionStatus.PUBLISHED}:
        take_back(shared, by=by)
    record("workforce.barrier.erased", about=entry, by=by)
    db.session.delete(entry)
    db.session.flush()


def hold_entry(entry: BarrierEntry, *, by: User) -> BarrierEntry:
    """Hold a barrier of the log, after making sure that this person may write now.

    Raises StepNotOpen when its words have been kept for their time and were removed.
    """
    hold_for_writing(entry.organisation, by=by)
    lock(entry)
    if entry.let_go_at is not None:
        raise StepNotOpen("The words of this barrier are no longer kept. It stays as it is.")
    return entry


def note_change(entry: BarrierEntry, by: User, *fields: str) -> None:
    """Count a change of the entry, and say in the trail which fields it touched."""
    entry.version += 1
    record("workforce.barrier.changed", about=entry, by=by, after={"fields": sorted(fields)})


def _check(organisation: Organisation, facts: EntryFacts, *, known: BarrierEntry | None) -> None:
    if facts.service.organisation_id != organisation.id:
        raise RuleBroken("Choose one of your services.", field="service")
    if facts.service.closed_at is not None and (known is None or known.service_id != facts.service.id):
        raise RuleBroken("This service is closed. Choose one that is running.", field="service")
    if facts.post is not None and facts.post.service_id != facts.service.id:
        raise RuleBroken("Choose a post of the same service, or none.", field="post")
    if facts.kind.retired_at is not None and (known is None or known.kind_id != facts.kind.id):
        raise RuleBroken("This barrier is no longer used. Choose another.", field="kind")
    if not facts.words.strip():
        raise RuleBroken("Say what is in the way.", field="words")
    if facts.opened_on > today() or facts.opened_on.year < today().year - LONGEST_TIME:
        raise RuleBroken("Choose the day you noticed it: today or earlier.", field="opened_on")
    if facts.review_on is not None and facts.review_on < facts.opened_on:
        raise RuleBroken("The review comes after the day it was opened.", field="review_on")
    same_owner = known is not None and facts.owner is not None and known.owner_id == facts.owner.id
    if facts.owner is not None and not same_owner and facts.owner.id not in _ids(writers_of(organisation)):
        raise RuleBroken("Choose a lead or a workforce editor, or name a role.", field="owner")


def _ids(people: list[User]) -> set[int]:
    return {person.id for person in people}
