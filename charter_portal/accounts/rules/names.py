"""Names that people and organisations give themselves, and addresses in the one form that is kept."""

from __future__ import annotations

import unicodedata

from charter_portal.core.forms import ADDRESS_LIMIT, clean_line, normal_address


def has_letters(name: str) -> bool:
    """True when the name has at least one letter of any script, so that it can be read aloud."""
    return any(unicodedata.category(letter).startswith("L") for letter in name)


def written_address(address: str) -> str:
    """The address as it is kept and written to: compatible letters folded, its own capitals kept.

    A full-width or ligature spelling would otherwise go to another mailbox than the one it equals.
    """
    return unicodedata.normalize("NFKC", clean_line(address) or "").strip()


def address_fits(address: str) -> bool:
    """False for an address too long to keep once its letters are made compatible, or with unseen letters."""
    if any(unicodedata.category(letter) == "Cf" for letter in address):
        return False
    return max(len(written_address(address)), len(normal_address(address))) <= ADDRESS_LIMIT
