"""Sharing what solved a barrier: it goes to the library's staff, in words that the service has looked at."""

from __future__ import annotations

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.barriers.enums import ShareScope
from charter_portal.barriers.models import Solution
from charter_portal.barriers.queries import solutions_from
from charter_portal.barriers.services import offer_solution
from charter_portal.barriers.services import take_back as take_back_solution
from charter_portal.core.database import lock
from charter_portal.core.errors import RuleBroken, StepNotOpen
from charter_portal.workforce.enums import EntryStatus, TryOutcome
from charter_portal.workforce.models import BarrierEntry
from charter_portal.workforce.services.gate import hold_for_writing
from charter_portal.workforce.services.log import hold_entry

declare("workforce.barrier.shared", "workforce.barrier.share_taken_back")

LONGEST_TITLE = 120


def share_entry(
    entry: BarrierEntry,
    *,
    title: str,
    text: str,
    agreed: ShareScope | None,
    not_about_people: bool = False,
    by: User,
) -> Solution:
    """Offer what solved a barrier to the library. Nothing but this title and text is ever shown, and to
    nobody beyond those whom `agreed` names.

    `not_about_people` says that words which look like personal data tell nobody's. Raises NotAllowed for
    readers, StepNotOpen for a barrier that is not solved, RuleBroken for empty words, for words that look
    as if they were about a person, without agreement, and for something that is shared already.
    """
    hold_entry(entry, by=by)
    if entry.status is not EntryStatus.SOLVED:
        raise StepNotOpen("Share a barrier once it is solved.")
    if not title.strip() or len(title) > LONGEST_TITLE:
        raise RuleBroken(f"Say in one line of up to {LONGEST_TITLE} letters what helped.", field="title")
    if not text.strip():
        raise RuleBroken("Say how it works.", field="text")
    solution = offer_solution(
        entry.kind,
        title=title,
        text=text,
        service=entry.service,
        entry_id=entry.id,
        agreed=agreed,
        not_about_people=not_about_people,
        by=by,
    )
    record("workforce.barrier.shared", about=entry, by=by)
    return solution


def take_back_share(entry: BarrierEntry, *, by: User) -> None:
    """Take back what was shared, also when it stands in the library, and after the log's own words were let
    go of. Leads and named editors.

    Raises NotAllowed for others, StepNotOpen when nothing of it is shared any more.
    """
    hold_for_writing(entry.organisation, by=by)
    lock(entry)
    solution = solutions_from([entry.id]).get(entry.id)
    if solution is None:
        raise StepNotOpen("Nothing of this is shared.")
    take_back_solution(solution, by=by)
    record("workforce.barrier.share_taken_back", about=entry, by=by)


def words_to_share(entry: BarrierEntry) -> str:
    """A first text to look at and change: what helped, and what came of it."""
    helped = [tried.words for tried in entry.tries if tried.outcome is TryOutcome.HELPED]
    return "\n\n".join(part for part in [*helped, entry.result] if part)
