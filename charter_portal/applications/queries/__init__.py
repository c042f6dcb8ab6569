"""Questions about applications, by noun: who sees them, how far they are, what was submitted and returned."""

from charter_portal.applications.queries.evidence import response_to
from charter_portal.applications.queries.invariants import invariant_problems
from charter_portal.applications.queries.progress import (
    Progress,
    Standing,
    missing_before_submit,
    progress_of,
    progress_of_each,
    standing_of,
)
from charter_portal.applications.queries.returns import (
    open_return,
    statements_open,
    takes_changes,
    what_to_change,
)
from charter_portal.applications.queries.sight import (
    applications_of,
    latest_submission,
    live_application_for,
    visible_to,
    with_scope,
)

__all__ = [
    "Progress",
    "Standing",
    "applications_of",
    "invariant_problems",
    "latest_submission",
    "live_application_for",
    "missing_before_submit",
    "open_return",
    "progress_of",
    "progress_of_each",
    "standing_of",
    "response_to",
    "statements_open",
    "takes_changes",
    "visible_to",
    "what_to_change",
    "with_scope",
]
