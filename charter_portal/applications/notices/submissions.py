"""The receipt that people get when their application has been handed over."""

from __future__ import annotations

from charter_portal.accounts.models import User
from charter_portal.applications.models import Submission
from charter_portal.notifications.services import notify
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.queries import members_of

GETS_A_RECEIPT = {MemberRole.LEAD, MemberRole.SPONSOR}


def tell_about_submission(submission: Submission, *, by: User) -> None:
    """One receipt each to the leads, the sponsors and whoever signed, with the SHA-256 to keep."""
    application = submission.application
    people = [each.user for each in members_of(application.organisation) if each.role in GETS_A_RECEIPT]
    for person in {each.id: each for each in [*people, by]}.values():
        notify(
            person.email,
            "applications/receipt",
            about=application,
            event="applications.application.submit",
            user_id=person.id,
            person=person,
            submission=submission,
        )
