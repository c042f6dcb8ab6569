"""People as codes: adding one, changing code or service, and taking somebody out for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import today
from charter_portal.core.database import db, lock
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.organisations.models import Organisation, Service
from charter_portal.workforce.models import ClockReminder, Milestone, Person
from charter_portal.workforce.queries.people import person_by_code
from charter_portal.workforce.rules.codes import code_key, problem_with
from charter_portal.workforce.services.gate import hold_for_leading, hold_for_writing

declare(
    "workforce.person.added",
    "workforce.person.changed",
    "workforce.person.exit_planned",
    "workforce.person.erased",
)

GONE = "The milestones of this person are no longer tied to a code. They cannot be changed."


@dataclass(frozen=True)
class Erased:
    """What erasing somebody takes away, as numbers."""

    milestones: int
    reminders: int


def add_person(service: Service, *, code: str, by: User) -> Person:
    """Follow somebody by a code of the organisation's own. The trail keeps a number, never the code.

    Raises NotAllowed for those who only read, RuleBroken for a code that is used or could say who it is.
    """
    organisation = hold_for_writing(service.organisation, by=by)
    _check_code(organisation, code)
    if service.closed_at is not None:
        raise RuleBroken("This service is closed. Open it again before you add people.")
    person = Person(
        organisation_id=organisation.id,
        service_id=service.id,
        service=service,
        code=code.upper(),
        code_key=code_key(code),
    )
    db.session.add(person)
    record("workforce.person.added", about=person, by=by, after={"service": service.id})
    return person


def change_person(person: Person, *, code: str, service: Service, version: int, by: User) -> None:
    """Give somebody another code, or move them to another service of the organisation.

    Earlier milestones stay with the service where they happened. Raises as add_person, and StaleWrite when
    somebody else saved since `version`.
    """
    organisation = hold_person(person, by=by)
    if service.organisation_id != organisation.id:
        raise RuleBroken("Choose one of your services.", field="service")
    changed = {
        "code": code_key(code) != person.code_key or code.upper() != person.code,
        "service": service.id != person.service_id,
    }
    if not any(changed.values()):
        return
    _check_code(organisation, code, but_not=person)
    if person.version != version:
        raise StaleWrite(person)
    before = person.service_id
    person.code, person.code_key = code.upper(), code_key(code)
    person.service_id = service.id
    person.version += 1
    db.session.flush()
    record(
        "workforce.person.changed",
        about=person,
        by=by,
        before={"service": before},
        after={"service": service.id, "code_changed": changed["code"]},
    )


def plan_exit(person: Person, *, on: date | None, by: User) -> None:
    """Note the day on which a plan for the time after volunteering was agreed, or take the note back.

    Only the day is kept: the plan itself stays with the person. Raises RuleBroken for a day to come.
    """
    hold_person(person, by=by)
    if on is not None and on > today():
        raise RuleBroken("This day has not come yet. Enter the day the plan was agreed.", field="on")
    if person.exit_plan_on == on:
        return
    before, person.exit_plan_on = person.exit_plan_on, on
    person.version += 1
    record("workforce.person.exit_planned", about=person, by=by, before={"on": before}, after={"on": on})


def what_erasing_takes(person: Person) -> Erased:
    """What would be gone, for the page that asks before it happens."""
    milestones = select(Milestone.id).where(Milestone.person_id == person.id)
    count = db.session.scalar(select(func.count()).select_from(milestones.subquery())) or 0
    reminders = select(func.count()).where(ClockReminder.milestone_id.in_(milestones))
    return Erased(count, db.session.scalar(reminders) or 0)


def erase_person(person: Person, *, by: User) -> Erased:
    """Take somebody out for good: the code, every milestone, every reminder. It cannot be undone.

    Figures that are worked out from now on no longer include this person; figures already frozen in a
    submission stay as they were read. The trail keeps how many rows went, never which code.
    Raises NotAllowed for anybody but a lead.
    """
    hold_for_leading(person.organisation, by=by)
    lock(person)
    taken = what_erasing_takes(person)
    milestones = select(Milestone.id).where(Milestone.person_id == person.id)
    db.session.execute(delete(ClockReminder).where(ClockReminder.milestone_id.in_(milestones)))
    db.session.execute(delete(Milestone).where(Milestone.person_id == person.id))
    record(
        "workforce.person.erased",
        about=person,
        by=by,
        after={"milestones": taken.milestones, "reminders": taken.reminders},
    )
    db.session.expire(person, ["milestones"])
    db.session.delete(person)
    return taken


def hold_person(person: Person, *, by: User) -> Organisation:
    """Hold a person's row for a change. NotAllowed for readers, RuleBroken without a code."""
    organisation = hold_for_writing(person.organisation, by=by)
    lock(person)
    if person.anonymised_at is not None:
        raise RuleBroken(GONE)
    return organisation


def _check_code(organisation: Organisation, code: str, *, but_not: Person | None = None) -> None:
    problem = problem_with(code)
    if problem:
        raise RuleBroken(problem, field="code")
    other = person_by_code(organisation, code)
    if other is not None and other is not but_not:
        raise RuleBroken("Your organisation uses this code already. Choose another.", field="code")
