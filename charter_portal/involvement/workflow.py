"""The life of an audit and of an action."""

from charter_portal.core.workflow import Step, Workflow
from charter_portal.involvement import permissions as can
from charter_portal.involvement.enums import LIVE_ACTIONS, ActionStatus, AuditStatus

audit_workflow = Workflow(
    "involvement.audit",
    Step("finish", before=(AuditStatus.DRAFT,), after=AuditStatus.FINISHED, allowed=can.writes),
    Step("reopen", before=(AuditStatus.FINISHED,), after=AuditStatus.DRAFT, allowed=can.reopen_audit),
)
action_workflow = Workflow(
    "involvement.action",
    Step("begin", before=(ActionStatus.OPEN,), after=ActionStatus.IN_PROGRESS, allowed=can.writes),
    Step("finish", before=LIVE_ACTIONS, after=ActionStatus.DONE, allowed=can.writes),
    Step("drop", before=LIVE_ACTIONS, after=ActionStatus.DROPPED, allowed=can.writes),
    Step(
        "take_up_again",
        before=(ActionStatus.DONE, ActionStatus.DROPPED),
        after=ActionStatus.IN_PROGRESS,
        allowed=can.take_up_action,
    ),
)
