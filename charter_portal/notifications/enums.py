"""The words of the outbox."""

from charter_portal.core.words import Labelled


class MessageState(Labelled):
    """Where a message stands."""

    WAITING = "waiting", "Waiting to be sent", "", "blue"
    SENT = "sent", "Sent", "", "green"
    GIVEN_UP = "given_up", "Not delivered", "", "orange"
