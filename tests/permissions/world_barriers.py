"""What the world needs for barriers: solutions before staff, and barriers in the organisation's own log."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from charter_portal.barriers.enums import ShareScope
from charter_portal.core.database import db, unit_of_work
from charter_portal.framework.models import Statement
from charter_portal.organisations.models import Organisation
from charter_portal.workforce.services import link_action, link_statement, share_entry
from tests.factories.barrier_log import a_solved_entry, an_entry
from tests.factories.barriers import a_shared_solution, an_offer, the_kind
from tests.factories.involvement import an_action
from tests.factories.organisations import the_lead_of


def barriers_of_the_world(organisation: Organisation, canary: str) -> dict[str, dict[str, Any]]:
    """The values of the addresses of barriers, by slice or endpoint."""
    kind, lead = the_kind(), the_lead_of(organisation)
    offer = an_offer(kind, organisation=organisation, title=f"Offer {canary}")
    in_library = a_shared_solution(kind, title="A weekly call")
    open_entry = an_entry(organisation, words=f"In the way {canary}")
    solved, shared = (a_solved_entry(organisation, words=f"Solved {canary}") for _ in range(2))
    statement = db.session.scalars(select(Statement).order_by(Statement.id)).first()
    assert statement is not None
    action = an_action(organisation, title=f"Action {canary}")
    with unit_of_work():
        link_statement(solved, statement, by=lead)
        link_action(solved, action, by=lead)
        words = {"title": f"Shared {canary}", "text": "A call each Monday."}
        share_entry(shared, **words, agreed=ShareScope.PUBLIC, by=lead)
    solution = {"solution_id": offer.id, "barrier_kind_id": kind.id, "code": kind.code}
    log = {"barrier_entry_id": open_entry.id}
    parts = {
        "barrier_entry_id": solved.id,
        "try_id": solved.tries[0].id,
        "statement_id": statement.id,
        "action_id": action.id,
    }
    return {
        "barriers": solution,
        "barriers.withdraw_solution": {"solution_id": in_library.id},
        "workforce.take_back_share": {"barrier_entry_id": shared.id},
    } | {
        f"workforce.{name}": log
        for name in (
            "barrier",
            "edit_barrier",
            "erase_barrier",
            "start_barrier",
            "close_barrier",
            "add_try",
            "link_statement",
            "plan_action",
        )
    } | {
        f"workforce.{name}": parts
        for name in ("remove_try", "unlink_statement", "unlink_action", "share_barrier", "reopen_barrier")
    }
