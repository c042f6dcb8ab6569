"""Role profiles of an organisation, beside the scheme's."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.core.permissions import requires
from charter_portal.organisations.models import Organisation
from charter_portal.workforce import services
from charter_portal.workforce.forms.choices import offer_profiles
from charter_portal.workforce.forms.posts import OwnProfileForm
from charter_portal.workforce.models import RoleProfile
from charter_portal.workforce.permissions import edits, looks
from charter_portal.workforce.queries.posts import own_profiles, scheme_profiles
from charter_portal.workforce.views import blueprint
from charter_portal.workforce.views.finding import me, own_profile, scheme_at_hand


@blueprint.get("/organisations/<int:organisation_id>/workforce/profiles")
@requires(looks, on=Organisation)
def profiles(organisation: Organisation) -> str:
    """The scheme's role profiles, and the organisation's own."""
    scheme_at_hand()
    return render_template(
        "workforce/member/profiles.html",
        organisation=organisation,
        scheme=scheme_profiles(),
        own=own_profiles(organisation),
        edits=edits(me(), organisation),
    )


@blueprint.route("/organisations/<int:organisation_id>/workforce/profiles/new", methods=["GET", "POST"])
@requires(looks, edits, on=Organisation)
def add_profile(organisation: Organisation) -> Any:
    """Add a name of one's own for a kind of post."""
    form = _form()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.add_own_profile(organisation, maps_to=form.maps_to.chosen, by=me(), **form.told())
            flash(f"Added: {form.name.data}.")
            return _back_to(organisation)
        except RuleBroken as problem:
            form.show(problem)
    return _page(organisation, form, None)


@blueprint.route(
    "/organisations/<int:organisation_id>/workforce/profiles/<int:role_profile_id>", methods=["GET", "POST"]
)
@requires(looks, edits, on=Organisation)
def profile(organisation: Organisation, role_profile_id: int) -> Any:
    """Change it; the posts that use it follow."""
    shown = own_profile(organisation, role_profile_id)
    form = _form()
    stale = False
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_own_profile(
                    shown,
                    organisation,
                    maps_to=form.maps_to.chosen,
                    version=form.base,
                    by=me(),
                    **form.told(),
                )
            flash("The role profile is saved.")
            return _back_to(organisation)
        except StaleWrite as problem:
            stale, shown = True, problem.current
            form.version.data = str(shown.version)
        except RuleBroken as problem:
            form.show(problem)
    elif not form.is_submitted():
        form.fill(shown)
    return _page(organisation, form, shown, stale=stale)


def _form() -> OwnProfileForm:
    form = OwnProfileForm()
    offer_profiles(form.maps_to, scheme_profiles())
    return form


def _back_to(organisation: Organisation) -> Any:
    return redirect(url_for("workforce.profiles", organisation_id=organisation.id))


def _page(
    organisation: Organisation, form: OwnProfileForm, profile: RoleProfile | None, *, stale: bool = False
) -> Any:
    page = render_template(
        "workforce/member/profile.html", form=form, organisation=organisation, profile=profile, stale=stale
    )
    return page, 409 if stale else 400 if form.errors else 200
