"""What waits for Career Matters staff, counted per round so that the page stays short."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time
from typing import Any

from flask import url_for
from sqlalchemy import func, select

from charter_portal.applications.enums import ApplicationStatus as S
from charter_portal.applications.models import Application
from charter_portal.assessment.enums import LIVE, AllocationStatus
from charter_portal.assessment.models import Allocation
from charter_portal.assessment.rules import READERS_NEEDED
from charter_portal.awards.enums import DecisionStatus
from charter_portal.awards.models import Decision
from charter_portal.awards.queries import decisions_to_confirm
from charter_portal.barriers.queries import counts_for_staff
from charter_portal.core.clock import from_london, today
from charter_portal.core.database import db
from charter_portal.core.formats import plural
from charter_portal.core.tables import count_of
from charter_portal.cycles.models import Cycle
from charter_portal.home.rules import Task
from charter_portal.involvement.queries import bank
from charter_portal.notifications.queries import given_up
from charter_portal.training.queries.registers import registers_to_close

LONGEST_LIST = 10


def staff_tasks(person: Any) -> list[Task]:
    """Assessors to choose, levels to agree, decisions, registers, solutions, stuck mail."""
    return [
        *_rounds(),
        *_to_confirm(person),
        *_sent_back(person),
        *_registers(),
        *_solutions(),
        *_support_lines(),
        *_mail(),
    ]


def _rounds() -> list[Task]:
    per_round = _readings_per_round()
    states = select(Application.cycle_id, Application.status, func.count()).where(
        Application.status.in_([S.ASSESSED, S.DECIDED])
    )
    for cycle_id, status, count in db.session.execute(
        states.group_by(Application.cycle_id, Application.status)
    ):
        per_round[cycle_id, status.value] += count
    decided = select(Application.cycle_id, func.count()).join(
        Decision, Decision.application_id == Application.id
    )
    decided = decided.where(Application.status == S.ASSESSED).group_by(Application.cycle_id)
    for cycle_id, count in db.session.execute(decided):
        per_round[cycle_id, S.ASSESSED.value] -= count
    numbers = {cycle_id for cycle_id, _ in per_round}
    cycles = {c.id: c for c in db.session.scalars(select(Cycle).where(Cycle.id.in_(numbers)))}
    return [
        _round_task(cycles[number], kind, count) for (number, kind), count in per_round.items() if count > 0
    ]


def _readings_per_round() -> Counter[tuple[int, str]]:
    live = func.count(Allocation.id)
    finished = func.count(Allocation.id).filter(Allocation.status == AllocationStatus.FINISHED)
    rows = (
        select(Application.cycle_id, live, finished)
        .outerjoin(Allocation, (Allocation.application_id == Application.id) & Allocation.status.in_(LIVE))
        .where(Application.status.in_([S.SUBMITTED, S.IN_ASSESSMENT]))
        .group_by(Application.id, Application.cycle_id)
    )
    counted: Counter[tuple[int, str]] = Counter()
    for cycle_id, readers, done in db.session.execute(rows):
        if readers < READERS_NEEDED:
            counted[cycle_id, "choose"] += 1
        elif done == readers:
            counted[cycle_id, "agree"] += 1
    return counted


def _round_task(cycle: Cycle, kind: str, count: int) -> Task:
    amount = plural(count, "application")
    words, due, state = {
        "choose": (f"Choose assessors for {amount}", cycle.assessment_from, S.SUBMITTED),
        "agree": (f"Agree the levels of {amount}", cycle.panel_on, S.IN_ASSESSMENT),
        S.ASSESSED.value: (f"Propose a decision on {amount}", cycle.panel_on, S.ASSESSED),
        S.DECIDED.value: (f"Release the results of {amount}", cycle.release_on, S.DECIDED),
    }[kind]
    where = url_for("reporting.console", cycle_id=cycle.id, state=state.value)
    if kind == S.DECIDED.value:
        where = url_for("awards.release", cycle_id=cycle.id)
    return Task(words, where, cycle.name, from_london(datetime.combine(due, time(12))))


def _to_confirm(person: Any) -> list[Task]:
    return [
        Task(
            f"Confirm or send back the decision on {decision.application.title}",
            url_for("awards.decide", application_id=decision.application_id),
            "Somebody else proposed it.",
        )
        for decision in decisions_to_confirm(person)[:LONGEST_LIST]
    ]


def _sent_back(person: Any) -> list[Task]:
    rows = (
        select(Decision.application_id, Application.title)
        .join(Decision.application)
        .where(Decision.status == DecisionStatus.SENT_BACK, Decision.proposed_by_id == person.id)
        .order_by(Decision.id)
        .limit(LONGEST_LIST)
    )
    return [
        Task(f"Look again at the decision on {title}", url_for("awards.decide", application_id=number))
        for number, title in db.session.execute(rows)
    ]


def _support_lines() -> list[Task]:
    if not bank().is_due_to_ring(today()):
        return []
    return [
        Task(
            "Ring the support numbers that feedback forms show",
            url_for("home.help"),
            "Once a quarter. Then whoever runs the portal writes the day into involvement/feedback.yaml.",
        )
    ]


def _solutions() -> list[Task]:
    offered, due = counts_for_staff()
    found = []
    if offered:
        words = f"Read {plural(offered, 'solution')} that services shared"
        found.append(Task(words, url_for("barriers.solutions", show="offered")))
    if due:
        words = (
            f"Make sure that {plural(due, 'solution')} in the library still {'holds' if due == 1 else 'hold'}"
        )
        why = "Nobody has checked it yet, or the review day has come."
        found.append(Task(words, url_for("barriers.solutions", show="due"), why))
    return found


def _registers() -> list[Task]:
    count = count_of(registers_to_close())
    if not count:
        return []
    return [
        Task(
            f"Close the register of {plural(count, 'training day')}",
            url_for("training.staff_days", status="published"),
            "Certificates go out when it is closed.",
        )
    ]


def _mail() -> list[Task]:
    count = count_of(given_up())
    if not count:
        return []
    return [
        Task(f"{plural(count, 'message').capitalize()} could not be delivered", url_for("reporting.mail"))
    ]
