"""Giving a submission back for changes on chosen statements."""

from __future__ import annotations

from collections.abc import Mapping

from charter_portal.accounts.models import User
from charter_portal.applications.models import Application, ReturnedStatement, ReturnRequest
from charter_portal.applications.notices import tell_about_return
from charter_portal.applications.queries import latest_submission
from charter_portal.applications.workflow import application_workflow
from charter_portal.core.database import db
from charter_portal.core.errors import RuleBroken
from charter_portal.framework.queries import charter_of


def return_for_changes(
    application: Application, *, reason: str, statements: Mapping[int, str], by: User
) -> ReturnRequest:
    """Give a submission back; only these statements may then change. `statements`: number to what to change.

    The organisation's people are told by mail. Raises RuleBroken without a reason or a statement of this
    charter, StepNotOpen unless it is submitted and assessment has not begun, NotAllowed for all but staff.
    """
    if not reason.strip():
        raise RuleBroken("Say in a few words why you return the application.", field="reason")
    known = charter_of(application.cycle.framework_version_id).statement_by_id
    if not statements or not set(statements) <= set(known):
        raise RuleBroken("Choose at least one statement that the organisation may change.")
    application_workflow.take("return_for_changes", application, by=by, note=reason)
    submission = latest_submission(application)
    if submission is None:
        raise LookupError("A submitted application always has a submission.")
    request = ReturnRequest(
        application_id=application.id,
        submission_id=submission.id,
        reason=reason,
        returned_by_id=by.id,
        statements=[ReturnedStatement(statement_id=number, reason=why) for number, why in statements.items()],
    )
    db.session.add(request)
    db.session.flush()
    tell_about_return(application)
    return request
