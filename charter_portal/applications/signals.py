"""What upper floors hear about an application."""

from blinker import Namespace

_applications = Namespace()

application_submitted = _applications.signal("application-submitted")
"""Sent inside the transaction of a submission: sender is the application; submission, by."""

application_withdrawn = _applications.signal("application-withdrawn")
"""Sent inside the transaction of a withdrawal: sender is the application; by. Allocations end with it."""
