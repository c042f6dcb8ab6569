"""A national picture drawn: which charts there are, of one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from charter_portal.core.charts import Chart, bars, steps
from charter_portal.core.disclosure import Shown
from charter_portal.reporting.rules.measuring import ALL, Group
from charter_portal.reporting.rules.picture import Line, Picture

NAMES = ("This round", "The round before")
MOST_BARRIERS = 10


@dataclass(frozen=True)
class PictureCharts:
    """The charts of one place, in the order of the page."""

    tiers: Chart
    posts: Chart
    way_in: Chart
    barriers: Chart
    vetting: Chart | None
    """None for one setting in one region."""


def charts_of(
    picture: Picture, setting: str = ALL, region: str = ALL, *, on_paper: bool = False
) -> PictureCharts:
    """Every chart of a place, from shown figures alone.

    On paper the long ones leave the round before to their tables: a drawing is never cut by a page.
    """
    vetting = picture.vetting(setting, region)
    way_in = picture.lines(Group.WAY_IN, setting, region)
    return PictureCharts(
        tiers=_bars(picture.tiers(setting, region), "Tier"),
        posts=_bars(picture.lines(Group.POSTS, setting, region), "Level"),
        way_in=_bars(way_in, "Step", alone=True)
        if on_paper
        else steps(_items(way_in), before=_before(way_in), names=NAMES),
        barriers=_bars(picture.commonest(setting, region)[:MOST_BARRIERS], "Barrier", alone=on_paper),
        vetting=None if vetting is None else _bars([vetting], "Where"),
    )


def _bars(lines: Sequence[Line], label: str, *, alone: bool = False) -> Chart:
    return bars(_items(lines), before=None if alone else _before(lines), names=NAMES, label=label)


def _items(lines: Sequence[Line]) -> list[tuple[str, Shown]]:
    return [(line.label, line.now) for line in lines]


def _before(lines: Sequence[Line]) -> list[Shown | None] | None:
    """The figures of the round before; None where no line has one."""
    if all(line.before is None for line in lines):
        return None
    return [line.before for line in lines]
