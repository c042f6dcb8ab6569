"""How the forms of the peer workforce are filled in, and what each leaves in the trail."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import BytesIO, StringIO

from charter_portal.core.clock import today
from charter_portal.workforce.rules.sheets import POSTS
from tests.permissions.world import World
from tests.permissions.world_workforce import READER

LATER = (today() + timedelta(days=90)).isoformat()
EARLIER = (today() - timedelta(days=9)).isoformat()
POST = {"level": "2", "headcount": "2", "wte": "1", "funded_until": LATER}
FITTING = {
    "workforce.invite_reader email": READER,
    "workforce.add_person code": "PW-7001",
    "workforce.edit_person code": "PW-7002",
    "workforce.limits volunteer_months": "12",
    "workforce.limits keep_months": "12",
    "wellbeing_plan_on": EARLIER,
    "adjustments_on": EARLIER,
    "level_low": "3",
    "level_high": "4",
    **{f"workforce.add_post {name}": value for name, value in POST.items()},
    **{f"workforce.post {name}": value for name, value in POST.items()},
    "workforce.post level": "3",
}
"""What a field takes where words will not do."""

DEEDS = {
    "workforce.add_milestone": "workforce.milestone.recorded",
    "workforce.add_person": "workforce.person.added",
    "workforce.add_post": "workforce.post.added",
    "workforce.add_profile": "workforce.profile.added",
    "workforce.edit_person": "workforce.person.changed",
    "workforce.end_place": "workforce.circle.closed",
    "workforce.end_post": "workforce.post.ended",
    "workforce.confirm_erasure": "workforce.erasure.confirm workforce.person.erased",
    "workforce.decline_erasure": "workforce.erasure.decline",
    "workforce.erase_person": "workforce.erasure.asked",
    "workforce.exchange": "workforce.post.added workforce.rows.imported",
    "workforce.exit_plan": "workforce.person.exit_planned",
    "workforce.invite_reader": "workforce.circle.opened",
    "workforce.limits": "workforce.settings.changed",
    "workforce.milestone": "workforce.milestone.corrected",
    "workforce.name_editor": "workforce.circle.opened",
    "workforce.post": "workforce.post.changed",
    "workforce.profile": "workforce.profile.changed",
    "workforce.remove_milestone": "workforce.milestone.removed",
    "workforce.scheme_profile": "workforce.profile.changed",
    "workforce.take_back_erasure": "workforce.erasure.take_back",
}
"""What each form leaves in the trail when its button is pressed once."""

LOOKS = {
    "workforce.people": ("lead", "workforce.people.listed"),
    "workforce.person": ("lead", "workforce.workforce_person.viewed"),
    "workforce.export": ("lead", "workforce.rows.exported"),
}
"""Sensitive things that somebody opens, and what the trail says of it."""


def page_of_own_request(world: World) -> str:
    """The page on which the lead may take back what they asked for."""
    number = world.values["workforce.take_back_erasure"]["erasure_id"]
    return f"/organisations/{world.values['workforce']['organisation_id']}/workforce/erasures/{number}"


def a_table_of_posts() -> tuple[BytesIO, str]:
    """A filled-in table with one post."""
    told = {
        "title": "Peer mentor",
        "role_profile": "Peer supporter",
        "kind": "Paid",
        "status": "Vacant",
        "headcount": "1",
        "wte": "1",
        "since": EARLIER,
    }
    lines = StringIO()
    writer = csv.DictWriter(lines, list(POSTS.values()))
    writer.writeheader()
    writer.writerow({POSTS[key]: value for key, value in told.items()})
    return BytesIO(lines.getvalue().encode()), "posts.csv"
