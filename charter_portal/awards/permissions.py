"""Who may do what with decisions and awards."""

from __future__ import annotations

from typing import Any

from charter_portal.accounts import permissions as people
from charter_portal.applications import permissions as applications
from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.models import Application
from charter_portal.assessment.permissions import takes_no_part
from charter_portal.assessment.queries import belongs_to_applicant
from charter_portal.awards.enums import AwardState, DecisionStatus
from charter_portal.awards.models import Award, Decision
from charter_portal.core.permissions import permission
from charter_portal.involvement.permissions import writes as writes_in_the_plan


@permission
def is_assessed(person: Any, application: Application) -> bool:
    """Every statement has an agreed level and no decision is confirmed yet."""
    return application.status == ApplicationStatus.ASSESSED


@permission
def is_shared(person: Any, application: Application) -> bool:
    """The outcome was released."""
    return application.status == ApplicationStatus.RELEASED


@permission
def plans(person: Any, application: Application) -> bool:
    """Writes in the action plan of the organisation that applied."""
    return writes_in_the_plan(person, application.organisation)


@permission
def stands_apart(person: Any, application: Application) -> bool:
    """Neither read the application nor belongs, or ever belonged, to an organisation of it."""
    return takes_no_part(person, application) and not belongs_to_applicant(person, application.id)


@permission
def stands_apart_from(person: Any, decision: Decision) -> bool:
    """Stands apart from the application that is decided."""
    return stands_apart(person, decision.application)


@permission
def someone_else_proposed(person: Any, decision: Decision) -> bool:
    """Two people take a decision: the one who confirms is not the one who proposed."""
    return decision.proposed_by_id != person.id


@permission
def is_proposed(person: Any, decision: Decision) -> bool:
    """Waits for a second person."""
    return decision.status == DecisionStatus.PROPOSED


@permission
def stands(person: Any, award: Award) -> bool:
    """The award was not withdrawn."""
    return award.state != AwardState.WITHDRAWN


view_decision = applications.staff_view
read_decision = people.reads_everything & stands_apart
decide = people.is_staff & stands_apart
propose = decide & is_assessed
propose_again = people.is_staff & stands_apart_from
confirm = propose_again & someone_else_proposed
send_back = propose_again
view_release = people.reads_everything
release = people.is_staff
view_outcome = applications.view & is_shared
view_award = people.reads_everything
withdraw = people.is_staff
withdraw_award = people.is_staff & stands
