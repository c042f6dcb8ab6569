"""Permissions: small predicates joined with | and &, declared on the view that they guard."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

from flask import abort, current_app, request
from flask_login import current_user

from charter_portal.core.database import db
from charter_portal.core.signals import access_denied


class Permission:
    """A question about a person and, mostly, a thing; answered yes or no."""

    def __init__(self, test: Callable[..., bool], name: str) -> None:
        self.test = test
        self.name = name
        self.__doc__ = test.__doc__

    def __call__(self, person: Any, thing: Any = None) -> bool:
        return bool(self.test(person) if thing is None else self.test(person, thing))

    def __or__(self, other: Permission) -> Permission:
        return Permission(lambda *asked: self(*asked) or other(*asked), f"({self.name} or {other.name})")

    def __and__(self, other: Permission) -> Permission:
        return Permission(lambda *asked: self(*asked) and other(*asked), f"({self.name} and {other.name})")

    def __invert__(self) -> Permission:
        return Permission(lambda *asked: not self(*asked), f"not {self.name}")

    def __repr__(self) -> str:
        return f"<Permission {self.name}>"


def permission(test: Callable[..., bool]) -> Permission:
    """Make a predicate a permission, named after its slice and function.

    Written for a person alone it still answers when a thing is given beside them.
    """
    slice_name = test.__module__.split(".")[1]
    takes_thing = test.__code__.co_argcount > 1
    asked = test if takes_thing else (lambda person, _thing=None: test(person))
    asked.__doc__ = test.__doc__
    return Permission(asked, f"{slice_name}.{test.__name__}")


@permission
def anyone_signed_in(person: Any) -> bool:
    """Any person with an account who is signed in."""
    return bool(person.is_authenticated)


def requires(*permissions: Permission, on: type | None = None) -> Callable[..., Any]:
    """Guard a view: find the thing, check, hand it over.

    The first permission is sight: without it the answer is 404, the same as for a thing that does
    not exist. The others are deeds: a person who sees the thing but may not do this gets 403.
    Without `on` every permission is about the person alone, and a no is 403.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        argument = f"{_snake(on.__name__)}_id" if on else ""

        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            if not current_user.is_authenticated:
                return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
            person = current_user._get_current_object()
            if on is None:
                _check(person, None, permissions, refuse_with=403)
                return view(**arguments)
            thing: Any = db.session.get(on, arguments.pop(argument))
            if thing is None:
                abort(404)
            _check(person, thing, permissions[:1], refuse_with=404)
            _check(person, thing, permissions[1:], refuse_with=403)
            return view(thing, **arguments)

        guarded.permissions = permissions  # type: ignore[attr-defined]
        return guarded

    return decorate


def open_to_everyone(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view as public on purpose; the route test refuses a view without any mark."""
    view.permissions = ()  # type: ignore[attr-defined]
    return view


def can(name: str, thing: Any = None) -> bool:
    """For templates: may the current person do `slice.deed` with this thing?"""
    slice_name, _, deed = name.partition(".")
    found: Permission = getattr(import_module(f"charter_portal.{slice_name}.permissions"), deed)
    return bool(current_user.is_authenticated) and found(current_user._get_current_object(), thing)


def _check(person: Any, thing: Any, permissions: tuple[Permission, ...], refuse_with: int) -> None:
    for asked in permissions:
        if not asked(person, thing):
            access_denied.send(request.endpoint, person=person, thing=thing, reason=asked.name)
            abort(refuse_with)


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
