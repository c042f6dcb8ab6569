"""The demo's story, told through the services that everybody uses: its trail, letters and digests are real.

What happened in the past is told in the past: `calendar` lets each scene happen at its own moment.
"""

from __future__ import annotations

from functools import partial

from sqlalchemy import select

from charter_portal.accounts.enums import Role
from charter_portal.accounts.models import User
from charter_portal.cli.demo import (
    barriers,
    country,
    involvement,
    past_rounds,
    people,
    rounds,
    training,
    training_days,
    workforce,
)
from charter_portal.cli.demo import organisations as bodies
from charter_portal.cli.demo.calendar import Calendar, workday
from charter_portal.cli.demo.people import ACCOUNTS, PASSWORD
from charter_portal.cli.demo.running_round import RunningRound
from charter_portal.core.database import db

__all__ = ["ACCOUNTS", "PASSWORD", "is_told", "tell"]

NEW_THIS_YEAR = (bodies.SALTMARSH, bodies.MARIGOLD, bodies.GREENFOLD)


def is_told() -> bool:
    """True once the story's administrator is there. A story is told whole or not at all (see `preparing`)."""
    rows = select(User.id).where(User.email == people.ADMINISTRATOR.email)
    return db.session.scalar(rows) is not None


def tell() -> None:
    """Let everything happen, in its order. Does nothing when the story has been told already."""
    if is_told():
        return
    calendar, known = Calendar(), rounds.rounds()
    _begin_the_scheme(calendar, known)
    _open_the_doors(calendar, known)
    rounds.write_down(calendar, known)
    past_rounds.write_down(calendar, known)
    RunningRound(calendar, known).write_down()
    barriers.write_down(calendar, known)
    involvement.write_down(calendar, known)
    workforce.write_down(calendar, known.now)
    training.write_down(calendar, known)
    training_days.write_down(calendar, known)
    country.write_down(calendar, known)
    calendar.happen()


def _begin_the_scheme(calendar: Calendar, known: rounds.Rounds) -> None:
    """An administrator, the charter, two officers, a commissioner and the panel."""
    day = workday(known.first.opens, -25)
    calendar.at(day, "09:05", people.begin_with_administrator)
    calendar.at(day, "09:30", rounds.load_charter)
    for place, officer in enumerate(people.OFFICERS):
        calendar.at(day, f"10:{10 * place:02}", partial(people.join_staff, officer, Role.OFFICER))
    calendar.at(day, "10:30", partial(people.join_staff, people.COMMISSIONER, Role.COMMISSIONER))
    for place, (person, says) in enumerate(people.ASSESSORS.items()):
        calendar.at(workday(day, 3), f"14:{5 * place:02}", partial(people.join_panel, person, says))


def _open_the_doors(calendar: Calendar, known: rounds.Rounds) -> None:
    """Each organisation comes when its first round has opened; one invitation still waits for an answer."""
    newcomers = dict.fromkeys(NEW_THIS_YEAR, workday(known.running.opens, 1))
    for place, (body, day) in enumerate((past_rounds.first_days(known) | newcomers).items()):
        minute = 4 * place
        calendar.at(day, f"09:{minute:02}", partial(bodies.set_up, body))
        calendar.at(day, f"12:{minute:02}", partial(bodies.gather, body))
    calendar.at(workday(known.now, -2), "15:45", bodies.invite_newcomer)
