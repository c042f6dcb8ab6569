"""What the forms of barriers take, a filled-in log to bring in, and pages that show the last of the forms."""

from __future__ import annotations

from io import BytesIO

from charter_portal.barriers.services import retire_kind
from charter_portal.core.database import unit_of_work
from charter_portal.workforce.rules.log_sheet import LOG
from tests.factories.accounts import an_officer
from tests.factories.barriers import a_kind
from tests.permissions.world import CANARY, World

FITTING = {
    "workforce.new_barrier post": "",
    "workforce.edit_barrier post": "",
    "review_on": "2031-03-03",
    "checked_on": "2026-11-01",
    "code": "no_lift",
    "link": "https://example.org/guide",
    "barriers.new_solution setting": "",
    "barriers.edit_solution setting": "",
}


def a_filled_in_log() -> tuple[BytesIO, str]:
    """One row, as somebody may fill in the template."""
    row = {
        "service": f"Trust {CANARY} service 1",
        "kind": "stigma",
        "stage": "Stay",
        "severity": "Slows things down",
        "words": "Words that somebody wrote",
        "opened_on": "2026-03-01",
    }
    lines = [",".join(LOG.values()), ",".join(row.get(key, "") for key in LOG)]
    return BytesIO("\r\n".join(lines).encode()), "log.csv"


def pages_of_barriers(world: World) -> list[str]:
    """A solved barrier, a shared one, a solution in the library, and a kind that is retired."""
    values, officer, retired = world.values, an_officer("Olu Retires"), a_kind("Retired kind")
    with unit_of_work():
        retire_kind(retired, by=officer)
    solved = values["workforce.remove_try"]["barrier_entry_id"]
    shared = values["workforce.take_back_share"]["barrier_entry_id"]
    published = values["barriers.withdraw_solution"]["solution_id"]
    return [
        f"/workforce/barriers/{solved}",
        f"/workforce/barriers/{shared}",
        f"/staff/solutions/{published}",
        f"/staff/barriers/{retired.id}",
    ]


DEEDS = {
    "barriers.decline_solution": "barriers.solution.decline",
    "barriers.edit_kind": "barriers.barrier_kind.changed",
    "barriers.edit_solution": "barriers.solution.changed",
    "barriers.new_kind": "barriers.barrier_kind.added",
    "barriers.new_solution": "barriers.solution.added barriers.solution.publish",
    "barriers.publish_solution": "barriers.solution.publish",
    "barriers.restore_kind": "barriers.barrier_kind.restored",
    "barriers.retire_kind": "barriers.barrier_kind.retired",
    "barriers.withdraw_solution": "barriers.solution.withdraw",
    "workforce.add_try": "workforce.barrier.tried",
    "workforce.close_barrier": "workforce.barrier.solve",
    "workforce.edit_barrier": "workforce.barrier.changed",
    "workforce.erase_barrier": "workforce.barrier.erased",
    "workforce.link_statement": "workforce.barrier.statement_linked",
    "workforce.log_files": "workforce.barrier.opened workforce.log.imported",
    "workforce.new_barrier": "workforce.barrier.opened",
    "workforce.remove_try": "workforce.barrier.try_removed",
    "workforce.reopen_barrier": "workforce.barrier.reopen",
    "workforce.start_barrier": "workforce.barrier.start",
    "workforce.take_back_share": "barriers.solution.take_back workforce.barrier.share_taken_back",
    "workforce.unlink_action": "workforce.barrier.action_unlinked",
    "workforce.unlink_statement": "workforce.barrier.statement_unlinked",
}
"""What each form leaves in the trail when its button is pressed once."""

LOOKS = {
    "workforce.log_table": ("lead", "workforce.log.exported"),
    "workforce.log_workbook": ("lead", "workforce.log.exported"),
}
"""Sensitive things that leave the portal, and what the trail says of it."""
