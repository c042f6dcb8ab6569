"""Taking messages to the mail server: each at least once, and twice only when a sender is killed.

A message is claimed in one short transaction, sent outside any, and marked in another. The claim is
a lease: a sender that dies lets go of it by doing nothing. A message sent again has the same Message-ID.
"""

from __future__ import annotations

import logging
import secrets
import time
from datetime import timedelta

from charter_portal.core import mail
from charter_portal.core.clock import now
from charter_portal.core.database import RACE, lock, unit_of_work
from charter_portal.core.signals import needs_staff
from charter_portal.notifications.enums import MessageState
from charter_portal.notifications.models import Message
from charter_portal.notifications.queries import due

LEASE = timedelta(minutes=5)
LONGEST_PAUSE_MINUTES = 60
GIVE_UP_AFTER = timedelta(hours=48)
MOST_ATTEMPTS = 60

_log = logging.getLogger(__name__)


def deliver_due(limit: int = 50) -> int:
    """Send up to so many messages that are due; returns how many the server took.

    Safe to run in several processes at once. One message that cannot be sent holds up no other.
    """
    sent = 0
    for _ in range(limit):
        message = _claim()
        if message is None:
            break
        sent += _deliver(message)
    return sent


def try_again(message: Message) -> None:
    """Put a message that was given up back in the queue, with a fresh 48 hours."""
    lock(message)
    if message.state is MessageState.GIVEN_UP:
        message.state = MessageState.WAITING
        message.attempts = 0
        message.first_tried_at = None
        message.next_attempt_at = now()


def _claim() -> Message | None:
    with unit_of_work() as session:
        rows = due().limit(1)
        message = session.scalar(rows.with_for_update(skip_locked=True) if RACE.locks else rows)
        if message is None:
            return None
        # Nothing, but in a test of the race: there the gap between choosing and taking is made wide.
        time.sleep(RACE.pause_seconds)
        message.attempts += 1
        message.first_tried_at = message.first_tried_at or now()
        message.claimed_by = secrets.token_hex(8)
        message.claimed_until = now() + LEASE
        # Should this process die, the next try waits for the lease and for the usual pause.
        message.next_attempt_at = now() + max(LEASE, _pause(message.attempts))
        return message


def _deliver(message: Message) -> bool:
    outgoing = mail.OutgoingMail(
        to=message.to_address,
        subject=message.subject,
        text=message.text,
        html=message.html,
        message_id=message.message_id,
    )
    try:
        mail.send(outgoing)
    except mail.MailNotSent as problem:
        _mark_not_sent(message, problem.reason, permanent=problem.permanent)
        return False
    except Exception as problem:
        # A message that cannot even be composed must not stop those behind it.
        _log.error("message id=%s could not be composed", message.id, exc_info=problem)
        _mark_not_sent(message, f"It could not be composed ({type(problem).__name__}).", permanent=False)
        return False
    _mark_sent(message)
    return True


def _mark_sent(message: Message) -> None:
    with unit_of_work():
        if not _still_ours(message):
            return
        message.state = MessageState.SENT
        message.sent_at = now()
        message.text = message.html = message.last_problem = ""
        message.claimed_until = message.claimed_by = None


def _mark_not_sent(message: Message, reason: str, *, permanent: bool) -> None:
    with unit_of_work():
        if not _still_ours(message):
            return
        message.last_problem = reason[:400]
        message.claimed_until = message.claimed_by = None
        message.next_attempt_at = now() + _pause(message.attempts)
        if permanent or _tried_enough(message):
            message.state = MessageState.GIVEN_UP
            needs_staff.send("notifications.message.given_up", thing=message, note=reason)


def _still_ours(message: Message) -> bool:
    """False when the lease ran out and another sender took the message over."""
    claim = message.claimed_by
    lock(message)
    return message.claimed_by == claim and message.state is MessageState.WAITING


def _tried_enough(message: Message) -> bool:
    first = message.first_tried_at or now()
    return message.attempts >= MOST_ATTEMPTS or now() - first >= GIVE_UP_AFTER


def _pause(attempts: int) -> timedelta:
    """1, 2, 4, … minutes, never more than an hour."""
    return timedelta(minutes=min(LONGEST_PAUSE_MINUTES, 2 ** min(attempts - 1, 10)))
