"""Posts of a service, and their history."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from charter_portal.core.clock import today
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.core.permissions import requires
from charter_portal.organisations.models import Organisation, Service
from charter_portal.workforce import services
from charter_portal.workforce.forms.choices import offer_profiles
from charter_portal.workforce.forms.posts import EndPostForm, PostForm
from charter_portal.workforce.models import Post
from charter_portal.workforce.permissions import edits, looks
from charter_portal.workforce.queries.people import people_in
from charter_portal.workforce.queries.posts import posts_of, profiles_for
from charter_portal.workforce.views import blueprint
from charter_portal.workforce.views.finding import me, own_post, own_service, scheme_at_hand


@blueprint.get("/organisations/<int:organisation_id>/workforce/services/<int:service_id>/posts")
@requires(looks, on=Organisation)
def posts(organisation: Organisation, service_id: int) -> str:
    """What was true of a service's posts on a day; today unless another day is asked for."""
    service = own_service(organisation, service_id)
    day = _asked_day(request.args.get("on"))
    return render_template(
        "workforce/member/posts.html",
        organisation=organisation,
        service=service,
        day=day,
        posts=posts_of(service, day),
        edits=edits(me(), organisation),
    )


@blueprint.route(
    "/organisations/<int:organisation_id>/workforce/services/<int:service_id>/posts/new",
    methods=["GET", "POST"],
)
@requires(looks, edits, on=Organisation)
def add_post(organisation: Organisation, service_id: int) -> Any:
    """Add a post."""
    service = own_service(organisation, service_id)
    form = _form(organisation)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.add_post(service, form.facts, since=form.since.data, by=me())
            flash(f"Added: {form.title.data}.")
            return _back_to(organisation, service)
        except RuleBroken as problem:
            form.show(problem)
    return _page(organisation, service, form)


@blueprint.route(
    "/organisations/<int:organisation_id>/workforce/posts/<int:post_id>", methods=["GET", "POST"]
)
@requires(looks, on=Organisation)
def post(organisation: Organisation, post_id: int) -> Any:
    """One post: what is true now, its history, and the form that changes it from a day on."""
    shown = own_post(organisation, post_id)
    if not edits(me(), organisation):
        return _page(organisation, shown.service, None, shown)
    form = _form(organisation)
    stale = False
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_post(shown, form.facts, since=form.since.data, version=form.base, by=me())
            flash("The post is saved.")
            return redirect(_address(organisation, shown))
        except StaleWrite:
            stale, shown = True, own_post(organisation, post_id)
            form.version.data = str(shown.version)
        except RuleBroken as problem:
            form.show(problem)
    elif not form.is_submitted():
        form.fill(shown.versions[-1])
        form.version.data = str(shown.version)
    return _page(organisation, shown.service, form, shown, stale=stale)


@blueprint.route(
    "/organisations/<int:organisation_id>/workforce/posts/<int:post_id>/end", methods=["GET", "POST"]
)
@requires(looks, edits, on=Organisation)
def end_post(organisation: Organisation, post_id: int) -> Any:
    """Say that a post is there no more, on a page that says what stays."""
    shown = own_post(organisation, post_id)
    form = EndPostForm()
    if not form.is_submitted():
        form.version.data = str(shown.version)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.end_post(shown, on=form.on.data, version=form.base, by=me())
            flash("The post has ended. Its history stays.")
            return redirect(_address(organisation, shown))
        except StaleWrite as problem:
            form.version.data = str(own_post(organisation, post_id).version)
            form.show(RuleBroken(f"{problem.message} Look at the post, then press the button again."))
        except RuleBroken as problem:
            form.show(problem)
    page = render_template("workforce/member/end_post.html", form=form, organisation=organisation, post=shown)
    return page, 400 if form.errors else 200


def _form(organisation: Organisation) -> PostForm:
    scheme_at_hand()
    form = PostForm()
    offer_profiles(form.role_profile, profiles_for(organisation))
    return form


def _asked_day(text: str | None) -> date:
    try:
        return min(date.fromisoformat(text or ""), today())
    except ValueError:
        return today()


def _back_to(organisation: Organisation, service: Service) -> Any:
    return redirect(url_for("workforce.posts", organisation_id=organisation.id, service_id=service.id))


def _address(organisation: Organisation, post: Post) -> str:
    return url_for("workforce.post", organisation_id=organisation.id, post_id=post.id)


def _page(
    organisation: Organisation,
    service: Service,
    form: PostForm | None,
    post: Post | None = None,
    *,
    stale: bool = False,
) -> Any:
    page = render_template(
        "workforce/member/post.html",
        organisation=organisation,
        service=service,
        form=form,
        post=post,
        people=people_in(post) if post else 0,
        stale=stale,
    )
    return page, 409 if stale else 400 if form is not None and form.errors else 200
