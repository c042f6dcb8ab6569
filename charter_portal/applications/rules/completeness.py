"""When a response is complete, and what it still needs. Pure, so that every page and check counts alike."""

from __future__ import annotations

from dataclasses import dataclass

from charter_portal.applications.enums import Gap, ResponseState


@dataclass(frozen=True)
class Content:
    """What a response holds, as far as completeness asks. Words are counted as the page counts them."""

    word_limit: int
    rated: bool = False
    claims_a_tier: bool = False
    narrative_words: int = 0
    lived_experience_words: int = 0
    citations: int = 0


def gaps_in(content: Content) -> tuple[Gap, ...]:
    """What is missing, in the order in which the page asks for it.

    Words of people with lived experience are never asked for (bar T3). A rating below every tier claims
    nothing, so it needs no evidence.
    """
    longest = max(content.narrative_words, content.lived_experience_words)
    missing = {
        Gap.RATING: not content.rated,
        Gap.NARRATIVE: content.narrative_words == 0,
        Gap.TOO_LONG: longest > content.word_limit,
        Gap.EVIDENCE: content.citations == 0 and (content.claims_a_tier or not content.rated),
    }
    return tuple(gap for gap, is_missing in missing.items() if is_missing)


def state_of(content: Content) -> ResponseState:
    """Complete without gaps; in progress with anything in it; else not started."""
    if not gaps_in(content):
        return ResponseState.COMPLETE
    holds = (content.rated, content.narrative_words, content.lived_experience_words, content.citations)
    return ResponseState.STARTED if any(holds) else ResponseState.EMPTY
