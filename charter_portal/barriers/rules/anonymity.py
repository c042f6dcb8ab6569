"""How much may be said of where a shared solution comes from, so that nobody can tell from whom.

A label is a setting and a region, a setting alone, a region alone, or nothing. Each label other than nothing
stands for at least `ENOUGH` organisations that would be given this very label, and not only for as many that
it would be true of: otherwise the missing half would give a rare service away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

ENOUGH = 5


class Origin(NamedTuple):
    """One organisation's presence: it runs a service of this setting in this region."""

    organisation_id: int
    setting: str
    region: str


class Label(NamedTuple):
    """What is told; an empty word is not told."""

    setting: str = ""
    region: str = ""


NOTHING = Label()


def labels_for(origins: Iterable[Origin], *, enough: int = ENOUGH) -> dict[tuple[str, str], Label]:
    """For each setting and region in which somebody works, the fullest label that hides them among enough.

    Pairs that stand for too few are told by their setting alone, where those together are enough; what then
    remains is told by its region alone, where that is enough; the rest is not told.
    """
    known = set(origins)
    people = Counter((each.setting, each.region) for each in known)
    labels = {pair: Label(*pair) for pair, count in people.items() if count >= enough}
    for place in (0, 1):
        left = {pair for pair in people if pair not in labels}
        for word in {pair[place] for pair in left}:
            group = {pair for pair in left if pair[place] == word}
            bodies = {each.organisation_id for each in known if (each.setting, each.region) in group}
            if len(bodies) >= enough:
                told = Label(setting=word) if place == 0 else Label(region=word)
                labels |= dict.fromkeys(group, told)
    return labels | {pair: NOTHING for pair in people if pair not in labels}
