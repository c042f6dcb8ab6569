"""What is read aloud: the code of a place at the door, and the reference of a booking."""

from __future__ import annotations

from charter_portal.core.tokens import new_code


def new_place_code() -> str:
    """Ten letters and digits that nobody can guess."""
    return new_code(10)


def new_reference() -> str:
    """What people quote when they ask about a booking."""
    return f"TD-{new_code(6)}"
