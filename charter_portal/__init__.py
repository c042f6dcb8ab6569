"""The Lived Experience Charter application and assessment portal.

`create_app` puts the house together floor by floor; `floors.py` says which floors there are.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from flask import Flask

from charter_portal.core.addresses import Portal
from charter_portal.core.clock import today
from charter_portal.core.database import init_database
from charter_portal.core.errors import init_errors
from charter_portal.core.field_registry import data_class
from charter_portal.core.formats import init_formats
from charter_portal.core.logs import init_logs
from charter_portal.core.mail import init_mail
from charter_portal.core.permissions import can
from charter_portal.core.places import STATIC, TEMPLATES
from charter_portal.core.security import init_security
from charter_portal.core.settings import Settings
from charter_portal.core.storage import init_storage
from charter_portal.floors import SLICES

__all__ = ["create_app", "load_models"]


def create_app(settings: Settings | None = None) -> Flask:
    """A ready application. Without settings it reads them from the environment.

    Raises SettingsProblem, with a sentence that says what to set, before anything is served.
    """
    app = Portal(__name__, template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.config["SETTINGS"] = settings or Settings.from_environment()
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    init_logs(app)
    init_security(app)
    init_database(app)
    init_storage(app)
    init_mail(app)
    init_formats(app)
    init_errors(app)
    words = {"can": can, "data_class": data_class, "settings": app.config["SETTINGS"], "today": today}
    app.jinja_env.globals.update(words)
    _open_slices(app)
    _add_commands(app)
    return app


def load_models() -> None:
    """Import every slice's tables, lowest floor first, so that the metadata is whole."""
    for name in SLICES:
        _import_storey(name, "models")


def _open_slices(app: Flask) -> None:
    load_models()
    for name in SLICES:
        _import_storey(name, "receivers")
        views = _import_storey(name, "views")
        if views is not None:
            app.register_blueprint(views.blueprint)
            if hasattr(views, "init_views"):
                views.init_views(app)


def _import_storey(slice_name: str, storey: str) -> Any:
    full_name = f"charter_portal.{slice_name}.{storey}"
    return import_module(full_name) if find_spec(full_name) else None


def _add_commands(app: Flask) -> None:
    if find_spec("charter_portal.cli.main"):
        app.cli.commands.update(import_module("charter_portal.cli.main").commands())
