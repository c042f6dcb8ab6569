"""Until when the portal takes changes and submissions: one rule for pages, autosave, uploads and submitting.

Something is in time when our clock, read as its unit of work begins, shows the deadline plus the grace of
the cycle or earlier. A wait for a lock after that costs nobody their place, and the length of an upload
counts, because its unit of work begins once the whole of it has arrived. The rule binds a draft only: an
application that staff gave back may be changed and submitted again until they say otherwise.
"""

from __future__ import annotations

from datetime import datetime

from charter_portal.core.clock import to_london
from charter_portal.core.errors import RuleBroken
from charter_portal.core.formats import clock_time, deadline, zone


class TooLate(RuleBroken):
    """The deadline and its grace have passed; the message names the deadline and the time we used."""


def check_in_time(moment: datetime, *, deadline_at: datetime, accepts_until: datetime) -> None:
    """Let a change pass at this moment. Raises TooLate one instant after `accepts_until`."""
    if moment <= accepts_until:
        return
    extra = ""
    if accepts_until != deadline_at:
        extra = f" We went on taking applications until {clock_time(accepts_until)}."
    raise TooLate(
        f"The deadline was {deadline(deadline_at)}.{extra} "
        f"By our clock this arrived at {to_london(moment):%H:%M:%S} {zone(moment)} "
        f"on {to_london(moment).day} {to_london(moment):%B %Y}. It has not been accepted, but your words are "
        "still on this page. Please contact us about what to do next."
    )
