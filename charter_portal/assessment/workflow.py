"""The life of one reading. Steps without a person are taken by the portal itself."""

from charter_portal.assessment import permissions as can
from charter_portal.assessment.enums import LIVE
from charter_portal.assessment.enums import AllocationStatus as S
from charter_portal.core.workflow import Step, Workflow

allocation_workflow = Workflow(
    "assessment.allocation",
    Step("open", before=(S.ALLOCATED,), after=S.SCORING, allowed=can.view & can.declare),
    Step(
        "decline",
        before=(S.ALLOCATED, S.SCORING),
        after=S.DECLINED,
        allowed=can.declare_conflict,
    ),
    Step("finish", before=(S.SCORING,), after=S.FINISHED, allowed=can.view & can.score),
    Step("end", before=LIVE, after=S.ENDED, allowed=can.end & can.is_ending_possible),
    Step("close", before=LIVE, after=S.ENDED, allowed=None),
    Step("ask_again", before=(S.ENDED,), after=S.ALLOCATED, allowed=can.end),
    Step("resume", before=(S.ENDED,), after=S.SCORING, allowed=can.end),
)
