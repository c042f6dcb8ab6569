"""What can be done with an application, by noun: drafts, responses, evidence, submissions, returns, steps."""

from charter_portal.applications.services.drafts import change_scope, start_application
from charter_portal.applications.services.evidence import (
    add_figure,
    add_file,
    add_link,
    change_citation,
    cite,
    remove_evidence,
    rename_evidence,
    uncite,
)
from charter_portal.applications.services.responses import save_response
from charter_portal.applications.services.returns import return_for_changes
from charter_portal.applications.services.steps import (
    begin_assessment,
    finish_assessment,
    record_decision,
    release_outcome,
    reopen_assessment,
    undo_decision,
)
from charter_portal.applications.services.submissions import submit_application
from charter_portal.applications.services.withdrawals import withdraw_application

__all__ = [
    "add_figure",
    "add_file",
    "add_link",
    "begin_assessment",
    "change_citation",
    "change_scope",
    "cite",
    "finish_assessment",
    "record_decision",
    "release_outcome",
    "remove_evidence",
    "rename_evidence",
    "reopen_assessment",
    "return_for_changes",
    "save_response",
    "start_application",
    "submit_application",
    "uncite",
    "undo_decision",
    "withdraw_application",
]
