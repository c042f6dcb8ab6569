"""The arithmetic of assessment: how far readers are apart, and what a reading still needs. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from charter_portal.assessment.enums import Closeness, ScoreState

READERS_NEEDED = 2
"""At least two people read every submission (domain.md, after Athena Swan and HotCRP)."""

FAR_APART = 2
"""From a difference of this many levels, a moderator looks closely (domain.md)."""


def spread(ranks: Collection[int]) -> int:
    """Levels between the lowest and the highest rank; 0 when there are fewer than two."""
    return max(ranks) - min(ranks) if ranks else 0


def closeness(ranks: Collection[int]) -> Closeness:
    """Same level, one apart, or far enough apart to be looked at together."""
    apart = spread(ranks)
    if apart >= FAR_APART:
        return Closeness.WIDE
    return Closeness.NEAR if apart else Closeness.SAME


def apart_in_words(ranks: Collection[int]) -> str:
    """The spread as people say it: same level, 1 level apart, 3 levels apart."""
    apart = spread(ranks)
    if apart == 0:
        return "Same level"
    return f"{apart} level apart" if apart == 1 else f"{apart} levels apart"


def score_state(*, level: object, reason: str, strengths: str = "", lift: str = "") -> ScoreState:
    """Complete with a level and a reason; started with anything at all."""
    if level is not None and reason:
        return ScoreState.COMPLETE
    return ScoreState.STARTED if level is not None or reason or strengths or lift else ScoreState.EMPTY


@dataclass(frozen=True)
class Readers:
    """Who reads one submission, in numbers: live readings, those finished, those by lived experience."""

    live: int
    finished: int
    with_lived_experience: int

    @property
    def enough(self) -> bool:
        """Two or more readers, at least one of whom says that they have lived experience."""
        return self.live >= READERS_NEEDED and self.with_lived_experience >= 1

    @property
    def complete(self) -> bool:
        """Enough readers, and every one of them has finished: the scores may be laid side by side."""
        return self.enough and self.finished == self.live

    @property
    def still_needed(self) -> tuple[str, ...]:
        """What staff still have to do before the scores may be laid side by side, in words."""
        needs = []
        if self.live < READERS_NEEDED:
            missing = READERS_NEEDED - self.live
            needs.append("Allocate one more assessor." if missing == 1 else "Allocate two or more assessors.")
        if not self.with_lived_experience:
            needs.append("Allocate an assessor who has told us of lived experience.")
        if self.finished < self.live:
            needs.append("Wait until every assessor has finished.")
        return tuple(needs)


def joined_words(texts: Iterable[str]) -> str:
    """Several people's words as one text, each once, with a blank line between."""
    kept = dict.fromkeys(text.strip() for text in texts if text and text.strip())
    return "\n\n".join(kept)
