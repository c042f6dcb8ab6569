"""People as codes: adding one, changing code or service, noting an exit plan."""

from __future__ import annotations

from datetime import date

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import today
from charter_portal.core.database import db, lock
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.organisations.models import Organisation, Service
from charter_portal.workforce.models import Person
from charter_portal.workforce.queries.people import person_by_code
from charter_portal.workforce.rules.codes import code_key, problem_with
from charter_portal.workforce.services.gate import hold_for_writing

declare(
    "workforce.person.added",
    "workforce.person.changed",
    "workforce.person.exit_planned",
    "workforce.people.listed",
)

GONE = "The milestones of this person are no longer tied to a code. They cannot be changed."


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
    if changed["code"]:
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
