"""Answering a feedback form: no account, no name, and nothing has to be answered."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, url_for

from charter_portal.accounts.services.throttles import TooManyTries
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import open_to_everyone
from charter_portal.involvement import services
from charter_portal.involvement.forms.feedback import reply_form
from charter_portal.involvement.models import FeedbackForm
from charter_portal.involvement.queries import bank, form_with_code
from charter_portal.involvement.queries.feedback import is_closed, is_taking_answers
from charter_portal.involvement.views import blueprint

BUSY = "Very many people answer just now. Your answers are still here: please send them again in an hour."


@blueprint.route("/feedback/<code>", methods=["GET", "POST"])
@open_to_everyone
def give_feedback(code: str) -> Any:
    """The questions; or, when the form takes no answers, a page that says so and where to find support."""
    found = _found(code)
    if not is_taking_answers(found):
        return render_template("involvement/public/closed.html", **_words(found)), 410
    form = reply_form(found)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.give_feedback(found, mark=form.mark.data or "", answers=form.answers())
            return redirect(url_for("involvement.thanks", code=found.code))
        except TooManyTries:
            form.form_errors.append(BUSY)
            return render_template("involvement/public/feedback.html", **_words(found), form=form), 429
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("involvement/public/feedback.html", **_words(found), form=form)
    return page, 400 if form.errors else 200


@blueprint.get("/feedback/<code>/thanks")
@open_to_everyone
def thanks(code: str) -> str:
    """What happens next, and where to find support."""
    return render_template("involvement/public/thanks.html", **_words(_found(code)))


def _found(code: str) -> FeedbackForm:
    """The form behind a code in any case of letters; 404 for a code that nobody gave out."""
    wanted = code.upper()
    sensible = wanted.isascii() and wanted.isalnum() and len(wanted) <= 40
    return (form_with_code(wanted) if sensible else None) or abort(404)


def _words(found: FeedbackForm) -> dict[str, Any]:
    return {"feedback": found, "bank": bank(), "closed": is_closed(found)}
