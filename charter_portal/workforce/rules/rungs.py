"""Where a post stands on the pathway from volunteering to leadership."""

from __future__ import annotations

from charter_portal.workforce.enums import PostKind, Rung, WorkRole

RUNGS = tuple(Rung)
"""Every rung, lowest first."""

LEADERSHIP = (Rung.MANAGEMENT, Rung.STRATEGY)

_BY_ROLE = {
    WorkRole.VOLUNTEER: Rung.PEER_SUPPORT,
    WorkRole.PEER_SUPPORTER: Rung.PEER_SUPPORT,
    WorkRole.STR_WORKER: Rung.SUPPORT_WORK,
    WorkRole.PRACTITIONER: Rung.PRACTICE,
    WorkRole.SPECIALIST: Rung.SPECIALISM,
    WorkRole.SERVICE_MANAGER: Rung.MANAGEMENT,
    WorkRole.STRATEGIC_MANAGER: Rung.STRATEGY,
}


def rung_of(kind: PostKind, role: WorkRole) -> Rung:
    """The rung of a post: terms first, then role. A volunteer's profile in a paid post is peer support."""
    if kind is PostKind.VOLUNTEER:
        return Rung.VOLUNTEERING
    if kind is PostKind.APPRENTICE:
        return Rung.APPRENTICESHIP
    return _BY_ROLE[role]


def height(rung: Rung) -> int:
    """How high a rung is, counted from nought."""
    return RUNGS.index(rung)


def is_upwards(before: Rung, after: Rung) -> bool:
    """A move to a higher rung."""
    return height(after) > height(before)


def missing(held: set[Rung]) -> list[Rung]:
    """The rungs without a post between the lowest and the highest there are, and leadership if there is none.

    A step above the highest post is missing only where nobody can become a leader at all.
    """
    if not held:
        return []
    heights = [height(rung) for rung in held]
    gaps = [rung for rung in RUNGS if min(heights) < height(rung) < max(heights) and rung not in held]
    # One kind of paid specialism is enough to climb by; an apprenticeship is one way in among several.
    gaps = [rung for rung in gaps if rung not in {Rung.APPRENTICESHIP, Rung.SPECIALISM}]
    if held.isdisjoint(LEADERSHIP):
        gaps.append(Rung.MANAGEMENT)
    return gaps
