"""What may be given as a link. Only its shape is looked at: the portal never fetches what lies behind it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

LINK_LIMIT = 2000
_HOST = re.compile(r"(?=.{4,253}\Z)(?!-)[^\W_](?:[^\W_]|-)*(?:\.(?!-)[^\W_](?:[^\W_]|-)*)+")
_HAS_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")


class LinkNotTaken(ValueError):
    """The text cannot be used as a link; the message says what to do."""


def read_link(text: str) -> str:
    """The address behind what somebody typed; `https://` is put before a bare one.

    Raises LinkNotTaken for another scheme, a name that is no web host, or a user name inside the address.
    """
    text = text.strip()
    if not text:
        raise LinkNotTaken("Enter the address of the page, like https://example.org/report.")
    if len(text) > LINK_LIMIT:
        raise LinkNotTaken(f"This address is very long. Use one of {LINK_LIMIT:,} characters or fewer.")
    if re.search(r"[\s\x00-\x1f\x7f\\<>\"\u200e\u200f\u202a-\u202e\u2066-\u2069]", text):
        raise LinkNotTaken("A web address has no spaces, quotation marks or backslashes. Copy it again.")
    return _checked(text if _HAS_SCHEME.match(text) else f"https://{text}")


def _checked(address: str) -> str:
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise LinkNotTaken("Enter the address of the page, like https://example.org/report.") from None
    if parts.scheme not in {"http", "https"}:
        raise LinkNotTaken("Use an address that begins with https:// or http://.")
    if "@" in parts.netloc:
        raise LinkNotTaken("Take the user name out of the address, so that nobody's sign-in is shared.")
    if not host or not _HOST.fullmatch(host):
        raise LinkNotTaken("Enter the address of the page, like https://example.org/report.")
    return address
