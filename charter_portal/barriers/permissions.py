"""Who may do what with the catalogue and the library: everybody reads it, staff look after it."""

from __future__ import annotations

from typing import Any

from charter_portal.accounts.permissions import is_staff, reads_everything
from charter_portal.barriers.enums import SolutionStatus
from charter_portal.barriers.models import Solution
from charter_portal.core.permissions import permission
from charter_portal.organisations.queries import roles_of

reads = reads_everything
"""Staff and the commissioner see the catalogue and the queue; the commissioner changes nothing."""
edits = is_staff
moderates = is_staff


@permission
def sees(person: Any, solution: Solution) -> bool:
    """Staff see every solution; the commissioner what is in the library, or was until staff took it out."""
    closed = solution.status in {SolutionStatus.OFFERED, SolutionStatus.DECLINED} or solution.is_taken_back
    return is_staff(person) or (reads_everything(person) and not closed)


@permission
def owns(person: Any, solution: Solution) -> bool:
    """Belongs to the organisation that shared it. The log it came from says who of them takes it back."""
    return (solution.organisation_id or 0) in roles_of(person)
