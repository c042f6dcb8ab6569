"""The few things a lower floor says aloud, for whoever listens above or beside it."""

from blinker import Namespace

_core = Namespace()

status_changed = _core.signal("status-changed")
"""Sent by Workflow.take in its transaction: sender is the workflow; thing, step, before, after, by, note."""

access_denied = _core.signal("access-denied")
"""Sent by the guard before it refuses: sender is the view's endpoint; person, thing, reason."""

needs_staff = _core.signal("needs-staff")
"""Sent inside the transaction when the portal gives up: sender is the event's name; thing, note."""
