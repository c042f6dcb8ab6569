"""The coming days, for everybody."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_login import current_user

from charter_portal.accounts.permissions import is_assessor
from charter_portal.core.permissions import open_to_everyone
from charter_portal.core.tables import page_number, paginate
from charter_portal.organisations.enums import Region
from charter_portal.organisations.permissions import contributes
from charter_portal.organisations.queries import organisations_of
from charter_portal.training.enums import Audience, Way
from charter_portal.training.queries.bookings import own_places_on
from charter_portal.training.queries.days import coming_days, trainers_of, with_venue
from charter_portal.training.queries.places import places_left
from charter_portal.training.queries.sight import is_trainer_now
from charter_portal.training.rules.days import where_in_words
from charter_portal.training.rules.places import places_in_words
from charter_portal.training.views import blueprint
from charter_portal.training.views.asking import asked, day_or_404, me

DAYS_A_PAGE = 20


@blueprint.get("/training")
@open_to_everyone
def coming() -> str:
    """Days that are still to come, filtered by audience, way and region."""
    audience, way, region = asked(Audience, "audience"), asked(Way, "way"), asked(Region, "region")
    page = paginate(
        coming_days(audience=audience, way=way, region=region),
        number=page_number(request.args.get("page")),
        size=DAYS_A_PAGE,
        widen=with_venue,
    )
    return render_template(
        "training/public/coming.html",
        page=page,
        left=_left_in_words(page.items),
        where=where_of,
        audiences=list(Audience),
        ways=[Way.IN_PERSON, Way.ONLINE],
        regions=list(Region),
        audience=audience,
        way=way,
        region=region,
        trains=current_user.is_authenticated and is_trainer_now(me()),
    )


@blueprint.get("/training/<int:day_id>")
@open_to_everyone
def show(day_id: int) -> str:
    """One day: whom it is for, when, where and how to get in, what happens, and how to book."""
    day = day_or_404(day_id)
    return render_template(
        "training/public/show.html",
        day=day,
        left=_left_in_words([day]).get(day.id),
        where=where_of(day),
        trainers=trainers_of(day),
        **_ways_in(day),
    )


def where_of(day: Any) -> str:
    """Where a day is held, in words."""
    room = day.room
    return where_in_words(day.way, room.venue.name if room else None, room.name if room else None)


def _left_in_words(days: Any) -> dict[int, str]:
    return {number: places_in_words(left) for number, left in places_left(days).items()}


def _ways_in(day: Any) -> dict[str, Any]:
    """How the person who looks could book: for which organisations, or for themselves."""
    if not current_user.is_authenticated:
        return {"organisations": [], "alone": False, "own": []}
    person = me()
    mine = organisations_of(person) if day.audience.is_for_organisations else []
    return {
        "organisations": [each for each in mine if contributes(person, each)],
        "alone": is_assessor(person) and not day.audience.is_for_organisations,
        "own": own_places_on(day, person),
    }
