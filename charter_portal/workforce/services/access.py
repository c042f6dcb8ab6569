"""Who is in the circle, and the limits an organisation settles for itself. Both are a lead's to decide."""

from __future__ import annotations

from charter_portal.accounts.models import User
from charter_portal.accounts.permissions import is_staff
from charter_portal.audit_trail.services import declare, diff, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.organisations.models import Organisation
from charter_portal.workforce import notices
from charter_portal.workforce.enums import Place
from charter_portal.workforce.models import CircleMember, WorkforceSettings
from charter_portal.workforce.queries.access import (
    could_edit,
    forget_places,
    is_named,
    live_place,
    settings_of,
)
from charter_portal.workforce.services.gate import hold_for_leading

declare("workforce.circle.opened", "workforce.circle.closed", "workforce.settings.changed")

LONGEST_VOLUNTEERING, LONGEST_KEEPING = 60, 84


def name_for_circle(
    organisation: Organisation, person: User | None, place: Place, *, by: User
) -> CircleMember:
    """A lead names a member as workforce editor, or invites somebody of Career Matters to read.

    They are told. Naming somebody twice changes nothing. Raises NotAllowed for anybody but a lead,
    RuleBroken for somebody who cannot have this place.
    """
    hold_for_leading(organisation, by=by)
    present = db.session.scalar(live_place(organisation, person)) if person is not None else None
    if (
        person is not None
        and present is not None
        and present.place is place
        and is_named(organisation, person)
    ):
        return present
    person = _could_have(organisation, person, place)
    if present is not None:
        present.ended_at = now()
        db.session.flush()
    member = CircleMember(
        organisation_id=organisation.id, user_id=person.id, place=place, named_by_id=by.id, user=person
    )
    db.session.add(member)
    forget_places()
    record("workforce.circle.opened", about=member, by=by, after={"person": person.id, "place": place})
    notices.tell_of_place(member, organisation)
    return member


def take_from_circle(member: CircleMember, *, by: User) -> None:
    """A person looks at this workforce no more, from their very next click. Raises NotAllowed as above."""
    hold_for_leading(member.organisation, by=by)
    lock(member)
    if member.ended_at is None:
        member.ended_at = now()
        forget_places()
        record("workforce.circle.closed", about=member, by=by, before={"person": member.user_id})


def settle(
    organisation: Organisation, *, volunteer_months: int, keep_months: int, version: int, by: User
) -> WorkforceSettings:
    """Set how long volunteering lasts and how long codes are kept after somebody has gone.

    Raises NotAllowed for anybody but a lead, RuleBroken outside the limits, StaleWrite when somebody else
    saved other limits since.
    """
    hold_for_leading(organisation, by=by)
    if not 1 <= volunteer_months <= LONGEST_VOLUNTEERING:
        raise RuleBroken(f"Choose 1 to {LONGEST_VOLUNTEERING} months.", field="volunteer_months")
    if not 1 <= keep_months <= LONGEST_KEEPING:
        raise RuleBroken(f"Choose 1 to {LONGEST_KEEPING} months.", field="keep_months")
    limits = settings_of(organisation)
    told = {"volunteer_months": limits.volunteer_months, "keep_months": limits.keep_months}
    before, after = diff(told, {"volunteer_months": volunteer_months, "keep_months": keep_months})
    if not after:
        return limits
    if limits.version != version:
        raise StaleWrite(limits)
    limits.volunteer_months, limits.keep_months = volunteer_months, keep_months
    limits.version += 1
    db.session.add(limits)
    record("workforce.settings.changed", about=limits, by=by, before=before, after=after)
    return limits


def _could_have(organisation: Organisation, person: User | None, place: Place) -> User:
    if place is Place.READER:
        if person is None or not person.is_active or not is_staff(person):
            raise RuleBroken("Nobody at Career Matters has this address here.", field="email")
    elif person is None or person not in could_edit(organisation):
        raise RuleBroken("Choose a member of your organisation who does not lead it.", field="person")
    return person
