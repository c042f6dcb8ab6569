"""The life of a decision: one person proposes, another confirms, staff release all together."""

from charter_portal.awards import permissions as can
from charter_portal.awards.enums import DecisionStatus as S
from charter_portal.core.workflow import Step, Workflow

decision_workflow = Workflow(
    "awards.decision",
    Step("propose_again", before=(S.PROPOSED, S.SENT_BACK), after=S.PROPOSED, allowed=can.propose_again),
    Step("send_back", before=(S.PROPOSED,), after=S.SENT_BACK, allowed=can.send_back),
    Step("confirm", before=(S.PROPOSED,), after=S.CONFIRMED, allowed=can.confirm),
    Step("release", before=(S.CONFIRMED,), after=S.RELEASED, allowed=can.release),
)
