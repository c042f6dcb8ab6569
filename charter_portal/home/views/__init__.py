"""The pages every site owes, the landing page and each person's home."""

from flask import Blueprint, Flask

from charter_portal.home.navigation import navigation

blueprint = Blueprint("home", __name__)

from charter_portal.home.views import dashboard, landing, legal  # noqa: E402, F401  The routes join the blueprint above.


def init_views(app: Flask) -> None:
    """Give every layout its menu."""
    app.jinja_env.globals["navigation"] = navigation
