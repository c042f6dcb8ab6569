"""What the workforce tells whom. No subject and no line names a person, a post or a figure."""

from __future__ import annotations

from datetime import date

from charter_portal.accounts.models import User
from charter_portal.notifications.services import notify
from charter_portal.organisations.models import Organisation
from charter_portal.workforce.models import CircleMember, Erasure, Milestone


def tell_of_place(member: CircleMember, organisation: Organisation) -> None:
    """Somebody was named as an editor, or invited to read."""
    _write(
        member.user,
        "place",
        "workforce.circle.opened",
        organisation,
        about=member,
        place=member.place,
    )


def tell_of_clock(
    to: list[User], milestone: Milestone, organisation: Organisation, months_left: int, ends: date
) -> None:
    """A time that the organisation set runs out soon. The mail names no code; the page behind it does."""
    for person in to:
        _write(
            person,
            "clock",
            "workforce.clock.reminded",
            organisation,
            about=milestone,
            months_left=months_left,
            ends=ends,
        )


def tell_of_reviews(to: User, organisation: Organisation, count: int) -> None:
    """A day has come on which somebody wanted to look again. The mail does not say at what."""
    _write(to, "reviews", "workforce.barrier.reminded", organisation, about=organisation, count=count)


def tell_of_erasure(to: list[User], erasure: Erasure, organisation: Organisation) -> None:
    """Something that takes two people waits for a second one. The mail does not say what it is."""
    event = "workforce.erasure.asked"
    for person in to:
        _write(person, "second_person", event, organisation, about=erasure, erasure=erasure)


def _write(
    to: User, notice: str, event: str, organisation: Organisation, *, about: object, **context: object
) -> None:
    context |= {"person": to, "organisation": organisation}
    notify(to.email, f"workforce/{notice}", about=about, event=event, user_id=to.id, **context)
