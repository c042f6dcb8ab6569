"""What a round asks of an applicant about training, and what is missing of it. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from charter_portal.training.enums import DelegateRole, Requirement

COUNTS_FOR_YEARS = 3
"""A day attended longer than this before a round opens counts no more: awards are reviewed as often."""


@dataclass(frozen=True)
class Asked:
    """Whether a round reminds of attendance or needs it, and which roles should have been there."""

    requirement: Requirement
    roles: tuple[DelegateRole, ...] = ()


@dataclass(frozen=True)
class Gap:
    """What is missing before an application is whole. `nobody` means that nobody came at all."""

    blocks: bool
    nobody: bool
    missing: tuple[DelegateRole, ...]

    @property
    def words(self) -> str:
        """What is missing, in a sentence or two."""
        if self.nobody:
            return "Nobody of your organisation has been to a training day yet."
        roles = [role.label[0].lower() + role.label[1:] for role in self.missing]
        listed = roles[0] if len(roles) == 1 else f"{', '.join(roles[:-1])} and {roles[-1]}"
        return f"Somebody of your organisation has been to a training day. Still missing: {listed}."


def gap_in(asked: Asked, attended: Collection[DelegateRole]) -> Gap | None:
    """What those who attended, each with a role, leave open; None when nothing is asked or missing."""
    if asked.requirement is Requirement.NONE:
        return None
    missing = tuple(role for role in asked.roles if role not in attended)
    if attended and not missing:
        return None
    return Gap(asked.requirement is Requirement.BLOCK, not attended, missing)


def counts_from(opens_at: datetime) -> datetime:
    """The earliest start of a day that counts for a round which opens at this moment."""
    year = opens_at.year - COUNTS_FOR_YEARS
    try:
        return opens_at.replace(year=year)
    except ValueError:  # It opens on 29 February, and that year has none.
        return opens_at.replace(year=year, day=28)


def counts_for_round(starts_at: datetime, *, opens_at: datetime, accepts_until: datetime) -> bool:
    """True for a day that begins in the time that counts for a round."""
    return counts_from(opens_at) <= starts_at <= accepts_until
