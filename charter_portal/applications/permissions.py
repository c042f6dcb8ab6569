"""Who sees an application, and who may do what with it."""

from __future__ import annotations

from typing import Any

from charter_portal.accounts import permissions as people
from charter_portal.applications.enums import ApplicationStatus as S
from charter_portal.applications.models import Application
from charter_portal.applications.queries import statements_open, visible_to
from charter_portal.core.permissions import permission
from charter_portal.core.tables import exists_in
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.queries import roles_of

BEING_WRITTEN = (S.DRAFT, S.RETURNED)
BEFORE_ASSESSMENT = (S.DRAFT, S.SUBMITTED, S.RETURNED)


def _role_in(person: Any, application: Application) -> MemberRole | None:
    return roles_of(person).get(application.organisation_id)


@permission
def view(person: Any, application: Application) -> bool:
    """The application exists for this person: the same question as every list asks."""
    return exists_in(visible_to(person).where(Application.id == application.id))


@permission
def is_member(person: Any, application: Application) -> bool:
    """Belongs to the organisation that applies, in any role."""
    return _role_in(person, application) is not None


@permission
def starts(person: Any) -> bool:
    """Leads at least one organisation, and so may begin an application."""
    return MemberRole.LEAD in roles_of(person).values()


@permission
def writes(person: Any, application: Application) -> bool:
    """Leads the organisation or contributes to its applications, whatever state this one is in."""
    return _role_in(person, application) in {MemberRole.LEAD, MemberRole.CONTRIBUTOR}


@permission
def leads(person: Any, application: Application) -> bool:
    """Leads the organisation that applies."""
    return _role_in(person, application) == MemberRole.LEAD


@permission
def signs(person: Any, application: Application) -> bool:
    """Signs for the organisation: its sponsor or its lead."""
    return _role_in(person, application) in {MemberRole.LEAD, MemberRole.SPONSOR}


@permission
def is_being_written(person: Any, application: Application) -> bool:
    """A draft, or returned for changes."""
    return application.status in BEING_WRITTEN


@permission
def is_draft(person: Any, application: Application) -> bool:
    """Never submitted yet and not withdrawn."""
    return application.status == S.DRAFT


@permission
def is_before_assessment(person: Any, application: Application) -> bool:
    """No assessor has begun."""
    return application.status in BEFORE_ASSESSMENT


@permission
def is_submitted(person: Any, application: Application) -> bool:
    """Submitted, and nobody has begun to assess it."""
    return application.status == S.SUBMITTED


@permission
def was_submitted(person: Any, application: Application) -> bool:
    """Has been submitted at least once."""
    return application.submitted_at is not None


edit = writes & is_being_written
change_scope = writes & is_draft
may_submit = signs & is_being_written
withdraw = leads & is_before_assessment
staff_view = people.reads_everything & was_submitted
return_for_changes = people.is_staff & is_submitted


def may_edit_statement(person: Any, application: Application, statement_id: int) -> bool:
    """May change this response now: everything in a draft, only the chosen statements after a return."""
    return edit(person, application) and statement_id in statements_open(application)
