"""The arithmetic of spread and of readers, over all small cases that chance finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter_portal.assessment.enums import Closeness, ScoreState
from charter_portal.assessment.rules import (
    Readers,
    apart_in_words,
    closeness,
    joined_words,
    score_state,
    spread,
)

RANKS = st.lists(st.integers(0, 12), max_size=8)


@given(RANKS)
def test_the_spread_is_the_largest_difference_between_any_two(ranks):
    pairs = [abs(one - other) for one in ranks for other in ranks]
    assert spread(ranks) == max(pairs, default=0)


@given(RANKS, st.randoms())
def test_the_order_of_readers_changes_nothing(ranks, chance):
    shuffled = list(ranks)
    chance.shuffle(shuffled)
    assert (spread(shuffled), closeness(shuffled)) == (spread(ranks), closeness(ranks))


@given(RANKS, st.integers(0, 12))
def test_another_reader_never_brings_the_others_closer(ranks, one_more):
    assert spread([*ranks, one_more]) >= spread(ranks)


@given(RANKS, st.integers(-5, 5))
def test_only_differences_matter(ranks, shift):
    assert spread([rank + shift for rank in ranks]) == spread(ranks)


@given(RANKS)
def test_two_levels_apart_is_wide_and_words_agree(ranks):
    found = closeness(ranks)
    assert (found == Closeness.WIDE) == (spread(ranks) >= 2)
    assert (found == Closeness.SAME) == (len(set(ranks)) <= 1)
    assert ("Same level" in apart_in_words(ranks)) == (found == Closeness.SAME)


@pytest.mark.parametrize(("ranks", "words"), [
    ((2, 2), "Same level"), ((1, 2), "1 level apart"), ((0, 4, 2), "4 levels apart"), ((), "Same level"),
])  # fmt: skip
def test_the_difference_in_words(ranks, words):
    assert apart_in_words(ranks) == words


@pytest.mark.parametrize(("level", "reason", "lift", "state"), [
    (None, "", "", ScoreState.EMPTY), (3, "", "", ScoreState.STARTED),
    (None, "Because", "", ScoreState.STARTED),
    (None, "", "More", ScoreState.STARTED), (3, "Because", "", ScoreState.COMPLETE),
])  # fmt: skip
def test_a_score_needs_a_level_and_a_reason(level, reason, lift, state):
    assert score_state(level=level, reason=reason, lift=lift) == state


@given(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
def test_reading_is_complete_exactly_when_nothing_is_needed(live, finished, experienced):
    readers = Readers(live, min(finished, live), min(experienced, live))
    assert readers.complete == (not readers.still_needed)
    assert readers.complete == (live >= 2 and finished >= live and min(experienced, live) >= 1)


def test_words_are_joined_once_each_in_order():
    assert joined_words(["One", " One ", "", "Two"]) == "One\n\nTwo"
