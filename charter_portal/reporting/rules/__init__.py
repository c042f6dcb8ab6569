"""Pure rules of reporting: whose turn it is, and what a national picture may tell."""

from charter_portal.reporting.rules.waiting import Reading, Waiting, who_waits

__all__ = ["Reading", "Waiting", "who_waits"]
