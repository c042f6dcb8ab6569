"""The one gate before every change to what an application says: asked under its lock."""

from __future__ import annotations

from charter_portal.applications.enums import ApplicationStatus as S
from charter_portal.applications.models import Application
from charter_portal.applications.queries import statements_open
from charter_portal.applications.rules.deadline import check_in_time
from charter_portal.core.clock import now
from charter_portal.core.database import lock
from charter_portal.core.errors import StepNotOpen

CLOSED = {
    S.SUBMITTED: "This application has been handed over, so its words stay as they are.",
    S.RETURNED: "This part was not opened for changes, so it stays as it was submitted.",
    S.WITHDRAWN: "This application has been withdrawn, so its words stay as they are.",
}
BEING_ASSESSED = "This application has gone to assessment, so its words stay as they are."


def hold_open(application: Application, *, statement_id: int | None = None) -> Application:
    """Hold the application until the unit of work ends, once it is sure that it may still be changed.

    Every writer locks the application first and its parts afterwards, so two never wait for each other.
    The clock is read before the wait, so a queue at the deadline takes nobody's place. With a statement,
    the question is about its response: after a return only the chosen ones may change.
    Raises StepNotOpen when the state does not allow the change, TooLate for a draft after the deadline.
    """
    moment = now()
    lock(application)
    open_now = statements_open(application)
    if not open_now or (statement_id is not None and statement_id not in open_now):
        raise StepNotOpen(CLOSED.get(application.status, BEING_ASSESSED))
    if application.status == S.DRAFT:
        cycle = application.cycle
        check_in_time(moment, deadline_at=cycle.deadline_at, accepts_until=cycle.accepts_until)
    return application
