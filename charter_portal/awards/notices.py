"""What this slice tells whom. Mails are discreet: there is news, and the reader chooses when to open it."""

from __future__ import annotations

from collections.abc import Iterable

from charter_portal.accounts.enums import Role
from charter_portal.accounts.models import User
from charter_portal.accounts.permissions import is_staff
from charter_portal.accounts.queries import people_with
from charter_portal.awards.models import Award, Decision
from charter_portal.awards.permissions import confirm
from charter_portal.awards.queries import people_told
from charter_portal.core.database import db
from charter_portal.notifications.services import notify


def decision_proposed(decision: Decision) -> None:
    """Ask the staff who may confirm it to look."""
    staff = people_with(Role.ADMINISTRATOR, Role.OFFICER)
    able = [person for person in staff if confirm(person, decision)]
    _tell(able, "awards/decision_proposed", decision, "awards.decision.proposed")


def decision_sent_back(decision: Decision, *, by: User) -> None:
    """Ask the proposer to look again, while they are still staff; whoever did it themselves knows."""
    proposer = db.session.get(User, decision.proposed_by_id)
    if proposer is not None and proposer.id != by.id and proposer.is_active and is_staff(proposer):
        _tell([proposer], "awards/decision_sent_back", decision, "awards.decision.send_back")


def outcome_shared(decision: Decision, people: Iterable[User]) -> None:
    """Say that there is something to read, and nothing of what it says."""
    _tell(people, "awards/outcome_shared", decision, "awards.decision.release")


def award_withdrawn(award: Award) -> None:
    """Ask the people of the organisation to look; the page says what changed and why."""
    people = people_told([award.decision])[award.decision_id]
    _tell(people, "awards/award_withdrawn", award, "awards.award.withdrawn", decision=award.decision)


def _tell(
    people: Iterable[User],
    notice: str,
    about: Decision | Award,
    event: str,
    *,
    decision: Decision | None = None,
) -> None:
    application_id = (decision or about).application_id  # type: ignore[union-attr]
    for person in people:
        notify(
            person.email,
            notice,
            about=about,
            event=event,
            user_id=person.id,
            person=person,
            application_id=application_id,
        )
