"""Pages of accounts. `init_views` gives the application its login manager and its answer to hasty tries."""

from __future__ import annotations

from flask import Blueprint, Flask
from flask_login import LoginManager

from charter_portal.accounts.rules.browsers import browser_words
from charter_portal.accounts.services.sessions import person_behind

blueprint = Blueprint("accounts", __name__)
login_manager = LoginManager()

from charter_portal.accounts.views import (  # noqa: E402, F401  The routes join the blueprint above.
    details,
    interruption,
    invitations,
    registration,
    resets,
    sign_in,
    staff,
)


def init_views(app: Flask) -> None:
    """Tell Flask-Login who is behind a cookie, and what to show when nobody is."""
    login_manager.init_app(app)
    login_manager.session_protection = None
    login_manager.user_loader(person_behind)
    login_manager.unauthorized_handler(interruption.ask_to_sign_in)
    interruption.init_interruption(app)
    app.jinja_env.filters["browser_words"] = browser_words
