"""A forgotten password."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from charter_portal.accounts.enums import LinkPurpose
from charter_portal.accounts.forms import AddressForm, NewPasswordForm
from charter_portal.accounts.models import User
from charter_portal.accounts.queries import open_link
from charter_portal.accounts.services import resets
from charter_portal.accounts.services.links import LinkEnded
from charter_portal.accounts.services.passwords import check_password_rules, hash_password
from charter_portal.accounts.views import blueprint
from charter_portal.accounts.views.browser import forget
from charter_portal.accounts.views.registration import slow_mail_down
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import open_to_everyone


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
@open_to_everyone
def forgotten() -> Any:
    """Ask for a link by mail. The answer is the same whether or not the address is known."""
    form = AddressForm()
    if form.validate_on_submit():
        slow_mail_down()
        with unit_of_work():
            resets.ask_for_reset(form.email.data)
        return redirect(url_for("accounts.check_mail"))
    return render_template("accounts/public/forgotten.html", form=form), 400 if form.errors else 200


@blueprint.route("/reset/<token>", methods=["GET", "POST"])
@open_to_everyone
def reset(token: str) -> Any:
    """Choose a new password. Opening the page changes nothing; sending it uses the link up."""
    found = open_link(token, LinkPurpose.RESET_PASSWORD)
    if found is None:
        return render_template("accounts/public/link_ended.html", purpose="reset"), 410
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            _reset(token, form.password.data, db.session.get_one(User, found.user_id))
            forget()
            flash("Your new password is set. Please sign in with it.")
            return redirect(url_for("accounts.sign_in"))
        except LinkEnded:
            return render_template("accounts/public/link_ended.html", purpose="reset"), 410
        except RuleBroken as problem:
            form.show(problem)
    return render_template("accounts/public/reset.html", form=form), 400 if form.errors else 200


def _reset(token: str, password: str, person: User) -> None:
    check_password_rules(password, name=person.name, email=person.email)
    password_hash = hash_password(password)
    with unit_of_work():
        resets.reset_password(token, password_hash=password_hash)
