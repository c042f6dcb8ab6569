"""Signing in and out."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from charter_portal.accounts.forms import SignInForm
from charter_portal.accounts.models import SignIn, User
from charter_portal.accounts.permissions import owns_sign_in
from charter_portal.accounts.queries import live_sign_in, sign_ins_of, user_by_address
from charter_portal.accounts.services import sessions
from charter_portal.accounts.services.passwords import hash_password, needs_stronger_hash, password_fits
from charter_portal.accounts.services.throttles import Attempt, TooManyTries, count_sign_in
from charter_portal.accounts.views import blueprint
from charter_portal.accounts.views.browser import (
    attempt_for,
    forget,
    landing,
    mark_device,
    present_token,
    remember,
)
from charter_portal.accounts.views.interruption import send_again
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import anyone_signed_in, open_to_everyone, requires
from charter_portal.core.tokens import token_hash

NO_MATCH = "We could not match that address and password."


@blueprint.route("/sign-in", methods=["GET", "POST"])
@open_to_everyone
def sign_in() -> Any:
    """Ask for address and password; the answer is the same whatever did not match."""
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(landing(request.args.get("next")))
    form = SignInForm(next=request.args.get("next", ""))
    status = 200
    if form.is_submitted():
        status = 400
        if form.validate():
            token = _token_for(form.email.data, form.password.data)
            if token is not None:
                return _welcome(form, token)
            form.show(RuleBroken(NO_MATCH))
    return render_template("accounts/public/sign_in.html", form=form), status


def _token_for(email: str, password: str) -> str | None:
    """A fresh sign-in's token, or None when address and password do not match an open account.

    The slow comparison stands between two short units of work, so nobody's writing waits for it.
    """
    attempt = attempt_for(email)
    _slow_down(attempt)
    person = user_by_address(email)
    if not password_fits(person, password) or person is None:
        with unit_of_work():
            sessions.refuse_sign_in(person)
        return None
    stronger = hash_password(password) if needs_stronger_hash(person) else None
    with unit_of_work():
        return sessions.sign_in(person, attempt, browser=request.user_agent.string, stronger_hash=stronger)


def _slow_down(attempt: Attempt) -> None:
    """Count the attempt. Raises TooManyTries, once the count is safely stored."""
    with unit_of_work():
        wait = count_sign_in(attempt)
        if wait:
            sessions.note_slowed_sign_in(user_by_address(attempt.email))
    if wait:
        raise TooManyTries(wait)


def _welcome(form: SignInForm, token: str) -> Any:
    remember(token)
    if form.kept.data:
        return mark_device(send_again(form.kept.data, landing(form.next.data)), form.email.data)
    return mark_device(redirect(landing(form.next.data)), form.email.data)


@blueprint.post("/sign-out")
@open_to_everyone
def sign_out() -> Any:
    """End this browser's session on the server, then forget it here."""
    found = live_sign_in(present_token())
    if found is not None:
        with unit_of_work():
            sessions.end_sign_in(found, by=found.user)
    forget()
    flash("You are signed out.")
    return redirect(url_for("accounts.sign_in"))


@blueprint.get("/account/sessions")
@requires(anyone_signed_in)
def browsers() -> str:
    """Where this person is signed in."""
    here = token_hash(present_token())
    return render_template("accounts/member/sessions.html", sign_ins=sign_ins_of(_me()), here=here)


@blueprint.post("/account/sessions/<int:sign_in_id>/end")
@requires(owns_sign_in, on=SignIn)
def end_session(found: SignIn) -> Any:
    """Sign out one of one's own browsers."""
    with unit_of_work():
        sessions.end_sign_in(found, by=_me())
    flash("That browser is signed out.")
    return redirect(url_for("accounts.browsers"))


@blueprint.post("/account/sessions/end")
@requires(anyone_signed_in)
def sign_out_everywhere() -> Any:
    """Sign out every browser, this one too."""
    with unit_of_work():
        sessions.sign_out_everywhere(_me(), by=_me())
    forget()
    flash("You are signed out everywhere.")
    return redirect(url_for("accounts.sign_in"))


def _me() -> User:
    person: User = current_user._get_current_object()
    return person
