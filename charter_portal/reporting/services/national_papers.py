"""A national picture to take away: the workbook and the tagged PDF, with the figures of the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from charter_portal.core.formats import day
from charter_portal.core.pdf import render_pdf
from charter_portal.core.workbook import Sheet, workbook_bytes
from charter_portal.reporting.models import NationalPicture
from charter_portal.reporting.rules import words
from charter_portal.reporting.rules.charts import charts_of
from charter_portal.reporting.rules.measuring import ALL, Group
from charter_portal.reporting.rules.picture import Line, Picture
from charter_portal.reporting.rules.words import DEFINITIONS, HOW_TO_READ, TIER_WORDS, VETTING_WORDS

TEMPLATE = "reporting/pdf/national.html"
LIMIT_SECONDS = 120.0
FIRST_COLUMN = {Group.POSTS: "Level", Group.WAY_IN: "Step", Group.BARRIERS: "Barrier"}
COUNTED = {Group.POSTS: "Filled places", Group.WAY_IN: "People", Group.BARRIERS: "Times logged"}


def picture_workbook(picture: NationalPicture, shown: Picture) -> bytes:
    """The whole picture as a workbook: every setting in every region, and all their totals."""
    heads = _heads(shown)
    sheets = [Sheet("About these figures", ("What", "In words"), _about(picture, shown)), _tier_sheet(shown)]
    for group in Group:
        header = (FIRST_COLUMN[group], "Setting", "Region", *(f"{COUNTED[group]}, {head}" for head in heads))
        sheets.append(Sheet(group.label, header, _rows(shown, group)))
    places = ("Setting or region", *(f"Median days, {head}" for head in heads))
    sheets.append(Sheet("Time in vetting", places, (_values(line) for line in shown.medians())))
    return workbook_bytes(sheets)


def picture_report(picture: NationalPicture, shown: Picture, *, made_at: datetime) -> bytes:
    """The picture as a tagged PDF. Raises PdfNotMade."""
    return render_pdf(
        TEMPLATE,
        title=f"National picture, {picture.cycle.name}",
        limit_seconds=LIMIT_SECONDS,
        picture=shown,
        made=picture,
        charts=charts_of(shown),
        drawn=charts_of(shown, on_paper=True),
        made_at=made_at,
        words=words,
        group=Group,
    )


def _about(picture: NationalPicture, shown: Picture) -> Iterator[tuple[str, Any]]:
    yield "Round", picture.cycle.name
    yield "Period", _span(shown.since, shown.until)
    yield "Compared with", _span(*shown.before) if shown.before else "No earlier picture"
    yield "Made on", picture.created_at
    yield "How to read the figures", HOW_TO_READ
    yield "Tiers", TIER_WORDS
    for group in Group:
        yield group.label, DEFINITIONS[group]
    yield "Time in vetting", VETTING_WORDS


def _tier_sheet(shown: Picture) -> Sheet:
    rows = (
        (line.label, setting_label, region_label, *_values(line)[1:])
        for setting, setting_label, region, region_label in _places(shown)
        for line in shown.tiers(setting, region)
    )
    heads = (f"Services, {head}" for head in _heads(shown))
    return Sheet("Tiers", ("Tier", "Setting", "Region", *heads), rows)


def _rows(shown: Picture, group: Group) -> Iterator[tuple[Any, ...]]:
    for setting, setting_label, region, region_label in _places(shown):
        for line in shown.lines(group, setting, region):
            yield line.label, setting_label, region_label, *_values(line)[1:]


def _places(shown: Picture) -> Iterator[tuple[str, str, str, str]]:
    """All together first, then every setting with all its regions."""
    for setting, setting_label in [(ALL, "All settings"), *shown.settings]:
        for region, region_label in [(ALL, "All regions"), *shown.regions]:
            yield setting, setting_label, region, region_label


def _values(line: Line) -> tuple[Any, ...]:
    return (line.label, line.now) if line.before is None else (line.label, line.now, line.before)


def _heads(shown: Picture) -> tuple[str, ...]:
    now = f"{day(shown.since)} to {day(shown.until)}"
    return (now, _span(*shown.before)) if shown.before else (now,)


def _span(since: date, until: date) -> str:
    return f"{day(since)} to {day(until)}"
