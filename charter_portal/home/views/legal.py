"""Help, accessibility and privacy."""

from flask import render_template

from charter_portal.core.field_registry import data_classes
from charter_portal.core.permissions import open_to_everyone
from charter_portal.home.views import blueprint
from charter_portal.involvement.queries import bank
from charter_portal.involvement.rules.keeping import KEPT
from charter_portal.training.rules.places import NEEDS_KEPT
from charter_portal.workforce.rules.clock import KEEP_MONTHS, LOG_MONTHS


@blueprint.get("/help")
@open_to_everyone
def help() -> str:
    """Ways to reach a person, and support for a hard day."""
    return render_template("home/help.html", bank=bank())


@blueprint.get("/accessibility")
@open_to_everyone
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("home/accessibility.html")


@blueprint.get("/privacy")
@open_to_everyone
def privacy() -> str:
    """What is kept about people, why, for how long, and who sees it."""
    return render_template(
        "home/privacy.html",
        asked=[each for each in data_classes().values() if each.is_about_people],
        kept=KEPT,
        code_months=KEEP_MONTHS,
        log_months=LOG_MONTHS,
        needs=NEEDS_KEPT,
    )
