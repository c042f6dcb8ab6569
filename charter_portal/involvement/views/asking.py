"""Who asks, and what is theirs: every page below an organisation finds its things through here."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import abort, redirect, url_for
from flask_login import current_user

from charter_portal.accounts.models import User
from charter_portal.organisations.models import Organisation

T = TypeVar("T")
HOME = "/organisations/<int:organisation_id>/involvement"


def me() -> User:
    """The person who asked for this page."""
    person: User = current_user._get_current_object()
    return person


def own(found: T | None) -> T:
    """What was found in this organisation; 404 for anything else, whoever owns it."""
    return found if found is not None else abort(404)


def to(endpoint: str, organisation: Organisation, **values: Any) -> Any:
    """Lead to a page of this organisation."""
    return redirect(url_for(f"involvement.{endpoint}", organisation_id=organisation.id, **values))
