"""The way of a barrier in the log: open, being worked on, and one of three ends. It can be opened again."""

from charter_portal.core.workflow import Step, Workflow
from charter_portal.workforce import permissions as may
from charter_portal.workforce.enums import LIVE_ENTRIES
from charter_portal.workforce.enums import EntryStatus as S

ENDS = (S.SOLVED, S.NOT_SOLVED, S.CLOSED)

barrier_workflow = Workflow(
    "workforce.barrier",
    Step("start", before=(S.OPEN,), after=S.WORKING, allowed=may.edits_entry),
    Step("solve", before=LIVE_ENTRIES, after=S.SOLVED, allowed=may.edits_entry),
    Step("give_up", before=LIVE_ENTRIES, after=S.NOT_SOLVED, allowed=may.edits_entry),
    Step("close", before=LIVE_ENTRIES, after=S.CLOSED, allowed=may.edits_entry),
    Step("reopen", before=ENDS, after=S.OPEN, allowed=may.edits_entry),
)
