"""What this slice tells whom. Every mail is discreet: it says that there is news, and where to read it."""

from charter_portal.applications.notices.drafts import tell_about_return, tell_about_withdrawal

__all__ = ["tell_about_return", "tell_about_withdrawal"]
