"""The life of a solution: offered, then in the library or declined, and taken out when its time is over."""

from charter_portal.barriers import permissions as may
from charter_portal.barriers.enums import SolutionStatus as S
from charter_portal.core.workflow import Step, Workflow

solution_workflow = Workflow(
    "barriers.solution",
    Step("publish", before=(S.OFFERED,), after=S.PUBLISHED, allowed=may.moderates),
    Step("decline", before=(S.OFFERED,), after=S.DECLINED, allowed=may.moderates),
    Step("withdraw", before=(S.PUBLISHED,), after=S.WITHDRAWN, allowed=may.moderates),
    Step("take_back", before=(S.OFFERED, S.PUBLISHED), after=S.WITHDRAWN, allowed=may.owns),
)
