"""Who may do what here. Everything belongs to one organisation, and nobody outside it sees a row.

Career Matters and the commissioner are outside, too: for them these pages do not exist.
"""

from __future__ import annotations

from typing import Any

from charter_portal.core.permissions import permission
from charter_portal.involvement.enums import LIVE_ACTIONS, AuditStatus
from charter_portal.involvement.models import Action, InvolvementAudit
from charter_portal.involvement.queries.audits import is_latest_audit
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.queries import roles_of


@permission
def view(person: Any, thing: Any) -> bool:
    """Belongs to the organisation, in any role. `thing` is the organisation or anything of it here."""
    return _role(person, thing) is not None


@permission
def writes(person: Any, thing: Any) -> bool:
    """Leads the organisation or contributes; viewers and sponsors read."""
    return _role(person, thing) in {MemberRole.LEAD, MemberRole.CONTRIBUTOR}


@permission
def leads(person: Any, thing: Any) -> bool:
    """Leads the organisation."""
    return _role(person, thing) is MemberRole.LEAD


@permission
def is_draft(person: Any, audit: InvolvementAudit) -> bool:
    """The audit is still being written."""
    return audit.status is AuditStatus.DRAFT


@permission
def is_newest(person: Any, audit: InvolvementAudit) -> bool:
    """No later audit of the service has begun."""
    return is_latest_audit(audit)


@permission
def has_its_words(person: Any, thing: Any) -> bool:
    """What was written is still kept; afterwards nothing is added."""
    return thing.let_go_at is None


@permission
def goes_on(person: Any, action: Action) -> bool:
    """The action is neither done nor dropped."""
    return action.status in LIVE_ACTIONS


edit_audit = writes & is_draft & has_its_words
reopen_audit = leads & is_newest & has_its_words
edit_action = writes & goes_on
take_up_action = writes & has_its_words


def _role(person: Any, thing: Any) -> MemberRole | None:
    return roles_of(person).get(getattr(thing, "organisation_id", None) or thing.id)
