"""The gate every change goes through: the organisation is held, and the circle is asked afresh."""

from __future__ import annotations

from charter_portal.accounts.models import User
from charter_portal.core.database import lock
from charter_portal.core.errors import NotAllowed
from charter_portal.organisations.models import Organisation
from charter_portal.organisations.queries import forget_roles
from charter_portal.workforce.permissions import edits, leads
from charter_portal.workforce.queries.access import forget_places


def hold_for_writing(organisation: Organisation, *, by: User) -> Organisation:
    """Hold the organisation and make sure that this person may write now.

    Memberships change under the same lock, so somebody who is taken out of the circle while a page is open
    writes nothing more. Raises NotAllowed for everybody but leads and workforce editors.
    """
    _ask_afresh(organisation)
    if not edits(by, organisation):
        raise NotAllowed("Only a lead or a workforce editor can change this.")
    return organisation


def hold_for_leading(organisation: Organisation, *, by: User) -> Organisation:
    """As hold_for_writing, for what only a lead decides."""
    _ask_afresh(organisation)
    if not leads(by, organisation):
        raise NotAllowed("Only a lead of the organisation can change this.")
    return organisation


def _ask_afresh(organisation: Organisation) -> None:
    lock(organisation)
    forget_roles()
    forget_places()
