"""What assessment tells whom. Every mail is discreet: there is news, and where to read it."""

from __future__ import annotations

from charter_portal.accounts.enums import Role
from charter_portal.accounts.models import User
from charter_portal.accounts.permissions import is_staff
from charter_portal.accounts.queries import people_with
from charter_portal.applications.models import Application
from charter_portal.assessment.models import Allocation
from charter_portal.core.database import db
from charter_portal.notifications.services import notify


def tell_assessor(allocation: Allocation) -> None:
    """Something new is in the assessor's queue."""
    _tell(allocation.assessor, "assessment/allocated", allocation, "assessment.allocation.create")


def tell_about_end(allocation: Allocation) -> None:
    """An assessor need not read any more; nothing is asked of them."""
    _tell(allocation.assessor, "assessment/ended", allocation, "assessment.allocation.end")


def tell_about_conflict(allocation: Allocation) -> None:
    """Somebody else has to be asked: tell whoever allocated, or all staff when they have left."""
    for person in _staff_behind([allocation.allocated_by_id]):
        _tell(person, "assessment/conflict_declared", allocation, "assessment.allocation.decline")


def tell_all_finished(application: Application, allocators: list[int]) -> None:
    """The scores may be laid side by side."""
    for person in _staff_behind(allocators):
        _tell(person, "assessment/all_finished", application, "assessment.allocation.finish")


def _staff_behind(person_ids: list[int]) -> list[User]:
    people = [db.session.get(User, person_id) for person_id in sorted(set(person_ids))]
    still_here = [person for person in people if person and person.is_active and is_staff(person)]
    return still_here or people_with(Role.ADMINISTRATOR, Role.OFFICER)


def _tell(person: User, notice: str, about: object, event: str) -> None:
    notify(person.email, notice, about=about, event=event, user_id=person.id, person=person)
