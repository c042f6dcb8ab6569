"""Whom the demo's workforce records follow: three services, their posts, and each person's way as a code.

Ways are told in days before today, so that clocks run and funnels move.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from charter_portal.cli.demo import organisations as bodies
from charter_portal.workforce.enums import CheckKind, Destination, LeavingReason, PostKind, PostStatus
from charter_portal.workforce.enums import MilestoneKind as M


@dataclass(frozen=True)
class Job:
    """A post of the demo. What is not told is usual."""

    profile: str
    title: str
    places: int = 1
    wte: str = "1"
    kind: PostKind = PostKind.PAID
    status: PostStatus = PostStatus.FILLED
    pay_band: str = ""
    partner: str = ""
    funded_for: int | None = None
    """Days from today until the money ends."""


@dataclass(frozen=True)
class Way:
    """How somebody came in, and what happened after the start; days are counted back from today."""

    code: str
    since: int
    vetting: int
    post: str
    after: tuple[tuple[int, M, Mapping[str, Any]], ...] = ()
    refused: bool = False
    stops_at: M | None = None
    plan: int | None = None
    """Days ago on which an exit plan was agreed."""


@dataclass(frozen=True)
class Team:
    """A service of the demo with its posts and people."""

    body: bodies.Body
    service: str
    jobs: Sequence[Job]
    ways: Sequence[Way] = field(default_factory=tuple)
    check: CheckKind = CheckKind.POLICE_VETTING


VOLUNTEERING, PAID = "Peer support volunteer", "Peer support worker"
APPRENTICE, SUPPORT = "Peer worker apprentice", "Support, time and recovery worker"
LEAD = "Peer team lead"


def _up(days: int, post: str) -> tuple[int, M, Mapping[str, Any]]:
    return days, M.PROMOTION, {"post": post}


def _gone(days: int, reason: LeavingReason) -> tuple[int, M, Mapping[str, Any]]:
    return days, M.LEFT, {"leaving_reason": reason}


def _on(days: int, to: Destination) -> tuple[int, M, Mapping[str, Any]]:
    return days, M.MOVED_ON, {"destination": to}


LEVEL_3: tuple[int, M, Mapping[str, Any]] = (60, M.QUALIFICATION, {})
RIVERBEND = Team(
    bodies.RIVERBEND,
    "Riverbend Liaison and Diversion",
    (
        Job("volunteer", VOLUNTEERING, 10, "2.5", PostKind.VOLUNTEER),
        Job("peer_supporter", APPRENTICE, 2, "2", PostKind.APPRENTICE, funded_for=95),
        Job("peer_supporter", PAID, 5, "4.2", pay_band="Band 3", partner="Second Crossing Trust"),
        Job("peer_supporter", "Peer support worker, courts", status=PostStatus.VACANT, pay_band="Band 3"),
        Job("str_worker", SUPPORT, 2, "1.8", pay_band="Band 4"),
        Job(
            "practitioner", "Liaison and Diversion practitioner", status=PostStatus.ON_HOLD, pay_band="Band 6"
        ),
        Job("service_manager", LEAD, pay_band="Band 7"),
    ),
    (
        Way("RB-01", 600, 96, VOLUNTEERING, (_up(300, PAID), _up(40, SUPPORT))),
        Way("RB-02", 590, 91, VOLUNTEERING, (_up(280, APPRENTICE), LEVEL_3, _up(30, PAID))),
        Way("RB-03", 580, 104, VOLUNTEERING, (_on(200, Destination.PAID_ELSEWHERE),)),
        Way("RB-04", 560, 120, VOLUNTEERING, (_up(170, PAID),), refused=True),
        Way("RB-05", 610, 60, VOLUNTEERING, plan=20),
        Way("RB-06", 540, 88, PAID, (_gone(120, LeavingReason.PAY_OR_HOURS),)),
        Way("RB-07", 520, 70, VOLUNTEERING),
        Way("RB-08", 505, 62, PAID),
        Way("RB-09", 470, 75, VOLUNTEERING, (_up(90, APPRENTICE),)),
        Way("RB-10", 455, 58, SUPPORT),
        Way("RB-11", 400, 54, VOLUNTEERING, (_gone(150, LeavingReason.OWN_REASONS),)),
        Way("RB-12", 330, 47, VOLUNTEERING, (_up(20, PAID),)),
        Way("RB-13", 300, 44, VOLUNTEERING),
        Way("RB-14", 270, 39, PAID),
        Way("RB-15", 240, 35, VOLUNTEERING),
        Way("RB-16", 215, 36, VOLUNTEERING),
        Way("RB-17", 190, 33, VOLUNTEERING),
        Way("RB-18", 160, 28, VOLUNTEERING),
        Way("RB-19", 120, 0, VOLUNTEERING, stops_at=M.CHECKS_STARTED),
        Way("RB-20", 75, 0, VOLUNTEERING, stops_at=M.INTERVIEWED),
        Way("RB-21", 30, 0, VOLUNTEERING, stops_at=M.APPLIED),
    ),
)
LANTERNWAY = Team(
    bodies.LANTERNWAY,
    "Lanternway Peer Mentoring",
    (
        Job("volunteer", VOLUNTEERING, 4, "0.8", PostKind.VOLUNTEER),
        Job("peer_supporter", "Peer mentor", 2, "1.6"),
        Job("service_manager", "Peer mentoring manager"),
    ),
    (
        Way("LW-101", 500, 66, VOLUNTEERING, (_up(180, "Peer mentor"),)),
        Way("LW-102", 430, 52, VOLUNTEERING),
        Way("LW-103", 350, 40, "Peer mentor"),
        Way("LW-104", 200, 31, VOLUNTEERING),
        Way("LW-105", 60, 0, VOLUNTEERING, stops_at=M.OFFERED),
    ),
)

MENTOR, LINK = "Peer mentor through the gate", "Peer worker, prison and community"
RECONNECT = Team(
    bodies.RIVERBEND,
    "Riverbend RECONNECT",
    (
        Job("volunteer", VOLUNTEERING, 8, "1.6", PostKind.VOLUNTEER),
        Job("volunteer", "Gate and first day volunteer", 4, "0.6", PostKind.VOLUNTEER),
        Job("peer_supporter", APPRENTICE, 1, "1", PostKind.APPRENTICE, funded_for=240),
        Job("peer_supporter", MENTOR, 4, "3.4", pay_band="Band 3"),
        Job("peer_supporter", LINK, 3, "2.6", pay_band="Band 3", partner="Lanternway CIC"),
        Job("str_worker", SUPPORT, 2, "2", pay_band="Band 4"),
        Job("practitioner", "RECONNECT practitioner", status=PostStatus.VACANT, pay_band="Band 6"),
        Job("service_manager", LEAD, pay_band="Band 7"),
    ),
    (
        Way("RC-01", 720, 205, VOLUNTEERING, (_up(260, MENTOR),)),
        Way("RC-02", 705, 190, MENTOR, (_up(150, SUPPORT),)),
        Way("RC-03", 690, 214, VOLUNTEERING, (_up(310, APPRENTICE), _up(70, LINK)), refused=True),
        Way("RC-04", 668, 176, VOLUNTEERING, (_on(190, Destination.LEARNING),)),
        Way("RC-05", 650, 183, LINK),
        Way("RC-06", 628, 168, VOLUNTEERING, (_up(120, MENTOR),)),
        Way("RC-07", 610, 172, MENTOR, (_gone(95, LeavingReason.TRAVEL_OR_COST),)),
        Way("RC-08", 590, 160, SUPPORT),
        Way("RC-09", 520, 150, VOLUNTEERING),
        Way("RC-10", 500, 128, LINK),
        Way("RC-11", 455, 104, VOLUNTEERING, (_up(60, APPRENTICE),)),
        Way("RC-12", 410, 92, VOLUNTEERING),
        Way("RC-13", 350, 80, MENTOR),
        Way("RC-14", 300, 71, VOLUNTEERING),
        Way("RC-15", 260, 66, VOLUNTEERING),
        Way("RC-16", 230, 64, LINK),
        Way("RC-17", 200, 63, VOLUNTEERING),
        Way("RC-18", 170, 61, VOLUNTEERING),
        Way("RC-19", 66, 0, VOLUNTEERING, stops_at=M.CHECKS_STARTED),
        Way("RC-20", 42, 0, VOLUNTEERING, stops_at=M.SHORTLISTED),
    ),
    check=CheckKind.PRISON_VETTING,
)
"""The service of the almost complete draft, whose statements show two figures of it: vetting by prisons
took half a year, and takes nine weeks now, as the barrier in its log tells."""

TEAMS = (RIVERBEND, LANTERNWAY, RECONNECT)
