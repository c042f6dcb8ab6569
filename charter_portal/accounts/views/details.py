"""A person's own account: name, address, password."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from charter_portal.accounts.forms import ChangeAddressForm, ChangePasswordForm, NameForm
from charter_portal.accounts.models import User
from charter_portal.accounts.queries import open_invitations_for, sign_ins_of
from charter_portal.accounts.services import details
from charter_portal.accounts.services.passwords import (
    NOT_YOUR_PASSWORD,
    change_password,
    check_password_rules,
    hash_password,
    password_fits,
)
from charter_portal.accounts.services.sessions import open_sign_in
from charter_portal.accounts.services.throttles import PASSWORD_AGAIN, TooManyTries, count_try
from charter_portal.accounts.views import blueprint
from charter_portal.accounts.views.browser import remember
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import anyone_signed_in, requires


@blueprint.get("/account")
@requires(anyone_signed_in)
def profile() -> str:
    """The account at a glance, with a way to change each part."""
    me = _me()
    return render_template(
        "accounts/member/profile.html",
        person=me,
        invitations=open_invitations_for(me),
        browsers=len(sign_ins_of(me)),
    )


@blueprint.route("/account/name", methods=["GET", "POST"])
@requires(anyone_signed_in)
def change_name() -> Any:
    """Change one's own name."""
    form = NameForm(obj=_me())
    if form.validate_on_submit():
        try:
            with unit_of_work():
                details.rename(_me(), name=form.name.data)
            flash("Your name is changed.")
            return redirect(url_for("accounts.profile"))
        except RuleBroken as problem:
            form.show(problem)
    return render_template("accounts/member/change_name.html", form=form), 400 if form.errors else 200


@blueprint.route("/account/password", methods=["GET", "POST"], endpoint="change_password")
@requires(anyone_signed_in)
def choose_password() -> Any:
    """Change the password; every other browser is signed out, this one gets a fresh session."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            me = _me()
            _check_present_password(form.current.data)
            check_password_rules(form.password.data, name=me.name, email=me.email)
            password_hash = hash_password(form.password.data)
            with unit_of_work():
                change_password(me, password_hash=password_hash)
                token = open_sign_in(me, browser=request.user_agent.string)
            remember(token)
            flash("Your password is changed. Your other browsers are signed out.")
            return redirect(url_for("accounts.profile"))
        except RuleBroken as problem:
            form.show(problem)
    return render_template("accounts/member/change_password.html", form=form), 400 if form.errors else 200


@blueprint.route("/account/address", methods=["GET", "POST"])
@requires(anyone_signed_in)
def change_address() -> Any:
    """Ask for another address; the link in the mail to it makes the change."""
    form = ChangeAddressForm()
    if form.validate_on_submit():
        try:
            _check_present_password(form.current.data)
            with unit_of_work():
                details.ask_for_new_address(_me(), email=form.email.data)
            flash("We have sent a mail to the new address. Use the link in it within an hour.")
            return redirect(url_for("accounts.profile"))
        except RuleBroken as problem:
            form.show(problem)
    return render_template("accounts/member/change_address.html", form=form), 400 if form.errors else 200


def _check_present_password(password: str) -> None:
    """Raises RuleBroken when it is not the person's password, TooManyTries after many tries."""
    with unit_of_work():
        wait = count_try(PASSWORD_AGAIN, str(_me().id))
    if wait:
        raise TooManyTries(wait)
    if not password_fits(_me(), password):
        raise RuleBroken(NOT_YOUR_PASSWORD, field="current")


def _me() -> User:
    person: User = current_user._get_current_object()
    return person
