"""Secrets that travel in a link: made with 256 random bits, kept only as a hash."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets


def new_token() -> str:
    """A fresh secret for a link or a cookie, safe in a URL."""
    return secrets.token_urlsafe(32)


def lasting_token(secret: str, purpose: str) -> str:
    """A secret for a link that later mails must be able to repeat: the same purpose gives the same 256 bits.

    It is worked out from the portal's own secret, so whoever has only the database cannot make it.
    """
    digest = hmac.new(secret.encode(), purpose.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def token_hash(token: str) -> str:
    """What the database keeps of a token; a stolen table gives nobody a working link."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_code(length: int, alphabet: str = "23456789ABCDEFGHJKMNPQRSTVWXYZ") -> str:
    """A code that people can read aloud: no letters or digits that look alike."""
    return "".join(secrets.choice(alphabet) for _ in range(length))
