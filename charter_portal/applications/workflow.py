"""The life of an application. Steps without a person are taken for the floors above."""

from charter_portal.applications import permissions as can
from charter_portal.applications.enums import ApplicationStatus as S
from charter_portal.core.workflow import Step, Workflow

application_workflow = Workflow(
    "applications.application",
    Step("submit", before=(S.DRAFT, S.RETURNED), after=S.SUBMITTED, allowed=can.may_submit),
    Step("return_for_changes", before=(S.SUBMITTED,), after=S.RETURNED, allowed=can.return_for_changes),
    Step("withdraw", before=can.BEFORE_ASSESSMENT, after=S.WITHDRAWN, allowed=can.withdraw),
    Step("begin_assessment", before=(S.SUBMITTED,), after=S.IN_ASSESSMENT, allowed=None),
    Step("finish_assessment", before=(S.IN_ASSESSMENT,), after=S.ASSESSED, allowed=None),
    Step("reopen_assessment", before=(S.ASSESSED,), after=S.IN_ASSESSMENT, allowed=None),
    Step("record_decision", before=(S.ASSESSED,), after=S.DECIDED, allowed=None),
    Step("undo_decision", before=(S.DECIDED,), after=S.ASSESSED, allowed=None),
    Step("release_outcome", before=(S.DECIDED,), after=S.RELEASED, allowed=None),
)
