"""From the feedback into the applicant's action plan."""

from __future__ import annotations

from charter_portal.accounts.models import User
from charter_portal.awards.models import Decision
from charter_portal.awards.queries import feedback_of
from charter_portal.core.errors import RuleBroken
from charter_portal.involvement.enums import ActionSource
from charter_portal.involvement.models import Action
from charter_portal.involvement.queries.actions import actions_from
from charter_portal.involvement.services.actions import ActionWords, add_action

DETAIL_LIMIT = 4000


def plan_lift(decision: Decision, code: str, *, by: User) -> Action:
    """Put what would lift a statement on the applicant's action plan; asked twice it is one action.

    Raises RuleBroken for a statement without such words, NotAllowed for readers of the plan.
    """
    line = next((each for each in feedback_of(decision).lines if each.statement.code == code), None)
    if line is None or not line.lift:
        raise RuleBroken("There is nothing to put on the plan for this statement.")
    application = decision.application
    services = application.services
    return next(iter(actions_from(ActionSource.FEEDBACK, [line.number])), None) or add_action(
        application.organisation,
        words=ActionWords(
            title=f"Lift {line.statement.code} {line.statement.title}"[:200],
            detail=line.lift[:DETAIL_LIMIT],
            service=services[0] if len(services) == 1 and services[0].closed_at is None else None,
        ),
        source=ActionSource.FEEDBACK,
        source_label=f"Feedback on {application.reference}, statement {line.statement.code}",
        source_number=line.number,
        by=by,
    )
