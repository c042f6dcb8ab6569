"""Making an account and confirming an address."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from charter_portal.accounts.enums import LinkPurpose
from charter_portal.accounts.forms import AccountForm, AddressForm, EmptyForm
from charter_portal.accounts.queries import open_link
from charter_portal.accounts.services import details, registration
from charter_portal.accounts.services.links import LinkEnded
from charter_portal.accounts.services.passwords import check_password_rules, hash_password
from charter_portal.accounts.services.throttles import MAIL_FROM_ORIGIN, TooManyTries, count_try
from charter_portal.accounts.views import blueprint
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.permissions import open_to_everyone

CONFIRMING = (LinkPurpose.CONFIRM_ADDRESS, LinkPurpose.CHANGE_ADDRESS)


@blueprint.route("/create-account", methods=["GET", "POST"])
@open_to_everyone
def create_account() -> Any:
    """Name, address, password. The answer is the same whether or not the address is known."""
    form = AccountForm()
    if form.validate_on_submit():
        try:
            _ask_for_account(form)
            return redirect(url_for("accounts.check_mail"))
        except RuleBroken as problem:
            form.show(problem)
    return render_template("accounts/public/create_account.html", form=form), 400 if form.errors else 200


def _ask_for_account(form: AccountForm) -> None:
    name, email, password = form.name.data, form.email.data, form.password.data
    registration.check_person(name, email)
    check_password_rules(password, name=name, email=email)
    slow_mail_down()
    password_hash = hash_password(password)
    with unit_of_work():
        registration.ask_for_account(name=name, email=email, password_hash=password_hash)


def slow_mail_down() -> None:
    """Count one mail asked for from this network address. Raises TooManyTries past sixty an hour."""
    with unit_of_work():
        wait = count_try(MAIL_FROM_ORIGIN, request.remote_addr or "")
    if wait:
        raise TooManyTries(wait)


@blueprint.get("/check-your-mail")
@open_to_everyone
def check_mail() -> str:
    """What happens next, for everybody the same."""
    return render_template("accounts/public/check_mail.html")


@blueprint.route("/confirm", methods=["GET", "POST"])
@open_to_everyone
def confirm_again() -> Any:
    """Send the confirming mail once more."""
    form = AddressForm()
    if form.validate_on_submit():
        slow_mail_down()
        with unit_of_work():
            registration.ask_for_confirmation(form.email.data)
        return redirect(url_for("accounts.check_mail"))
    return render_template("accounts/public/confirm_again.html", form=form), 400 if form.errors else 200


@blueprint.get("/confirm/<token>")
@open_to_everyone
def confirm(token: str) -> Any:
    """A button and nothing more: mail scanners that open links must not use them up."""
    found = open_link(token, *CONFIRMING)
    if found is None:
        return render_template("accounts/public/link_ended.html", purpose="confirm"), 410
    is_new = found.purpose is LinkPurpose.CONFIRM_ADDRESS
    return render_template("accounts/public/confirm.html", form=EmptyForm(), is_new=is_new, token=token)


@blueprint.post("/confirm/<token>")
@open_to_everyone
def use_confirmation(token: str) -> Any:
    """Use the link up: the account opens, or its address changes."""
    found = open_link(token, *CONFIRMING)
    try:
        with unit_of_work():
            if found is not None and found.purpose is LinkPurpose.CHANGE_ADDRESS:
                details.change_address(token)
            else:
                registration.confirm_account(token)
    except LinkEnded:
        return render_template("accounts/public/link_ended.html", purpose="confirm"), 410
    flash("Thank you. Your address is confirmed. You can sign in now.")
    return redirect(url_for("accounts.sign_in"))
