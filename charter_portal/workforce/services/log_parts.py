"""What hangs on a barrier of the log: what was tried, statements of the charter, actions of a plan."""

from __future__ import annotations

from datetime import date

from sqlalchemy.exc import IntegrityError

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import today
from charter_portal.core.database import db
from charter_portal.core.errors import RuleBroken
from charter_portal.framework.enums import VersionStatus
from charter_portal.framework.models import Statement
from charter_portal.involvement.enums import ActionSource
from charter_portal.involvement.models import Action
from charter_portal.involvement.queries.actions import actions_from
from charter_portal.involvement.services.actions import ActionWords, add_action
from charter_portal.workforce.enums import TryOutcome
from charter_portal.workforce.models import BarrierAction, BarrierEntry, BarrierStatement, BarrierTry
from charter_portal.workforce.services.log import hold_entry

declare(
    "workforce.barrier.tried",
    "workforce.barrier.try_removed",
    "workforce.barrier.statement_linked",
    "workforce.barrier.statement_unlinked",
    "workforce.barrier.action_linked",
    "workforce.barrier.action_unlinked",
)

MOST_TRIES = 100


def add_try(entry: BarrierEntry, *, tried_on: date, words: str, outcome: TryOutcome, by: User) -> BarrierTry:
    """Write down what was tried. Raises NotAllowed for readers, RuleBroken naming the field."""
    hold_entry(entry, by=by)
    if not words.strip():
        raise RuleBroken("Say what you tried.", field="words")
    if not entry.opened_on <= tried_on <= today():
        raise RuleBroken("Choose a day from when it was opened until today.", field="tried_on")
    if len(entry.tries) >= MOST_TRIES:
        raise RuleBroken(f"There are {MOST_TRIES} here already. Open a new barrier for what comes next.")
    tried = BarrierTry(tried_on=tried_on, words=words, outcome=outcome, by_id=by.id)
    entry.tries.append(tried)
    db.session.flush()
    record("workforce.barrier.tried", about=entry, by=by, after={"outcome": outcome})
    return tried


def remove_try(tried: BarrierTry, *, by: User) -> None:
    """Take back something that was written down as tried. Raises NotAllowed for readers."""
    entry = hold_entry(tried.entry, by=by)
    db.session.expire(entry, ["tries"])
    entry.tries = [each for each in entry.tries if each.id != tried.id]
    record("workforce.barrier.try_removed", about=entry, by=by)


def link_statement(entry: BarrierEntry, statement: Statement, *, by: User) -> None:
    """Say that a barrier belongs to an evidence statement. Twice is as good as once.

    Raises NotAllowed for readers, RuleBroken for a statement of a version that was never published.
    """
    hold_entry(entry, by=by)
    if statement.version.status is VersionStatus.DRAFT:
        raise RuleBroken("Choose one of the statements shown.", field="statement")
    if _added(BarrierStatement(entry_id=entry.id, statement_id=statement.id)):
        db.session.expire(entry, ["statement_links"])
        after = {"statement": statement.code, "version": statement.version_id}
        record("workforce.barrier.statement_linked", about=entry, by=by, after=after)


def unlink_statement(entry: BarrierEntry, statement_id: int, *, by: User) -> None:
    """A barrier no longer belongs to a statement. Raises NotAllowed for readers."""
    hold_entry(entry, by=by)
    kept = [link for link in entry.statement_links if link.statement_id != statement_id]
    if len(kept) < len(entry.statement_links):
        entry.statement_links = kept
        record("workforce.barrier.statement_unlinked", about=entry, by=by, before={"statement": statement_id})


def link_action(entry: BarrierEntry, action: Action, *, by: User) -> None:
    """Say which action of the plan a barrier led to. Twice is as good as once.

    Raises NotAllowed for readers, RuleBroken for an action of another organisation.
    """
    hold_entry(entry, by=by)
    if action.organisation_id != entry.organisation_id:
        raise RuleBroken("Choose an action of your own plan.")
    if _added(BarrierAction(entry_id=entry.id, action_id=action.id)):
        db.session.expire(entry, ["action_links"])
        record("workforce.barrier.action_linked", about=entry, by=by, after={"action": action.id})


def plan_action(entry: BarrierEntry, *, by: User) -> Action:
    """Put the barrier on the organisation's action plan and link the two; asked twice it is one action.

    The plan has more readers than the log, so the action says only which kind of barrier it is about. What
    to do, by whom and until when is written there. Raises NotAllowed for readers of either.
    """
    hold_entry(entry, by=by)
    action = next(iter(actions_from(ActionSource.BARRIER, [entry.id])), None) or add_action(
        entry.organisation,
        words=ActionWords(title=f"Barrier: {entry.kind.title}", service=entry.service),
        source=ActionSource.BARRIER,
        source_label=entry.kind.title,
        source_number=entry.id,
        by=by,
    )
    link_action(entry, action, by=by)
    return action


def unlink_action(entry: BarrierEntry, action_id: int, *, by: User) -> None:
    """A barrier no longer leads to an action. Raises NotAllowed for readers."""
    hold_entry(entry, by=by)
    kept = [link for link in entry.action_links if link.action_id != action_id]
    if len(kept) < len(entry.action_links):
        entry.action_links = kept
        record("workforce.barrier.action_unlinked", about=entry, by=by, before={"action": action_id})


def _added(link: BarrierStatement | BarrierAction) -> bool:
    try:
        with db.session.begin_nested():
            db.session.add(link)
    except IntegrityError:
        return False
    return True
