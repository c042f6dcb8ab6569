"""The delegate's own link: 256 bits that every later mail can repeat, though only their hash is kept."""

from __future__ import annotations

from flask import current_app

from charter_portal.core.tokens import lasting_token, token_hash
from charter_portal.notifications.services.writing import link
from charter_portal.training.models import Place


def token_for(code: str) -> str:
    """The secret of the place with this code. A place that goes to somebody else gets another code."""
    return lasting_token(current_app.config["SETTINGS"].secret_key, f"training.place:{code}")


def own_link(place: Place) -> str:
    """The full address of the delegate's own page, for a mail to them and to nobody else.

    Should the portal's secret have been changed, the address in this mail works from now on.
    """
    token = token_for(place.code)
    if place.link_hash != token_hash(token):
        place.link_hash = token_hash(token)
    return link("training.place", token=token)
