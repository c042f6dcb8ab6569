"""What a browser carries: the session cookie of a sign-in, and the mark of a device that has signed in."""

from __future__ import annotations

import secrets
from typing import Any, TypeVar

from flask import current_app, g, request, session, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from charter_portal.accounts.services.throttles import Attempt
from charter_portal.core.forms import normal_address
from charter_portal.core.security import local_path
from charter_portal.core.tokens import token_hash

T = TypeVar("T", bound=Response)

DEVICE_DAYS = 365


def remember(token: str) -> None:
    """Put a fresh sign-in's token into a fresh session cookie; whatever the old one held is gone."""
    forget()
    session["_user_id"] = token
    session["_fresh"] = True


def forget() -> None:
    """Empty the session cookie, with the token that older pages in this browser carry."""
    session.clear()
    g.pop("csrf_token", None)
    g.pop("_login_user", None)


def present_token() -> str:
    """The sign-in token of this browser, or nothing."""
    return str(session.get("_user_id", ""))


def attempt_for(email: str) -> Attempt:
    """This request as a try to sign in to that address."""
    return Attempt(email=email, origin=request.remote_addr or "", device=_device_of(email))


def mark_device(answer: T, email: str) -> T:
    """Let the browser show next time that this address signed in from it before."""
    settings = current_app.config["SETTINGS"]
    mark = _device_of(email) or secrets.token_urlsafe(12)
    answer.set_cookie(
        _device_cookie(),
        _signer().dumps([_account_mark(email), mark]),
        max_age=DEVICE_DAYS * 24 * 3600,
        secure=settings.secure_cookies,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return answer


def landing(asked: str | None) -> str:
    """Where to go after signing in: the page asked for when it is on this site, or the person's home."""
    return local_path(asked) or url_for("home.dashboard")


def _device_of(email: str) -> str | None:
    try:
        account, mark = _signer().loads(request.cookies.get(_device_cookie(), ""))
    except (BadSignature, ValueError, TypeError):
        return None
    return str(mark) if account == _account_mark(email) else None


def _account_mark(email: str) -> str:
    return token_hash(normal_address(email))[:24]


def _device_cookie() -> str:
    return "__Host-device" if current_app.config["SETTINGS"].secure_cookies else "device"


def _signer() -> Any:
    return URLSafeSerializer(current_app.config["SETTINGS"].secret_key, salt="device")
