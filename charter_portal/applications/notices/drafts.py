"""What people hear while their application is still theirs: it was returned, or withdrawn."""

from __future__ import annotations

from charter_portal.accounts.models import User
from charter_portal.applications.models import Application
from charter_portal.notifications.services import notify
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.queries import members_of

ANSWERS_A_RETURN = {MemberRole.LEAD, MemberRole.CONTRIBUTOR, MemberRole.SPONSOR}


def tell_about_return(application: Application) -> None:
    """Ask everybody who can do something about it to look; the mail does not say what it is about."""
    for person in _people(application, ANSWERS_A_RETURN):
        notify(
            person.email,
            "applications/returned",
            about=application,
            event="applications.application.return_for_changes",
            user_id=person.id,
            person=person,
        )


def tell_about_withdrawal(application: Application, *, by: User) -> None:
    """A receipt to each lead."""
    for person in _people(application, {MemberRole.LEAD}):
        notify(
            person.email,
            "applications/withdrawn",
            about=application,
            event="applications.application.withdraw",
            user_id=person.id,
            person=person,
            by=by,
        )


def _people(application: Application, roles: set[MemberRole]) -> list[User]:
    return [each.user for each in members_of(application.organisation) if each.role in roles]
