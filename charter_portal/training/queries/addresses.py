"""What is left of a delegate's address once it has been forgotten: enough to know it again, and no more."""

from __future__ import annotations

from typing import Any

from flask import current_app

from charter_portal.core.tokens import lasting_token


def mark_of(email_key: str) -> str:
    """A mark that only this portal can make of an address, so that nobody reads the address out of it."""
    return lasting_token(current_app.config["SETTINGS"].secret_key, f"training.contact:{email_key}")


def keys_of(person: Any) -> tuple[str, str]:
    """What a place of this person carries: their address, or the mark that is left of it."""
    return person.email_key, mark_of(person.email_key)
