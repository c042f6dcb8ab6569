"""What this slice tells whom, in discreet words: the page says what became of an offer."""

from __future__ import annotations

from charter_portal.accounts.models import User
from charter_portal.barriers.models import Solution
from charter_portal.core.database import db
from charter_portal.notifications.services import notify
from charter_portal.organisations.queries import roles_of


def offer_answered(solution: Solution, *, event: str, by: User | None) -> None:
    """Whoever shared it hears that there is an answer, while they still belong to the organisation."""
    person = db.session.get(User, solution.offered_by_id) if solution.offered_by_id else None
    if person is None or not person.is_active or (by is not None and person.id == by.id):
        return
    if solution.organisation_id not in roles_of(person):
        return
    notify(
        person.email,
        "barriers/offer_answered",
        about=solution,
        event=event,
        user_id=person.id,
        person=person,
        entry_id=solution.entry_id,
    )
