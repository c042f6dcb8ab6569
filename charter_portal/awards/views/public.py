"""What everybody may see: the register of award holders, and whether a certificate is true."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from charter_portal.awards.forms import LookupForm, RegisterForm
from charter_portal.awards.queries import award_by_code, levels_awarded, register_page, tier_place
from charter_portal.awards.rules import plain_code, spaced
from charter_portal.awards.views import blueprint
from charter_portal.core.permissions import open_to_everyone
from charter_portal.core.tables import page_number
from charter_portal.framework.queries import charter_of, current_version


@blueprint.get("/awards")
@open_to_everyone
def register() -> str:
    """Every service that holds an award today: search, filter, sort, page."""
    form = RegisterForm(request.args)
    form.offer(levels_awarded())
    number = page_number(request.args.get("page"))
    page, sort = register_page(**form.filters, sort=request.args.get("sort"), number=number)
    versions = {award.level.version_id for award in page.items}
    notices = [charter_of(version).sample_notice for version in sorted(versions)]
    if not versions and (current := current_version()) is not None:
        notices = [current.sample_notice]
    return render_template(
        "awards/public/register.html",
        filters=form,
        chosen={name: value for name, value in form.filters.items() if value},
        page=page,
        sort=sort,
        tier_place=tier_place,
        sample_notice=next(filter(None, notices), ""),
    )


@blueprint.get("/verify")
@open_to_everyone
def lookup() -> Any:
    """Type the code of a certificate."""
    form = LookupForm(request.args)
    if form.code.data:
        code = plain_code(form.code.data)
        if code and form.validate():
            return redirect(url_for("awards.verify", code=spaced(code)))
        form.code.errors = ["Enter the letters and numbers of the code, for example ABCD-EFGH-2345-6789."]
    elif "code" in request.args:
        form.code.errors = ["Enter the code from the certificate."]
    return render_template("awards/public/lookup.html", form=form), 400 if form.code.errors else 200


@blueprint.get("/verify/<code>")
@open_to_everyone
def verify(code: str) -> Any:
    """What the code of a certificate stands for today: valid, expired or withdrawn."""
    award = award_by_code(code)
    if award is None:
        return render_template("awards/public/unknown.html", form=LookupForm(None)), 404
    charter = charter_of(award.level.version_id)
    return render_template(
        "awards/public/verify.html",
        award=award,
        charter=charter,
        place=tier_place(award.level),
        code=spaced(award.code),
        sample_notice=charter.sample_notice,
    )
