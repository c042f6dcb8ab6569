"""Secrets that travel in a link: made with 256 random bits, kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """A fresh secret for a link or a cookie, safe in a URL."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What the database keeps of a token; a stolen table gives nobody a working link."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_code(length: int, alphabet: str = "23456789ABCDEFGHJKMNPQRSTVWXYZ") -> str:
    """A code that people can read aloud: no letters or digits that look alike."""
    return "".join(secrets.choice(alphabet) for _ in range(length))
