"""What every answer carries and every request must hold: headers, hosts, origin, cookies."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request, session
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
FORM_BYTES = 12 * 1024 * 1024
FORM_PARTS = 500
REQUEST_BYTES = 40 * 1024 * 1024

csrf = CSRFProtect()


class RowNumber(IntegerConverter):
    """A row's number in an address. One past what the database can hold is simply not found.

    Only the digits 0 to 9 count, so that no page has a second address in another script.
    """

    regex = "[0-9]+"

    def __init__(self, map: Any, *arguments: Any, **options: Any) -> None:
        options.setdefault("max", 2**31 - 1)
        super().__init__(map, *arguments, **options)


def init_security(app: Flask) -> None:
    """Set cookies, size limits and hosts; check and seal every request and answer."""
    settings = app.config["SETTINGS"]
    secure = settings.secure_cookies
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TRUSTED_HOSTS=settings.hosts,
        MAX_CONTENT_LENGTH=REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
        MAX_FORM_PARTS=FORM_PARTS,
        SESSION_COOKIE_NAME="__Host-charter" if secure else "charter",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.url_map.converters["int"] = RowNumber
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
    app.before_request(_refuse_foreign_hosts)
    app.before_request(_refuse_foreign_origins)
    app.before_request(_refuse_floods)
    csrf.init_app(app)
    app.after_request(_seal)


def local_path(target: str | None) -> str | None:
    """A path on this site to return to, or None for anything that could lead elsewhere."""
    if not target or len(target) > 2000 or not target.startswith("/") or target[1:2] in {"/", "\\"}:
        return None
    if any(ord(letter) < 33 or ord(letter) == 127 or letter == "\\" for letter in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc or parts.path.startswith("//") else target


def _refuse_foreign_hosts() -> None:
    # Reading the host makes Werkzeug compare it with TRUSTED_HOSTS and answer 400 for a stranger.
    _ = request.host


def _refuse_foreign_origins() -> None:
    if request.method in SAFE_METHODS:
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(400)
    if request.headers.get("Sec-Fetch-Site", "same-origin") == "cross-site":
        abort(400)


def _refuse_floods() -> None:
    # Werkzeug reads a plain form whole and never counts its fields: 40 MB of empty ones would take
    # thirteen seconds and nearly two gigabytes, before anybody asks who sent them.
    if request.mimetype != "application/x-www-form-urlencoded":
        return
    request.max_content_length = FORM_BYTES
    body = request.get_data()
    # A body that came without a length is cut at the limit, and half a form must not be taken for a whole.
    if len(body) >= FORM_BYTES or body.count(b"&") >= FORM_PARTS:
        abort(413)


def _seal(answer: Response) -> Response:
    headers = answer.headers
    headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
    if current_app.config["SETTINGS"].secure_cookies:
        headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
    if request.endpoint == "static":
        return answer
    if session.accessed or session.modified or current_user.is_authenticated:
        headers["Cache-Control"] = "no-store"
        answer.vary.add("Cookie")
    return answer
