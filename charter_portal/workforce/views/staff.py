"""The scheme's role profiles, for staff of Career Matters."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite
from charter_portal.core.permissions import requires
from charter_portal.workforce import services
from charter_portal.workforce.forms.posts import LevelsForm
from charter_portal.workforce.models import RoleProfile
from charter_portal.workforce.permissions import is_of_the_scheme, keeps_profiles
from charter_portal.workforce.queries.posts import scheme_profiles
from charter_portal.workforce.views import blueprint
from charter_portal.workforce.views.finding import me, scheme_at_hand


@blueprint.get("/staff/role-profiles")
@requires(keeps_profiles)
def scheme() -> str:
    """The scheme's role profiles with their usual levels."""
    scheme_at_hand()
    return render_template("workforce/staff/profiles.html", profiles=scheme_profiles())


@blueprint.route("/staff/role-profiles/<int:role_profile_id>", methods=["GET", "POST"])
@requires(is_of_the_scheme, keeps_profiles, on=RoleProfile)
def scheme_profile(profile: RoleProfile) -> Any:
    """Put the words or the usual levels of a profile right."""
    form = LevelsForm(obj=profile)
    stale = False
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_scheme_profile(profile, version=form.base, by=me(), **form.told())
            flash("The role profile is saved.")
            return redirect(url_for("workforce.scheme"))
        except StaleWrite:
            stale = True
            form.version.data = str(profile.version)
        except NotAllowed:
            raise
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("workforce/staff/profile.html", form=form, profile=profile, stale=stale)
    return page, 409 if stale else 400 if form.errors else 200
