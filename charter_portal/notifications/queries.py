"""Questions about the outbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, or_, select

from charter_portal.core.clock import now
from charter_portal.core.tables import Page, paginate
from charter_portal.notifications.enums import MessageState
from charter_portal.notifications.models import Message


def messages(*, state: MessageState | None = None) -> Select[Message]:
    """Every message, newest first, in one state when it is given."""
    rows = select(Message).order_by(Message.id.desc())
    return rows if state is None else rows.where(Message.state == state)


def latest_messages(page: int = 1) -> Page[Message]:
    """One page of messages, newest first."""
    return paginate(messages(), number=page)


def for_address(address: str) -> Select[Message]:
    """What was written to one address, newest first."""
    return messages().where(Message.to_address == address)


def given_up() -> Select[Message]:
    """What could not be delivered and waits for staff, newest first."""
    return messages(state=MessageState.GIVEN_UP)


def due(moment: datetime | None = None) -> Select[Message]:
    """What may be sent now and is in nobody's hands, the longest waiting first."""
    moment = moment or now()
    return (
        select(Message)
        .where(Message.state == MessageState.WAITING, Message.next_attempt_at <= moment)
        .where(or_(Message.claimed_until.is_(None), Message.claimed_until <= moment))
        .order_by(Message.next_attempt_at, Message.id)
    )
