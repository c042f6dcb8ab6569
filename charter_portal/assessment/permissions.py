"""Who may open a submission to assess it, who lays the scores side by side, and when.

An assessor sees one allocation: their own. Nothing here lets them learn of another.
"""

from __future__ import annotations

from typing import Any

from charter_portal.accounts.permissions import is_assessor, is_staff
from charter_portal.applications.enums import ApplicationStatus as A
from charter_portal.applications.models import Application
from charter_portal.assessment.enums import AllocationStatus as S
from charter_portal.assessment.models import Allocation
from charter_portal.assessment.queries import belongs_to_applicant, has_part_in
from charter_portal.core.permissions import permission

TAKES_READERS = (A.SUBMITTED, A.IN_ASSESSMENT)


@permission
def is_own(person: Any, allocation: Allocation) -> bool:
    """The assessor who was asked."""
    return allocation.assessor_id == person.id


@permission
def is_live(person: Any, allocation: Allocation) -> bool:
    """Neither closed by a conflict nor ended."""
    return allocation.is_live


@permission
def is_of_applicant(person: Any, allocation: Allocation) -> bool:
    """Is or was a member of an organisation of the application, even since being asked."""
    return belongs_to_applicant(person, allocation.application_id)


@permission
def is_declared(person: Any, allocation: Allocation) -> bool:
    """The assessor has said that there is no conflict."""
    return allocation.is_opened


@permission
def is_undeclared_or_unfinished(person: Any, allocation: Allocation) -> bool:
    """Not finished: a conflict may still be declared."""
    return allocation.status in {S.ALLOCATED, S.SCORING}


@permission
def is_undeclared(person: Any, allocation: Allocation) -> bool:
    """Waits for the declaration, of an application that may be read."""
    return allocation.status == S.ALLOCATED and allocation.application.status in TAKES_READERS


@permission
def is_being_scored(person: Any, allocation: Allocation) -> bool:
    """Opened and not finished, of an application in assessment."""
    return allocation.status == S.SCORING and allocation.application.status == A.IN_ASSESSMENT


@permission
def is_ending_possible(person: Any, allocation: Allocation) -> bool:
    """Live, of an application whose moderation is not complete."""
    return allocation.is_live and allocation.application.status in TAKES_READERS


@permission
def takes_no_part(person: Any, application: Application) -> bool:
    """Was not asked to read the application: whoever reads it neither allocates nor moderates it."""
    return not has_part_in(person, application.id)


@permission
def takes_readers(person: Any, application: Application) -> bool:
    """Submitted, and moderation not complete."""
    return application.status in TAKES_READERS


@permission
def is_in_assessment(person: Any, application: Application) -> bool:
    """Somebody has opened it, and moderation is not complete."""
    return application.status == A.IN_ASSESSMENT


@permission
def sees_panel(person: Any, allocation: Allocation) -> bool:
    """Staff see who reads what."""
    return is_staff(person)


@permission
def takes_no_part_beside(person: Any, allocation: Allocation) -> bool:
    """Was not asked to read the application of this allocation."""
    return takes_no_part(person, allocation.application)


view = is_own & is_assessor & is_live & ~is_of_applicant
opens = is_declared
declare = is_undeclared
declare_conflict = is_own & is_assessor & is_undeclared_or_unfinished
score = is_own & is_assessor & is_being_scored

run = is_staff & takes_no_part
allocate = run & takes_readers
end = sees_panel & takes_no_part_beside
