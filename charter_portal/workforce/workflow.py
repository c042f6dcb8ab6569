"""The way of a barrier in the log, and of a request to take somebody out for good.

A barrier is open, worked on, and has one of three ends; it can be opened again. A request is decided once.
"""

from charter_portal.core.workflow import Step, Workflow
from charter_portal.workforce import permissions as may
from charter_portal.workforce.enums import LIVE_ENTRIES
from charter_portal.workforce.enums import EntryStatus as S
from charter_portal.workforce.enums import ErasureStatus as E

ENDS = (S.SOLVED, S.NOT_SOLVED, S.CLOSED)

barrier_workflow = Workflow(
    "workforce.barrier",
    Step("start", before=(S.OPEN,), after=S.WORKING, allowed=may.edits_entry),
    Step("solve", before=LIVE_ENTRIES, after=S.SOLVED, allowed=may.edits_entry),
    Step("give_up", before=LIVE_ENTRIES, after=S.NOT_SOLVED, allowed=may.edits_entry),
    Step("close", before=LIVE_ENTRIES, after=S.CLOSED, allowed=may.edits_entry),
    Step("reopen", before=ENDS, after=S.OPEN, allowed=may.edits_entry),
)
erasure_workflow = Workflow(
    "workforce.erasure",
    Step("confirm", before=(E.ASKED,), after=E.DONE, allowed=may.confirms_erasure),
    Step("decline", before=(E.ASKED,), after=E.DECLINED, allowed=may.confirms_erasure),
    Step("take_back", before=(E.ASKED,), after=E.TAKEN_BACK, allowed=may.asked_for_erasure),
)
