"""Commands run inside the portal, and end with a sentence when something is in the way."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask import has_app_context

from charter_portal import create_app
from charter_portal.core.errors import RuleBroken
from charter_portal.core.settings import SettingsProblem


def in_the_portal(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside the application of the environment's settings.

    A missing setting or a broken rule ends it with a sentence, never a trace.
    """

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        try:
            if has_app_context():
                return command(*arguments, **options)
            with create_app().app_context():
                return command(*arguments, **options)
        except SettingsProblem as problem:
            raise click.ClickException(str(problem)) from None
        except RuleBroken as problem:
            raise click.ClickException(problem.message) from None

    return run
