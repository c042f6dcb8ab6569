"""Who may do what with the catalogue and the library: everybody reads it, staff look after it."""

from __future__ import annotations

from typing import Any

from charter_portal.accounts.permissions import is_staff, reads_everything
from charter_portal.barriers.enums import SolutionStatus
from charter_portal.barriers.models import Solution
from charter_portal.core.permissions import permission
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.queries import roles_of

reads = reads_everything
"""Staff and the commissioner see the catalogue and the queue; the commissioner changes nothing."""
edits = is_staff
moderates = is_staff


@permission
def sees(person: Any, solution: Solution) -> bool:
    """Staff see every solution; the commissioner sees what is, or was, in the library."""
    still_offered = solution.status in {SolutionStatus.OFFERED, SolutionStatus.DECLINED}
    return is_staff(person) or (reads_everything(person) and not still_offered)


@permission
def owns(person: Any, solution: Solution) -> bool:
    """Leads the organisation that shared it, or shared it in person and still belongs there."""
    role = roles_of(person).get(solution.organisation_id or 0)
    return role == MemberRole.LEAD or (role is not None and solution.offered_by_id == person.id)
