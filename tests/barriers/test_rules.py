"""What may be told of where a shared solution comes from: nobody is hidden among fewer than enough."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter_portal.barriers.rules.anonymity import ENOUGH, NOTHING, Label, Origin, labels_for
from charter_portal.barriers.rules.library_file import is_web_address

worlds = st.lists(
    st.builds(Origin, st.integers(1, 25), st.sampled_from("PRC"), st.sampled_from("NSEW")), max_size=80
)


@given(worlds)
def test_every_label_that_is_told_stands_for_enough_organisations(origins):
    labels = labels_for(origins)
    assert set(labels) == {(each.setting, each.region) for each in origins}
    behind = defaultdict(set)
    for each in origins:
        behind[labels[each.setting, each.region]].add(each.organisation_id)
    # An intruder who knows the rule and every service can only say: it is one of these.
    assert all(len(bodies) >= ENOUGH for label, bodies in behind.items() if label != NOTHING)


@given(worlds)
def test_a_label_never_says_what_is_not_so(origins):
    for (setting, region), told in labels_for(origins).items():
        assert told.setting in {"", setting} and told.region in {"", region}


@given(worlds, st.randoms(use_true_random=False))
def test_the_order_of_services_makes_no_difference(origins, random):
    shuffled = list(origins)
    random.shuffle(shuffled)
    assert labels_for(origins) == labels_for(shuffled)


def test_telling_half_does_not_give_the_other_half_away():
    many = [Origin(number, "P", "N") for number in range(5)]
    rare = [Origin(9, "P", "S")]
    # “P” alone would be true of six, but the rule would say it of one only.
    assert labels_for(many + rare)["P", "S"] == NOTHING
    pooled = [Origin(20 + number, "P", "E") for number in range(4)]
    assert labels_for(many + rare + pooled)["P", "S"] == Label(setting="P")


def test_one_organisation_with_many_services_is_one():
    same = [Origin(1, "P", "N")] * 9 + [Origin(number, "P", "N") for number in range(1, 5)]
    assert labels_for(same)["P", "N"] == NOTHING


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        ("https://example.org/a?b=c#d", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://user@example.org", False),
        ("https://example.org/ a", False),
        ('https://example.org/"onx', False),
        ("//example.org", False),
        ("https://[", False),
        ("https://example.org/" + "a" * 500, False),
    ],
)
def test_where_a_link_may_lead(address, fits):
    assert is_web_address(address) is fits
