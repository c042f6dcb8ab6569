"""Writing a notice in the transaction of its deed, and delivering what waits."""

from charter_portal.notifications.services.delivery import deliver_due, try_again
from charter_portal.notifications.services.writing import as_it_reads, notify

__all__ = ["as_it_reads", "deliver_due", "notify", "try_again"]
