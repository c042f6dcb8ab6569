"""Questions about involvement. Each belongs to one organisation; who may ask is the permissions' affair."""

from charter_portal.involvement.queries.actions import (
    ActionFilter,
    PlanFigures,
    action_in,
    action_rows,
    actions_between,
    actions_due_for_reminders,
    actions_from,
    owners_in,
    plan_figures,
)
from charter_portal.involvement.queries.activities import (
    activities_between,
    activities_of,
    activity_in,
    activity_summary,
    count_activities,
)
from charter_portal.involvement.queries.audits import (
    audit_before,
    audit_in,
    audits_of,
    is_latest_audit,
    latest_audits,
    question_set_of,
    ratings_of,
)
from charter_portal.involvement.queries.board import (
    Changes,
    changes_between,
    meeting_in,
    meetings_of,
    next_meeting,
    reports_of_service,
)
from charter_portal.involvement.queries.feedback import (
    Results,
    bank,
    feedback_form_in,
    feedback_forms_of,
    form_with_code,
    results_of,
)
from charter_portal.involvement.queries.invariants import invariant_problems

__all__ = [
    "ActionFilter",
    "Changes",
    "PlanFigures",
    "Results",
    "action_in",
    "action_rows",
    "actions_between",
    "actions_due_for_reminders",
    "actions_from",
    "activities_between",
    "activities_of",
    "activity_in",
    "activity_summary",
    "audit_before",
    "audit_in",
    "audits_of",
    "bank",
    "changes_between",
    "count_activities",
    "feedback_form_in",
    "feedback_forms_of",
    "form_with_code",
    "invariant_problems",
    "is_latest_audit",
    "latest_audits",
    "meeting_in",
    "meetings_of",
    "next_meeting",
    "owners_in",
    "plan_figures",
    "question_set_of",
    "ratings_of",
    "reports_of_service",
    "results_of",
]
