"""The rule of the waiting list: never more than free, strict order, one turn for a group, nobody starves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from charter_portal.training.rules.waiting import (
    LAST_ANSWER_BEFORE,
    Waiting,
    list_is_open,
    next_offers,
    offer_ends,
)

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
HOLD = timedelta(hours=48)
FRESH, OVER = NOW - timedelta(hours=1), NOW - HOLD


def queue_of(*entries: tuple[int, bool, datetime | None]) -> list[Waiting]:
    return [Waiting(number, *entry) for number, entry in enumerate(entries, start=1)]


entries = st.tuples(st.integers(1, 6), st.booleans(), st.sampled_from([None, FRESH, OVER]))
queues = st.lists(entries, max_size=12).map(lambda found: queue_of(*found))
frees = st.integers(0, 25)


class TestByExample:
    def test_single_places_go_in_order_and_one_by_one(self):
        queue = queue_of((1, False, None), (3, False, None), (1, False, None))
        assert next_offers(3, queue, NOW, HOLD).places == {1: 1, 2: 2}

    def test_a_group_gets_all_or_nothing(self):
        assert next_offers(3, queue_of((3, True, None)), NOW, HOLD).places == {1: 3}
        waits = next_offers(2, queue_of((3, True, None)), NOW, HOLD)
        assert (waits.places, waits.turn_begins) == ({}, 1)

    def test_what_is_free_is_kept_for_a_group_in_its_turn(self):
        decided = next_offers(2, queue_of((3, True, FRESH), (1, False, None)), NOW, HOLD)
        assert (decided.places, decided.turn_begins, decided.passed_over) == ({}, None, ())

    def test_after_its_turn_those_behind_are_served_past_it(self):
        decided = next_offers(2, queue_of((3, True, OVER), (1, False, None)), NOW, HOLD)
        assert (decided.places, decided.passed_over) == ({2: 1}, (1,))

    def test_it_keeps_its_place_and_comes_first_when_enough_is_free(self):
        assert next_offers(3, queue_of((3, True, OVER), (1, False, None)), NOW, HOLD).places == {1: 3}

    def test_a_second_group_has_a_turn_of_its_own(self):
        decided = next_offers(2, queue_of((5, True, OVER), (3, True, None), (1, False, None)), NOW, HOLD)
        assert (decided.places, decided.turn_begins) == ({}, 2)

    def test_nobody_is_called_passed_over_when_nobody_was_served_behind(self):
        assert next_offers(2, queue_of((3, True, OVER)), NOW, HOLD).passed_over == ()


@given(frees, queues)
def test_never_more_than_is_free_and_never_more_than_was_asked(free, queue):
    places = next_offers(free, queue, NOW, HOLD).places
    asked = {each.booking: each.places for each in queue}
    assert sum(places.values()) <= free
    assert all(0 < count <= asked[number] for number, count in places.items())


@given(frees, queues)
def test_groups_are_never_split(free, queue):
    places = next_offers(free, queue, NOW, HOLD).places
    assert all(places[e.booking] == e.places for e in queue if e.together and e.booking in places)


@given(frees, queues)
def test_nobody_overtakes_but_past_a_group_that_had_its_turn_and_does_not_fit(free, queue):
    decided = next_offers(free, queue, NOW, HOLD)
    left = free
    for place, each in enumerate(queue):
        got = decided.places.get(each.booking, 0)
        served_behind = any(behind.booking in decided.places for behind in queue[place + 1 :])
        if got < each.places and served_behind:
            assert each.has_had_its_turn(NOW, HOLD)
            assert each.places > left
            assert each.booking in decided.passed_over
        left -= got


@given(frees, queues)
def test_a_place_stays_free_only_for_a_group(free, queue):
    decided = next_offers(free, queue, NOW, HOLD)
    unserved = [each for each in queue if decided.places.get(each.booking, 0) < each.places]
    if sum(decided.places.values()) == free or not unserved:
        return
    assert unserved[0].together
    in_turn = [each for each in unserved if not each.has_had_its_turn(NOW, HOLD)]
    assert not in_turn or in_turn[0].together


@given(frees, queues)
def test_one_turn_begins_at_a_time_and_only_for_a_group_that_had_none(free, queue):
    begins = next_offers(free, queue, NOW, HOLD).turn_begins
    if begins is not None:
        (group,) = [each for each in queue if each.booking == begins]
        assert group.together and group.turn_since is None


@given(st.lists(st.integers(2, 6), max_size=6))
def test_a_single_waits_at_most_one_hold_for_each_group_before_it(groups):
    """The one place that is free stays free; the groups never fit. The single is served in the end."""
    queue = [*queue_of(*((size, True, None) for size in groups)), Waiting(99, 1)]
    now = NOW
    for _ in range(len(groups) + 1):
        decided = next_offers(1, queue, now, HOLD)
        if decided.places:
            break
        queue = [
            Waiting(e.booking, e.places, e.together, now) if e.booking == decided.turn_begins else e
            for e in queue
        ]
        now += HOLD
    assert decided.places == {99: 1}
    assert now - NOW == HOLD * len(groups)


def test_an_offer_never_outlasts_the_evening_before():
    starts_at = NOW + timedelta(hours=30)
    assert offer_ends(NOW, HOLD, starts_at) == starts_at - LAST_ANSWER_BEFORE
    assert offer_ends(NOW, HOLD, NOW + timedelta(days=9)) == NOW + HOLD


def test_the_list_ends_a_day_before():
    starts_at = NOW + timedelta(hours=24)
    assert not list_is_open(NOW, starts_at)
    assert list_is_open(NOW - timedelta(seconds=1), starts_at)
