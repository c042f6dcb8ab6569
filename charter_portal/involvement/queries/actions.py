"""The action plan: lists, filters, and what is due. A list costs the same few queries at any length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from charter_portal.accounts.models import User
from charter_portal.core.clock import from_london, today
from charter_portal.core.database import db
from charter_portal.involvement.enums import LIVE_ACTIONS, ActionSource, ActionStatus
from charter_portal.involvement.models import Action, ActionNote
from charter_portal.involvement.rules.plan import AHEAD, CATCH_UP, LATE_AHEAD
from charter_portal.organisations.models import Membership, Organisation
from charter_portal.organisations.queries import roles_of


@dataclass(frozen=True)
class ActionFilter:
    """What a list of actions is narrowed by; nothing means all of them."""

    status: ActionStatus | None = None
    owner_id: int | None = None
    service_id: int | None = None
    source: ActionSource | None = None
    overdue: bool = False
    live: bool = False


@dataclass(frozen=True)
class PlanFigures:
    """The plan in numbers."""

    open: int
    in_progress: int
    done: int
    dropped: int
    overdue: int


def action_rows(organisation: Organisation, asked: ActionFilter | None = None) -> Select[Action]:
    """An organisation's actions: those that go on come first, by due date; closed ones follow."""
    asked = asked or ActionFilter()
    rows = select(Action).where(Action.organisation_id == organisation.id)
    if asked.status is not None:
        rows = rows.where(Action.status == asked.status)
    if asked.live:
        rows = rows.where(Action.status.in_(LIVE_ACTIONS))
    if asked.owner_id is not None:
        rows = rows.where(Action.owner_id == asked.owner_id if asked.owner_id else Action.owner_id.is_(None))
    if asked.service_id is not None:
        rows = rows.where(Action.service_id == asked.service_id)
    if asked.source is not None:
        rows = rows.where(Action.source == asked.source)
    if asked.overdue:
        rows = rows.where(_overdue())
    return rows.options(*_with_names()).order_by(
        Action.status.not_in(LIVE_ACTIONS), Action.due_on.is_(None), Action.due_on, Action.number
    )


def action_in(organisation: Organisation, action_id: int) -> Action | None:
    """This organisation's action with this number, with its notes, or None."""
    rows = select(Action).where(Action.id == action_id, Action.organisation_id == organisation.id)
    notes = selectinload(Action.notes).joinedload(ActionNote.written_by).lazyload(User.grants)
    return db.session.scalar(rows.options(*_with_names(), notes, joinedload(Action.proof_file)))


def actions_from(source: ActionSource, numbers: Sequence[int]) -> list[Action]:
    """The actions that come from these sources, by their plain numbers."""
    rows = select(Action).where(Action.source == source, Action.source_number.in_(numbers))
    return list(db.session.scalars(rows.options(*_with_names()).order_by(Action.number)))


def actions_between(
    organisation: Organisation, since: date, until: date, *, service_ids: Sequence[int] = ()
) -> list[Action]:
    """Actions done or dropped from one day to another, both counted, oldest first.

    With services, those of the services and those that belong to the organisation as a whole.
    """
    rows = select(Action).where(
        Action.organisation_id == organisation.id,
        Action.status.not_in(LIVE_ACTIONS),
        Action.closed_on >= since,
        Action.closed_on <= until,
    )
    if service_ids:
        rows = rows.where(or_(Action.service_id.in_(service_ids), Action.service_id.is_(None)))
    return list(db.session.scalars(rows.options(*_with_names()).order_by(Action.closed_on, Action.number)))


def open_actions_on(
    organisation: Organisation, day: date, *, service_ids: Sequence[int] = ()
) -> list[Action]:
    """Actions that had been added by the end of a day and were not closed by then, by due date.

    With services, those of the services and those that belong to the organisation as a whole.
    """
    rows = action_rows(organisation).where(
        Action.created_at < end_of(day), or_(Action.status.in_(LIVE_ACTIONS), Action.closed_on > day)
    )
    if service_ids:
        rows = rows.where(or_(Action.service_id.in_(service_ids), Action.service_id.is_(None)))
    return list(db.session.scalars(rows))


def end_of(day: date) -> datetime:
    """The moment at which a day is over in London."""
    return from_london(datetime.combine(day + timedelta(days=1), time.min))


def plan_figures(organisation: Organisation) -> PlanFigures:
    """How many actions stand where, in one query."""

    def counted(condition: ColumnElement[bool]) -> Any:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    rows = select(*(counted(Action.status == status) for status in ActionStatus), counted(_overdue()))
    row = db.session.execute(rows.where(Action.organisation_id == organisation.id)).one()
    return PlanFigures(*(int(number) for number in row))


def actions_near(person: Any, limit: int = 20) -> list[Action]:
    """The person's own live actions that are due within two weeks, or were due, in their organisations."""
    rows = select(Action).where(
        Action.owner_id == person.id,
        Action.organisation_id.in_(roles_of(person)),
        Action.status.in_(LIVE_ACTIONS),
        Action.due_on <= today() + AHEAD,
    )
    found = rows.options(joinedload(Action.organisation)).order_by(Action.due_on, Action.id)
    return list(db.session.scalars(found.limit(limit)))


def owners_in(organisation: Organisation) -> list[tuple[int, str]]:
    """Who could own an action: the present members, by name."""
    rows = (
        select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.organisation_id == organisation.id, Membership.ended_at.is_(None))
    )
    found = [(row.id, row.name) for row in db.session.execute(rows)]
    return sorted(found, key=lambda each: (each[1].casefold(), each[0]))


def actions_due_for_reminders(limit: int = 200) -> list[Action]:
    """Live actions with an owner in the portal whose reminder of today has not been written yet."""
    day = today()
    ahead = and_(
        Action.due_on <= day + AHEAD,
        Action.due_on > day + LATE_AHEAD,
        or_(Action.ahead_told_for.is_(None), Action.ahead_told_for != Action.due_on),
    )
    due = and_(
        Action.due_on <= day,
        Action.due_on >= day - CATCH_UP,
        or_(Action.due_told_for.is_(None), Action.due_told_for != Action.due_on),
    )
    rows = select(Action).where(
        Action.status.in_(LIVE_ACTIONS), Action.owner_id.is_not(None), or_(ahead, due)
    )
    return list(db.session.scalars(rows.order_by(Action.id).limit(limit)))


def _overdue() -> ColumnElement[bool]:
    return and_(Action.status.in_(LIVE_ACTIONS), Action.due_on < today())


def _with_names() -> tuple[Any, ...]:
    return (joinedload(Action.service), joinedload(Action.owner).lazyload(User.grants))
