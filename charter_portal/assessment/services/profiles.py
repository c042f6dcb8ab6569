"""What assessors choose to say about themselves."""

from __future__ import annotations

from charter_portal.accounts.models import User
from charter_portal.accounts.permissions import is_assessor
from charter_portal.assessment.models import AssessorProfile
from charter_portal.assessment.queries import profile_of
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken

declare("assessment.profile.save")


def keep_profile(
    person: User, *, lived_experience: bool | None, daily_limit: int | None = None, by: User
) -> AssessorProfile:
    """Keep an assessor's own choice; None means that they prefer not to say, or want no daily limit.

    The trail notes that they chose, never what. Raises NotAllowed when anybody else chooses for them, and
    RuleBroken for a limit below one.
    """
    if person.id != by.id or not is_assessor(by):
        raise NotAllowed("Only an assessor can choose this, and only for themselves.")
    if daily_limit is not None and not 0 < daily_limit < 1000:
        raise RuleBroken("Use a whole number from 1 to 999, or leave this empty.", field="daily_limit")
    lock(person)
    profile = profile_of(person) or AssessorProfile(user_id=person.id)
    profile.lived_experience = lived_experience
    profile.daily_limit = daily_limit
    db.session.add(profile)
    db.session.flush()
    record("assessment.profile.save", about=profile, by=by)
    return profile
